"""The state of one charge point, pure: no gevent, no wire, no clock of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from ocpp_load.messages.v16.actions import FeatureProfile
from ocpp_load.model.authorization.cache import AuthorizationCache
from ocpp_load.model.authorization.local_list import LocalList
from ocpp_load.model.charging.profiles import ChargingProfiles
from ocpp_load.model.configuration.values import Configuration
from ocpp_load.model.connector import Connector
from ocpp_load.model.electrical.electrical import USUAL_ELECTRICAL, Electrical
from ocpp_load.model.maintenance.firmware_state import FirmwareState
from ocpp_load.model.maintenance.message_log import MessageLog
from ocpp_load.model.maintenance.upload_state import UploadState
from ocpp_load.model.quirks import NO_QUIRKS, Quirks
from ocpp_load.model.reservations import Reservations
from ocpp_load.model.security.access import Access
from ocpp_load.model.security.certificates import Certificates
from ocpp_load.model.security.security_log import SecurityLog
from ocpp_load.model.surroundings import USUAL_SURROUNDINGS, Surroundings
from ocpp_load.model.transaction import Transaction
from ocpp_load.model.transaction_messages import TransactionMessages

ALL_PROFILES: frozenset[str] = frozenset(FeatureProfile)
DEFAULT_MESSAGE_LOG_BYTES = 8192
DEFAULT_STORED_MESSAGES = 1000
"""Transaction messages that a station keeps while it cannot deliver them."""


class Registration(Enum):
    """What the central system last said to BootNotification (section 4.2)."""

    NONE = "none"
    PENDING = "Pending"
    REJECTED = "Rejected"
    ACCEPTED = "Accepted"


@dataclass(frozen=True, slots=True)
class StationType:
    """What all stations of a scenario have in common. `power_w` is that of one connector.

    `feature_profiles` are those that the station has; `switched_off` are actions that it does
    not have all the same. `stored_messages` is the room for transaction messages that cannot be
    delivered; `stored_messages_first` has them leave before anything newer. `security_events` has the security events of ordinary life told too.
    Sessions run `time_scale` times as fast as the clock, the protocol's timers `timer_scale` times.
    """

    vendor: str
    model: str
    connectors: int
    power_w: float
    phases: int = 3
    serial_number: str | None = None
    firmware_version: str | None = None
    configuration: Mapping[str, str] = field(default_factory=dict)
    heartbeat_only_when_idle: bool = False
    feature_profiles: frozenset[str] = ALL_PROFILES
    switched_off: frozenset[str] = frozenset()
    surroundings: Surroundings = USUAL_SURROUNDINGS
    security_events: bool = False
    message_log_bytes: int = DEFAULT_MESSAGE_LOG_BYTES
    stored_messages: int = DEFAULT_STORED_MESSAGES
    stored_messages_first: bool = True
    quirks: Quirks = NO_QUIRKS
    electrical: Electrical = USUAL_ELECTRICAL
    time_scale: float = 1.0
    timer_scale: float = 1.0

    def has(self, profile: str, action: str) -> bool:
        """Tell whether the station has this action; a profile that OCPP does not know is one's own."""
        return action not in self.switched_off and (
            profile in self.feature_profiles or profile not in ALL_PROFILES
        )


class Station:
    """One charge point, its number in the fleet, and what it knows at present."""

    __slots__ = (
        "access",
        "authorization_cache",
        "certificates",
        "charging_profiles",
        "configuration",
        "connectors",
        "firmware",
        "id_tag",
        "identity",
        "leaving",
        "local_list",
        "message_log",
        "number",
        "refused_id_tags",
        "registration",
        "requested",
        "reservations",
        "restarting",
        "restarts",
        "security_log",
        "status_changes",
        "transaction_messages",
        "type",
        "upload",
        "was_accepted",
    )

    def __init__(self, type_: StationType, number: int, identity: str, id_tag: str) -> None:
        self.type = type_
        self.number = number
        self.identity = identity
        self.id_tag = id_tag
        self.registration = Registration.NONE
        self.was_accepted = False
        """The central system has accepted the station, if only before its last restart."""
        self.restarting = False
        self.restarts = 0
        self.requested = 0
        """How many messages that the central system has asked for are yet to be answered."""
        self.leaving = False
        """The run is over: nothing new begins."""
        self.refused_id_tags: frozenset[str] = frozenset()
        """idTags that the central system refused when it was last asked about them."""
        self.transaction_messages = TransactionMessages(type_.stored_messages)
        self.configuration = Configuration(type_)
        self.charging_profiles = ChargingProfiles()
        self.connectors = [Connector(number) for number in range(type_.connectors + 1)]
        self.local_list = LocalList()
        self.authorization_cache = AuthorizationCache()
        self.reservations = Reservations(self.connectors)
        self.status_changes: dict[int, float] | None = None
        """Connectors whose last change is yet to be told, and when it was on the monotonic clock."""
        self.message_log = MessageLog(type_.message_log_bytes)
        self.certificates = Certificates()
        self.access = Access()
        self.security_log = SecurityLog()
        self.upload = UploadState()
        self.firmware = FirmwareState(type_.firmware_version)

    def connector(self, connector_id: int | None) -> Connector:
        """Return that connector; None is the first one, where a lone session takes place."""
        return self.connectors[1 if connector_id is None else connector_id]

    def has_connector(self, connector_id: int) -> bool:
        """Tell whether there is a connector of that number; 0, the station itself, is none."""
        return 1 <= connector_id < len(self.connectors)

    def release(self, connector: Connector) -> bool:
        """Let a connector that nobody uses take on its resting status; return whether it is news.

        A reservation ends when its connector is set to Unavailable (section 5.13), whatever did.
        """
        connector.settle()
        if not connector.is_in_service:
            self.reservations.end_for(connector)
        return connector.release()

    @property
    def open_transactions(self) -> int:
        """Return how many transactions are running."""
        return sum(connector.transaction is not None for connector in self.connectors)

    def unsettled_transactions(self) -> list[Transaction]:
        """Return the transactions, running or not, that the central system does not know ended."""
        running = [each.transaction for each in self.connectors if each.transaction is not None]
        stored = [message.transaction for message in self.transaction_messages]
        return [one for one in dict.fromkeys(running + stored) if not one.is_lost]

    def lose_power(self) -> None:
        """Forget what is not kept over a restart (section 5.14)."""
        self.restarts += 1
        self.refused_id_tags = frozenset()
        self.configuration.apply_pending()
        self.reservations.clear()
        for connector in self.connectors:
            connector.lose_power()
