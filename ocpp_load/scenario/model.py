"""A scenario that has been checked: what its station is, and what it does.

Values only, shared by all stations of a run: nothing in here may be changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ocpp_load.model import (
    ALL_PROFILES,
    DEFAULT_MESSAGE_LOG_BYTES,
    USUAL_SURROUNDINGS,
    Surroundings,
)
from ocpp_load.scenario.pattern import Pattern
from ocpp_load.scenario.step import Step


@dataclass(frozen=True, slots=True)
class Station:
    """What all stations of a scenario have in common; patterns are where they differ."""

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


@dataclass(frozen=True, slots=True)
class Scenario:
    """What one station is and does, as a file says it."""

    name: str
    description: str | None
    ocpp: str
    station: Station
    steps: tuple[Step, ...]
