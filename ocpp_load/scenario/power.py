"""Electrical power as a scenario's author writes it, and watts."""

import re

from ocpp_load.scenario.reader import Value

LARGEST_W = 10_000_000.0

_WRITTEN = re.compile(r"([0-9]+(?:\.[0-9]+)?) *(k?W)?")
_WATTS = {None: 1.0, "W": 1.0, "kW": 1000.0}


def read_power(value: Value) -> float:
    """Read `22 kW`, `7400 W` or a plain number of watts; return watts."""
    written = value.text_or_number()
    if isinstance(written, str):
        parts = _WRITTEN.fullmatch(written)
        watts = float(parts[1]) * _WATTS[parts[2]] if parts else None
    else:
        watts = written
    if watts is None:
        value.reject(
            f"{value.shown} is not a power; write for example 22 kW, 7400 W or plain watts"
        )
    elif not 0 < watts <= LARGEST_W:
        value.reject(f"{value.shown} is out of range; allowed: more than 0 W, up to 10000 kW")
    else:
        return float(watts)
    return 0.0
