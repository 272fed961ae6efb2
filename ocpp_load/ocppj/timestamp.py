"""Timestamps on the wire: UTC, `Z`, three fractional digits (OCPP 1.6 section 3.14 of the errata).

Time comes in as seconds since the epoch; nothing here reads a clock.
"""

from datetime import UTC, datetime
from functools import lru_cache
from time import gmtime, strftime


@lru_cache(maxsize=4)
def _second(epoch_s: int) -> str:
    return strftime("%Y-%m-%dT%H:%M:%S", gmtime(epoch_s))


def format_timestamp(epoch_s: float) -> str:
    """Return for example `2026-11-23T01:53:32.120Z`; cut, never rounded into the future."""
    milliseconds = int(epoch_s * 1000)
    return f"{_second(milliseconds // 1000)}.{milliseconds % 1000:03d}Z"


def parse_timestamp(text: str) -> float:
    """Return seconds since the epoch of an ISO 8601 timestamp, with any offset or fraction.

    A timestamp without an offset counts as UTC. Raises `ValueError` for anything else.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.timestamp()
