"""A scenario that has been checked: what its station is, and what it does.

Values only, shared by all stations of a run: nothing in here may be changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ocpp_load.charge_point import USUAL_BACK_OFF, BackOff
from ocpp_load.charge_point.answer_rules import AnswerRule
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
from ocpp_load.model.misbehaviour import StationFault
from ocpp_load.scenario.feeders.feeder import Data
from ocpp_load.scenario.feeders.station_text import FedText, StationPattern
from ocpp_load.scenario.step import Step
from ocpp_load.scenario.time_scale import AS_THE_CLOCK, TimeScale


@dataclass(frozen=True, slots=True)
class Station:
    """What all stations of a scenario have in common; patterns are where they differ.

    `template` is the one that it is made of, as it was named. A message of more than
    `max_message_bytes` closes the connection; None leaves that to the options of the run.
    """

    identity: StationPattern
    vendor: StationPattern
    model: StationPattern
    serial_number: StationPattern | None
    firmware_version: StationPattern | None
    id_tag: StationPattern
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
    password: StationText | FedText | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """What one station is and does, as a file says it.

    A station `keeps_journal` where something in the file asks what it has been told, and
    `needs_operator` where a button has to be pressed at the central system. `answers` are its
    rules for commands that it answers otherwise than it would.
    """

    name: str
    description: str | None
    ocpp: str
    station: Station
    steps: tuple[Step, ...]
    time_scale: TimeScale = AS_THE_CLOCK
    keeps_journal: bool = False
    data: Data = field(default_factory=dict)
    answers: tuple[AnswerRule, ...] = ()
    needs_operator: bool = False
    faults: tuple[StationFault, ...] = ()
