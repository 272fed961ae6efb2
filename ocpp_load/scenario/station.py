"""The `station` section of a scenario, read and checked."""

import sys
from functools import partial
from pathlib import Path

from ocpp_load.charge_point import USUAL_BACK_OFF
from ocpp_load.model import (
    ALL_PROFILES,
    DEFAULT_MESSAGE_LOG_BYTES,
    DEFAULT_STORED_MESSAGES,
    NO_QUIRKS,
    StationType,
)
from ocpp_load.scenario import credentials, electrical, surroundings
from ocpp_load.scenario.configuration import read_configuration
from ocpp_load.scenario.feeders.feeder import Data
from ocpp_load.scenario.feeders.station_text import FedReader
from ocpp_load.scenario.model import Station
from ocpp_load.scenario.node import MappingNode
from ocpp_load.scenario.pattern import Pattern
from ocpp_load.scenario.power import read_power
from ocpp_load.scenario.quirks import read_quirks
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.reconnect import read_reconnect
from ocpp_load.scenario.size import read_message_size
from ocpp_load.scenario.template import REQUIRED, over_template

KEYS = (
    "template",
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
    "stored_messages",
    "stored_messages_first",
    "max_message_size",
    "reconnect",
    "quirks",
    *credentials.KEYS,
    *electrical.KEYS,
    *surroundings.KEYS,
)
_MOST_CONNECTORS = 1000
_USUAL_POWER_W = {1: 7_400.0, 3: 22_000.0}
_USUAL_DC_POWER_W = 50_000.0


def read_station(
    value: Value,
    folder: Path = Path(),
    template: Path | None = None,
    data: Data | None = None,
) -> Station | None:
    """Read what the stations of a scenario are; None where there is no section to read.

    Paths begin at `folder`. `template` is what the user has chosen in place of the section's own;
    `data` are the feeders that it may take values from.
    """
    if not isinstance(value.node, MappingNode):
        value.entries()
        return None
    whole = over_template(value, folder, template)
    # A template has what is required; of one that cannot be found nothing is known.
    section = (whole or value).section(KEYS, required=REQUIRED if whole is value else ())
    connectors = section.read("connectors", _connectors, 1 if whole else sys.maxsize)
    phases = section.read("phases", _phases, 3)
    feature_profiles = section.read(
        "feature_profiles", surroundings.read_feature_profiles, ALL_PROFILES
    )
    supply = electrical.read_electrical(section)
    # Lengths: BootNotification.req (OCPP 1.6 section 6.3), IdToken (section 7.28).
    fed = FedReader(data or {})
    type_ = StationType(
        vendor="",
        model="",
        connectors=connectors,
        power_w=0.0,
        phases=phases,
        feature_profiles=feature_profiles,
        electrical=supply,
    )
    return Station(
        identity=section.read("identity", fed.identity, Pattern("CP{n:06d}")),
        vendor=section.read("vendor", fed.ci_string(20), Pattern("")),
        model=section.read("model", fed.ci_string(20), Pattern("")),
        serial_number=section.read("serial_number", fed.ci_string(25), None),
        firmware_version=section.read("firmware_version", fed.ci_string(50), None),
        id_tag=section.read("id_tag", fed.ci_string(20), Pattern("TAG{n:06d}")),
        connectors=connectors,
        power_w=section.read(
            "power", read_power, _USUAL_DC_POWER_W if supply.is_dc else _USUAL_POWER_W[phases]
        ),
        phases=phases,
        configuration=credentials.with_security_profile(
            section,
            section.read(
                "configuration", partial(read_configuration, type_=type_, own=value.mistakes), {}
            ),
        ),
        heartbeat_only_when_idle=section.read("heartbeat_only_when_idle", Value.flag, False),
        feature_profiles=feature_profiles,
        switched_off=section.read("switched_off", surroundings.read_switched_off, frozenset()),
        security_events=section.read("security_events", Value.flag, False),
        surroundings=surroundings.read_surroundings(section),
        message_log_bytes=section.read("message_log", _message_log, DEFAULT_MESSAGE_LOG_BYTES),
        stored_messages=section.read("stored_messages", _stored_messages, DEFAULT_STORED_MESSAGES),
        stored_messages_first=section.read("stored_messages_first", Value.flag, True),
        max_message_bytes=section.read("max_message_size", read_message_size, None),
        reconnect=section.read("reconnect", read_reconnect, USUAL_BACK_OFF),
        quirks=section.read("quirks", read_quirks, NO_QUIRKS),
        electrical=supply,
        password=section.read("password", fed.password(credentials.read_password), None),
        template=section.read("template", Value.text, None) if template is None else str(template),
    )


def _message_log(value: Value) -> int:
    return value.integer(minimum=0, maximum=1 << 20)


def _stored_messages(value: Value) -> int:
    return value.integer(minimum=10, maximum=100_000)


def _connectors(value: Value) -> int:
    # As long as the number is wrong, no step's connector is known to be beyond it.
    return value.integer(minimum=1, maximum=_MOST_CONNECTORS, stand_in=sys.maxsize)


def _phases(value: Value) -> int:
    phases = value.number()
    if phases in _USUAL_POWER_W:
        return int(phases)
    value.reject(f"{value.shown} is not allowed; allowed: 1, 3")
    return 3
