"""Durations as people write them, in files and on command lines, and seconds.

Text and numbers only: no file, no clock.
"""

import re
from decimal import Decimal

from ocpp_load.one_line import quoted

LONGEST_S = 365 * 24 * 3600.0
HOW_TO_WRITE = "write for example 500 ms, 30 s, 2 min, 1 h or plain seconds"

_WRITTEN = re.compile(r"([0-9]+(?:\.[0-9]+)?) *(ms|s|min|h)?")
_SECONDS = {"h": 3600.0, "min": 60.0, "s": 1.0}


def parse_duration(written: str | float) -> float:
    """Return the seconds that `written` stands for: text with or without a unit, or a number.

    Raises `ValueError` with what is wrong and what is allowed.
    """
    seconds = _seconds(written) if isinstance(written, str) else written
    # A NaN is on neither side, so it falls out here too.
    if not 0 <= seconds <= LONGEST_S:
        shown = quoted(written) if isinstance(written, str) else _shown(written)
        raise ValueError(f"{shown} is out of range; allowed: 0 s to 365 days")
    return float(seconds)


def _shown(number: float) -> str:
    # A whole number may be larger than any float.
    return f"{number:g}" if isinstance(number, float) else quoted(str(number))[1:-1]


def _seconds(written: str) -> float:
    parts = _WRITTEN.fullmatch(written)
    if parts is None:
        raise ValueError(f"{quoted(written)} is not a duration; {HOW_TO_WRITE}")
    number, unit = float(parts[1]), parts[2]
    # Divided, because 0.001 is no binary fraction: 3 ms is 0.003, and 3 * 0.001 is not always.
    return number / 1000 if unit == "ms" else number * _SECONDS[unit or "s"]


def format_duration(seconds: float) -> str:
    """Return text with the largest unit that `parse_duration` reads as exactly `seconds`."""
    for unit, per_unit in (*_SECONDS.items(), ("ms", 0.001)):
        text = f"{round(seconds / per_unit)} {unit}"
        if seconds and _seconds(text) == seconds:
            return text
    return f"{Decimal(repr(seconds)).normalize():f} s"
