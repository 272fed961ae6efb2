"""The options of the load: Locust's own, and so are their names; read as the others are."""

import re
from math import isfinite
from typing import Any

from ocpp_load.duration import LONGEST_S, parse_duration
from ocpp_load.errors import OptionError

_SECONDS_OF = (3600, 60, 1)
# As Locust writes it: 90, 30s, 5m, 1h30m.
_TIME_SPAN = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?", re.ASCII)


def as_users(flag: str, value: Any) -> int:
    """Return a number of charge points, at least 1."""
    try:
        users = int(value)
    except ValueError:
        users = 0
    if users < 1:
        raise OptionError(flag, f"{value} is not a number of charge points; write for example 100")
    return users


def as_spawn_rate(flag: str, value: Any) -> float:
    """Return how many charge points are started per second."""
    try:
        rate = float(value)
    except ValueError:
        rate = 0.0
    if not (rate > 0 and isfinite(rate)):
        problem = f"{value} is not a number of charge points per second; write for example 20"
        raise OptionError(flag, problem)
    return rate


def as_run_time(flag: str, value: Any) -> float:
    """Return seconds above 0, from what Locust reads (`5m`, `1h30m`) or scenarios (`5 min`)."""
    text = str(value).strip()
    parts = _TIME_SPAN.fullmatch(text)
    if text and parts is not None:
        given = zip(parts.groups(), _SECONDS_OF, strict=True)
        seconds = float(sum(int(part or 0) * of for part, of in given))
    else:
        try:
            seconds = parse_duration(text)
        except ValueError:
            seconds = 0.0
    if not 0 < seconds <= LONGEST_S:
        raise OptionError(
            flag,
            f"{value} is not a time that a run can take; write for example 30s, 5m or 1h30m, and"
            " leave it out for a run without end",
        )
    return seconds
