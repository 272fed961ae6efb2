"""The `quirks` of a station: what it does otherwise than the book has it."""

import re
from functools import partial

from ocpp_load.duration import parse_duration
from ocpp_load.model import NO_QUIRKS, Quirks
from ocpp_load.model.configuration.keys import STANDARD_KEYS
from ocpp_load.scenario.node import ScalarNode
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.wording import nearest

_KEYS = (
    "heartbeat_key",
    "unknown_keys",
    "fractional_seconds",
    "utc_offset",
    "clock_offset",
    "clock_drift",
    "follows_clock",
    "boots_on_reconnect",
)
_MOST_DIGITS = 9
_LARGEST_DRIFT_S = 3600.0

_SIGNED = re.compile(r"([-+]?)(.*)")
_ZONE = re.compile(r"([-+])(0[0-9]|1[0-3]):([0-5][0-9])")
_PER_DAY = re.compile(r"(.*[^ ]) +per +day")


def read_quirks(value: Value) -> Quirks:
    """Read those of the quirks that are there."""
    section = value.section(_KEYS)
    usual = NO_QUIRKS
    flag = Value.flag
    return Quirks(
        heartbeat_key=section.read("heartbeat_key", _heartbeat_key, usual.heartbeat_key),
        unknown_keys=section.read("unknown_keys", _unknown_keys, usual.unknown_keys),
        fractional_seconds=section.read(
            "fractional_seconds",
            partial(Value.integer, minimum=0, maximum=_MOST_DIGITS),
            usual.fractional_seconds,
        ),
        utc_offset_s=section.read("utc_offset", _utc_offset, usual.utc_offset_s),
        clock_offset_s=section.read("clock_offset", read_clock_offset, usual.clock_offset_s),
        clock_drift_s=section.read("clock_drift", _clock_drift, usual.clock_drift_s),
        follows_clock=section.read("follows_clock", flag, usual.follows_clock),
        boots_on_reconnect=section.read("boots_on_reconnect", flag, usual.boots_on_reconnect),
    )


def _heartbeat_key(value: Value) -> str:
    return value.ci_string(50)


def _unknown_keys(value: Value) -> frozenset[str]:
    return frozenset(_standard_key(item) for item in value.items())


def _standard_key(value: Value) -> str:
    name = value.node.text if isinstance(value.node, ScalarNode) else ""
    if name not in STANDARD_KEYS:
        near = nearest(name, STANDARD_KEYS)
        question = f"; did you mean {near}?" if near else ""
        value.reject(f"{value.shown} is no standard configuration key{question}")
    return name


def read_clock_offset(value: Value) -> float:
    """Read by how many seconds a clock is ahead, or behind where they are negative."""
    return _signed(value, value.text_or_number(), "-90 s, 2 min or plain seconds")


def _clock_drift(value: Value) -> float:
    written = value.text_or_number()
    per_day = _PER_DAY.fullmatch(written) if isinstance(written, str) else None
    drift_s = _signed(value, per_day and per_day[1], "20 s per day or -3 s per day")
    if abs(drift_s) > _LARGEST_DRIFT_S:
        value.reject(f"{value.shown} is out of range; allowed: up to 1 h per day")
        return 0.0
    return drift_s


def _utc_offset(value: Value) -> float:
    written = value.text_or_number()
    zone = _ZONE.fullmatch(written) if isinstance(written, str) else None
    if zone is None:
        value.reject(f'{value.shown} is not allowed; write for example "+02:00" or "-05:30"')
        return 0.0
    seconds = int(zone[2]) * 3600.0 + int(zone[3]) * 60.0
    return -seconds if zone[1] == "-" else seconds


def _signed(value: Value, written: str | float | None, example: str) -> float:
    sign, size = "", written
    if isinstance(written, str) and (parts := _SIGNED.fullmatch(written)):
        sign, size = parts[1], parts[2]
    elif isinstance(written, int | float):
        sign, size = "-" if written < 0 else "", abs(written)
    try:
        seconds = parse_duration("" if size is None else size)
    except ValueError:
        value.reject(f"{value.shown} is not allowed; write for example {example}")
        return 0.0
    return -seconds if sign == "-" else seconds
