"""What the central system knows of one station, and how to reach it.

Outlives the station's connections. No I/O: the connection is whatever can send and close.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from ocpp_load.central_system.commands import CommandQueue
from ocpp_load.central_system.holdings import Holdings
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.enums import RegistrationStatus
from ocpp_load.ocppj import OutgoingCall, Payload

_ID_TAGS_KEPT = 4
_TRIGGERS = frozenset({Action.TRIGGER_MESSAGE.value, Action.EXTENDED_TRIGGER_MESSAGE.value})
# Security whitepaper edition 3 section 6.16; whatever else is asked for is called as its action.
_EXTENDED_TRIGGERS = {
    "FirmwareStatusNotification": Action.SIGNED_FIRMWARE_STATUS_NOTIFICATION.value,
    "SignChargePointCertificate": Action.SIGN_CERTIFICATE.value,
}


class Connection(Protocol):
    """The live connection of a station."""

    def send_call(self, call: OutgoingCall) -> None:
        """Send a Call; what is sent into a closed connection is lost."""

    def give_way(self) -> None:
        """Close: another connection of the same station has come."""


@dataclass(frozen=True, slots=True)
class ConnectorStatus:
    """The last StatusNotification.req of one connector (OCPP 1.6 section 6.47)."""

    status: str
    error_code: str


class Station:
    """One charge point, by its identity.

    `id_tags` are those accepted last, the latest at the end; `progress` is the last status of
    each kind of upload and update, by the action that told it; `errands` are commands that the
    answer now being given leads to, to be sent once it has left; `boots_answered` is the latest of
    its `boots` whose answer has left for it as it should; `registers_as` is what its boots are
    answered by where somebody has said so; `disconnected_at` is when its last
    connection ended, on the clock of the event loop.
    """

    __slots__ = (
        "_calls_at_connect",
        "_connection",
        "authorization_key",
        "boot_notification",
        "boots",
        "boots_answered",
        "calls_received",
        "calls_sent",
        "commands",
        "connectors",
        "disconnected_at",
        "errands",
        "has_proved_profile",
        "holdings",
        "id_tags",
        "identity",
        "progress",
        "registers_as",
        "registration",
        "security_events",
        "security_profile",
        "triggered",
    )

    def __init__(self, identity: str) -> None:
        self.identity = identity
        self._connection: Connection | None = None
        self._calls_at_connect = 0
        self.commands = CommandQueue(self._send_call)
        self.disconnected_at: float | None = None
        # A station that has not booted under this process was registered with an earlier one.
        self.registration = RegistrationStatus.ACCEPTED
        self.registers_as: RegistrationStatus | None = None
        self.authorization_key: bytes | None = None
        self.security_profile: int | None = None
        self.has_proved_profile = False
        self.boots = 0
        self.boots_answered = 0
        self.boot_notification: Payload = {}
        self.connectors: dict[int, ConnectorStatus] = {}
        self.triggered: set[str] = set()
        self.errands: list[tuple[str, Payload]] = []
        self.holdings = Holdings()
        self.id_tags: list[str] = []
        self.progress: dict[str, str] = {}
        self.security_events = 0
        self.calls_received = 0
        self.calls_sent = 0

    @property
    def connection(self) -> Connection | None:
        """Return its live connection, if it has one."""
        return self._connection

    @connection.setter
    def connection(self, connection: Connection | None) -> None:
        self._connection = connection
        self._calls_at_connect = self.calls_received

    @property
    def is_ready(self) -> bool:
        """Tell whether it is connected, registered, and has spoken over this connection.

        One that has just restarted is still known as registered, but takes no commands before
        its BootNotification, which comes first, has got its answer.
        """
        return (
            self._connection is not None
            and self.registration is RegistrationStatus.ACCEPTED
            and self.calls_received > self._calls_at_connect
            and self.boots_answered == self.boots
        )

    def accepted_id_tag(self, id_tag: str) -> None:
        """Keep in mind which id tags charge here."""
        if id_tag in self.id_tags:
            self.id_tags.remove(id_tag)
        self.id_tags.append(id_tag)
        del self.id_tags[:-_ID_TAGS_KEPT]

    def may_send(self, action: str) -> bool:
        """Tell whether this Call is allowed in the station's registration state.

        OCPP 1.6 section 4.2: before it is accepted, nothing but BootNotification.req, and
        while it is pending what a TriggerMessage.req asked for, once.
        """
        if self.registration is RegistrationStatus.ACCEPTED or action == Action.BOOT_NOTIFICATION:
            return True
        if action in self.triggered:
            self.triggered.remove(action)
            return True
        return False

    def command_was_answered(self, action: str, payload: Payload, result: Payload) -> None:
        """Take note of what the answer to a command changes here."""
        if action == Action.CHANGE_CONFIGURATION and result.get("status") == "Accepted":
            self._configuration_was_changed(payload)
        if (
            action in _TRIGGERS
            and self.registration is RegistrationStatus.PENDING
            and result.get("status") == "Accepted"
        ):
            message = str(payload.get("requestedMessage"))
            is_extended = action == Action.EXTENDED_TRIGGER_MESSAGE
            self.triggered.add(_EXTENDED_TRIGGERS.get(message, message) if is_extended else message)

    def _configuration_was_changed(self, payload: Payload) -> None:
        # Security whitepaper edition 3, A01.FR.03: from now on it is this password. A05.FR.09: once
        # a higher profile has proved itself, there is no way back.
        key, value = str(payload.get("key")).lower(), str(payload.get("value"))
        with suppress(ValueError):  # a station may accept what is no key, and no number
            if key == "authorizationkey":
                self.authorization_key = bytes.fromhex(value) or None
            elif key == "securityprofile":
                self.security_profile = int(value)

    def proved_certificate(self) -> None:
        """Take note that it has connected with a certificate of its own."""
        self.has_proved_profile = self.security_profile is not None

    def as_json(self) -> Payload:
        """Return it as the control interface shows it."""
        return {
            "identity": self.identity,
            "connected": self.connection is not None,
            "registration": self.registration.value if self.boots else None,
            "boots": self.boots,
            "bootNotification": self.boot_notification,
            "connectors": [
                {
                    "connectorId": connector_id,
                    "status": connector.status,
                    "errorCode": connector.error_code,
                }
                for connector_id, connector in self.connectors.items()
            ],
            "progress": self.progress,
            "securityEvents": self.security_events,
            "localListVersion": self.holdings.list_version,
            "reservations": [
                reservation.as_json() for reservation in self.holdings.reservations.values()
            ],
            "callsReceived": self.calls_received,
            "callsSent": self.calls_sent,
        }

    def _send_call(self, call: OutgoingCall) -> None:
        if self._connection is not None:
            self.calls_sent += 1
            self._connection.send_call(call)
