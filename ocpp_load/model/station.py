"""The state of one charge point, pure: no gevent, no wire, no clock of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from ocpp_load.model.configuration import Configuration
from ocpp_load.model.connector import Connector


class Registration(Enum):
    """What the central system last said to BootNotification (section 4.2)."""

    NONE = "none"
    PENDING = "Pending"
    REJECTED = "Rejected"
    ACCEPTED = "Accepted"


@dataclass(frozen=True, slots=True)
class StationType:
    """What all stations of a scenario have in common. `power_w` is that of one connector."""

    vendor: str
    model: str
    connectors: int
    power_w: float
    phases: int = 3
    serial_number: str | None = None
    firmware_version: str | None = None
    configuration: Mapping[str, str] = field(default_factory=dict)
    heartbeat_only_when_idle: bool = False


class Station:
    """One charge point, its number in the fleet, and what it knows at present."""

    __slots__ = (
        "configuration",
        "connectors",
        "id_tag",
        "identity",
        "number",
        "refused_id_tags",
        "registration",
        "type",
    )

    def __init__(self, type_: StationType, number: int, identity: str, id_tag: str) -> None:
        self.type = type_
        self.number = number
        self.identity = identity
        self.id_tag = id_tag
        self.registration = Registration.NONE
        self.refused_id_tags: frozenset[str] = frozenset()
        """idTags that the central system refused when it was last asked about them."""
        self.configuration = Configuration(type_.configuration)
        self.connectors = [Connector(number) for number in range(type_.connectors + 1)]

    def connector(self, connector_id: int | None) -> Connector:
        """Return that connector; None is the first one, where a lone session takes place."""
        return self.connectors[1 if connector_id is None else connector_id]
