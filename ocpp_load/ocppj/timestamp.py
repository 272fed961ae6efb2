"""Timestamps on the wire: UTC, `Z`, three fractional digits, unless a station is otherwise.

OCPP 1.6 section 3.14, Time notations, which errata 3.10 adds: senders may leave digits out,
receivers must understand fractions and offsets.
Time comes in as seconds since the epoch; nothing here reads a clock.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=4)
def _second(epoch_s: int) -> str:
    # strftime would write the year 999 with three digits.
    return (_EPOCH + timedelta(seconds=epoch_s)).isoformat().removesuffix("+00:00")


def format_timestamp(epoch_s: float, digits: int = 3, utc_offset_s: float = 0.0) -> str:
    """Return for example `2026-11-23T01:53:32.120Z`; cut, never rounded into the future.

    `digits` of a fraction, 0 to 9; those beyond microseconds are zeros. With `utc_offset_s`, whole
    minutes, it is the local time of that zone, for example `2026-11-23T03:53:32.120+02:00`.
    Raises `OverflowError` outside the years 1 to 9999, for which RFC 3339 has no form.
    """
    # A float has no exact form of 0.12: it means the microsecond nearest to it.
    second, microseconds = divmod(round(epoch_s * 1_000_000), 1_000_000)
    if digits == 3 and not utc_offset_s:
        return f"{_second(second)}.{microseconds // 1000:03d}Z"
    fraction = f".{microseconds:06d}000"[: digits + 1] if digits else ""
    return f"{_second(second + int(utc_offset_s))}{fraction}{_zone(utc_offset_s)}"


def _zone(utc_offset_s: float) -> str:
    if not utc_offset_s:
        return "Z"
    hours, minutes = divmod(abs(int(utc_offset_s)) // 60, 60)
    return f"{'-' if utc_offset_s < 0 else '+'}{hours:02d}:{minutes:02d}"


# Whole fleets are told the same time: that of an answer differs by milliseconds.
@lru_cache(maxsize=64)
def parse_timestamp(text: str) -> float:
    """Return seconds since the epoch of an ISO 8601 timestamp, with any offset or fraction.

    A timestamp without an offset counts as UTC, a leap second as the one after it. Raises
    `ValueError` for anything else.
    """
    # RFC 3339 5.6 allows `t`, `z` and the second 60; datetime does not know them.
    text = text.upper()
    leap = text[17:19] == "60"
    moment = datetime.fromisoformat(f"{text[:17]}59{text[19:]}" if leap else text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.timestamp() + leap
