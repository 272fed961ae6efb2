"""The `station` section of a scenario, read and checked."""

import sys
from functools import partial

from ocpp_load.model import ALL_PROFILES, DEFAULT_MESSAGE_LOG_BYTES, StationType
from ocpp_load.scenario import surroundings
from ocpp_load.scenario.configuration import read_configuration
from ocpp_load.scenario.model import Station
from ocpp_load.scenario.node import MappingNode
from ocpp_load.scenario.pattern import Pattern, read_ci_string_pattern, read_id_tag, read_pattern
from ocpp_load.scenario.power import read_power
from ocpp_load.scenario.reader import Value

_KEYS = (
    "identity",
    "vendor",
    "model",
    "serial_number",
    "firmware_version",
    "id_tag",
    "connectors",
    "power",
    "phases",
    "configuration",
    "heartbeat_only_when_idle",
    "feature_profiles",
    "switched_off",
    "security_events",
    "message_log",
    *surroundings.KEYS,
)
_USUAL_POWER_W = {1: 7_400.0, 3: 22_000.0}

# Lengths: BootNotification.req (OCPP 1.6 section 6.3).
_ci_string_20 = partial(read_ci_string_pattern, max_length=20)
_ci_string_25 = partial(read_ci_string_pattern, max_length=25)
_ci_string_50 = partial(read_ci_string_pattern, max_length=50)


def read_station(value: Value) -> Station | None:
    """Read what the stations of a scenario are; None where there is no section to read."""
    if not isinstance(value.node, MappingNode):
        value.entries()
        return None
    section = value.section(_KEYS, required=("vendor", "model"))
    connectors = section.read("connectors", _connectors, 1)
    phases = section.read("phases", _phases, 3)
    feature_profiles = section.read(
        "feature_profiles", surroundings.read_feature_profiles, ALL_PROFILES
    )
    type_ = StationType(
        vendor="",
        model="",
        connectors=connectors,
        power_w=0.0,
        phases=phases,
        feature_profiles=feature_profiles,
    )
    return Station(
        identity=section.read("identity", read_pattern, Pattern("CP{n:06d}")),
        vendor=section.read("vendor", _ci_string_20, Pattern("")),
        model=section.read("model", _ci_string_20, Pattern("")),
        serial_number=section.read("serial_number", _ci_string_25, None),
        firmware_version=section.read("firmware_version", _ci_string_50, None),
        id_tag=section.read("id_tag", read_id_tag, Pattern("TAG{n:06d}")),
        connectors=connectors,
        power_w=section.read("power", read_power, _USUAL_POWER_W[phases]),
        phases=phases,
        configuration=section.read("configuration", partial(read_configuration, type_=type_), {}),
        heartbeat_only_when_idle=section.read("heartbeat_only_when_idle", Value.flag, False),
        feature_profiles=feature_profiles,
        switched_off=section.read("switched_off", surroundings.read_switched_off, frozenset()),
        security_events=section.read("security_events", Value.flag, False),
        surroundings=surroundings.read_surroundings(section),
        message_log_bytes=section.read("message_log", _message_log, DEFAULT_MESSAGE_LOG_BYTES),
    )


def _message_log(value: Value) -> int:
    return value.integer(minimum=0, maximum=1 << 20)


def _connectors(value: Value) -> int:
    # As long as the number is wrong, no step's connector is known to be beyond it.
    return value.integer(minimum=1, stand_in=sys.maxsize)


def _phases(value: Value) -> int:
    phases = value.number()
    if phases in _USUAL_POWER_W:
        return int(phases)
    value.reject(f"{value.shown} is not allowed; allowed: 1, 3")
    return 3
