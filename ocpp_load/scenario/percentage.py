"""Percentages as a scenario's author writes them, and shares from 0 to 1."""

import re

from ocpp_load.scenario.reader import Value

PERCENTAGE = r"(100(?:\.0+)?|[0-9]{1,2}(?:\.[0-9]+)?) *%"
_WRITTEN = re.compile(rf"{PERCENTAGE}?")


def read_percentage(value: Value) -> float:
    """Read `80 %` or a plain number of percent; return the share, 0.8."""
    written = value.text_or_number()
    if isinstance(written, str):
        parts = _WRITTEN.fullmatch(written)
        percent = float(parts[1]) if parts else None
    else:
        percent = written
    if percent is None or not 0 <= percent <= 100:
        value.reject(
            f"{value.shown} is not a percentage; write for example 80 %, from 0 % to 100 %"
        )
        return 0.0
    return percent / 100
