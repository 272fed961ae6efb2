"""A scenario that has been checked: what its station is, and what it does.

Values only, shared by all stations of a run: nothing in here may be changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ocpp_load.charge_point import USUAL_BACK_OFF, BackOff
from ocpp_load.credentials import StationText
from ocpp_load.model import (
    ALL_PROFILES,
    DEFAULT_MESSAGE_LOG_BYTES,
    DEFAULT_STORED_MESSAGES,
    NO_QUIRKS,
    USUAL_SURROUNDINGS,
    Quirks,
    Surroundings,
)
from ocpp_load.model.electrical.electrical import USUAL_ELECTRICAL, Electrical
from ocpp_load.scenario.pattern import Pattern
from ocpp_load.scenario.step import Step
from ocpp_load.scenario.time_scale import AS_THE_CLOCK, TimeScale


@dataclass(frozen=True, slots=True)
class Station:
    """What all stations of a scenario have in common; patterns are where they differ.

    `template` is the one that it is made of, as it was named. A message of more than
    `max_message_bytes` closes the connection; None leaves that to the options of the run.
    """

    identity: Pattern
    vendor: Pattern
    model: Pattern
    serial_number: Pattern | None
    firmware_version: Pattern | None
    id_tag: Pattern
    connectors: int
    power_w: float
    phases: int
    configuration: Mapping[str, str]
    heartbeat_only_when_idle: bool
    feature_profiles: frozenset[str] = ALL_PROFILES
    switched_off: frozenset[str] = frozenset()
    surroundings: Surroundings = USUAL_SURROUNDINGS
    security_events: bool = False
    message_log_bytes: int = DEFAULT_MESSAGE_LOG_BYTES
    stored_messages: int = DEFAULT_STORED_MESSAGES
    stored_messages_first: bool = True
    max_message_bytes: int | None = None
    reconnect: BackOff = USUAL_BACK_OFF
    quirks: Quirks = NO_QUIRKS
    electrical: Electrical = USUAL_ELECTRICAL
    template: str | None = None
    password: StationText | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """What one station is and does, as a file says it."""

    name: str
    description: str | None
    ocpp: str
    station: Station
    steps: tuple[Step, ...]
    time_scale: TimeScale = AS_THE_CLOCK
