"""The `station` section of a scenario, read and checked."""

import sys
from functools import partial

from ocpp_load.scenario.model import Station
from ocpp_load.scenario.node import MappingNode, ScalarNode
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
    phases = section.read("phases", _phases, 3)
    return Station(
        identity=section.read("identity", read_pattern, Pattern("CP{n:06d}")),
        vendor=section.read("vendor", _ci_string_20, Pattern("")),
        model=section.read("model", _ci_string_20, Pattern("")),
        serial_number=section.read("serial_number", _ci_string_25, None),
        firmware_version=section.read("firmware_version", _ci_string_50, None),
        id_tag=section.read("id_tag", read_id_tag, Pattern("TAG{n:06d}")),
        connectors=section.read("connectors", _connectors, 1),
        power_w=section.read("power", read_power, _USUAL_POWER_W[phases]),
        phases=phases,
        configuration=section.read("configuration", _configuration, {}),
        heartbeat_only_when_idle=section.read("heartbeat_only_when_idle", Value.flag, False),
    )


def _connectors(value: Value) -> int:
    # As long as the number is wrong, no step's connector is known to be beyond it.
    return value.integer(minimum=1, stand_in=sys.maxsize)


def _phases(value: Value) -> int:
    phases = value.number()
    if phases in _USUAL_POWER_W:
        return int(phases)
    value.reject(f"{value.shown} is not allowed; allowed: 1, 3")
    return 3


def _configuration(value: Value) -> dict[str, str]:
    configuration = {}
    for key, setting in value.entries():
        # KeyValue: a key has at most 50 characters, its value 500 (OCPP 1.6 section 7.29).
        if key.text:
            Value(key, value.label, value.mistakes).check_ci_string(key.text, 50)
        else:
            value.reject("a configuration key has no name", at=key)
        configuration[key.text] = _setting(setting)
    return configuration


def _setting(value: Value) -> str:
    match value.node:
        case ScalarNode(value=bool(flag)):
            text = "true" if flag else "false"
        case ScalarNode(value=str() | int() | float(), text=text):
            pass
        case _:
            value.reject(f"{value.shown} is not allowed; allowed: text, numbers, true, false")
            return ""
    value.check_ci_string(text, 500)
    return text
