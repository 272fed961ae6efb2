"""What the central system knows of one station, and how to reach it.

Outlives the station's connections. No I/O: the connection is whatever can send and close.
"""

from dataclasses import dataclass
from typing import Protocol

from ocpp_load.central_system.commands import CommandQueue
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.enums import RegistrationStatus
from ocpp_load.ocppj import OutgoingCall, Payload

_TRIGGERS = frozenset({Action.TRIGGER_MESSAGE.value, Action.EXTENDED_TRIGGER_MESSAGE.value})


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
    """One charge point, by its identity."""

    __slots__ = (
        "boot_notification",
        "boots",
        "calls_received",
        "calls_sent",
        "commands",
        "connection",
        "connectors",
        "identity",
        "registration",
        "triggered",
    )

    def __init__(self, identity: str) -> None:
        self.identity = identity
        self.connection: Connection | None = None
        self.commands = CommandQueue(self._send_call)
        # A station that has not booted under this process was registered with an earlier one.
        self.registration = RegistrationStatus.ACCEPTED
        self.boots = 0
        self.boot_notification: Payload = {}
        self.connectors: dict[int, ConnectorStatus] = {}
        self.triggered: set[str] = set()
        self.calls_received = 0
        self.calls_sent = 0

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
        if (
            action in _TRIGGERS
            and self.registration is RegistrationStatus.PENDING
            and result.get("status") == "Accepted"
        ):
            self.triggered.add(str(payload.get("requestedMessage")))

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
            "callsReceived": self.calls_received,
            "callsSent": self.calls_sent,
        }

    def _send_call(self, call: OutgoingCall) -> None:
        if self.connection is not None:
            self.calls_sent += 1
            self.connection.send_call(call)
