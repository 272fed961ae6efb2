"""Activities: the things a charge point does over time, as generators.

An activity yields what it waits for and is resumed with what came of it. Several run side
by side in one station, without a thread, a lock or a race: a session on each connector,
heartbeats, the connection.
"""

from collections.abc import Callable, Generator, Hashable
from dataclasses import dataclass, field
from enum import Enum
from inspect import GEN_RUNNING, getgeneratorstate
from math import inf
from typing import Any, TypeVar

from ocpp_load.model.security.access import ConnectFault
from ocpp_load.model.security.credentials import Credentials
from ocpp_load.ocppj import Payload

_Result = TypeVar("_Result")


class Condition(Enum):
    """States of the connection that an activity can wait for."""

    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    ONLINE = "online"
    """Connected, and no registration awaited: whatever the station has to say may leave."""


# Pauses and requests are not frozen, as values are elsewhere: that takes three times as long to
# make, and there is one for every call.
@dataclass(slots=True)
class Pause:
    """Wait for a time, or until `ChargePoint.wake` is called with `or_woken_by`.

    The outcome tells whether it was woken.
    """

    seconds: float
    or_woken_by: Hashable = None


@dataclass(slots=True)
class Request:
    """Send a Call and wait for its answer: a payload, or a `CallFailure`.

    `intended_at` is when it would have left at once, if that was before now. It goes ahead of
    what was queued after `ahead_of_s`. `on_late_answer` makes the activity that takes in an answer
    which comes once the Call has been given up.
    """

    action: str
    payload: Payload
    intended_at: float | None = None
    ahead_of_s: float | None = None
    on_late_answer: Callable[[Payload], "Steps[None]"] | None = None


@dataclass(frozen=True, slots=True)
class Until:
    """Wait until the connection is in that state; no wait at all where it is already."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Connecting:
    """Open the connection and wait for what comes of it: None, or a `ConnectFailure`."""


@dataclass(frozen=True, slots=True)
class Upload:
    """Send a file to where a peer wants it: `Transferred`, or a `TransferFailure`."""

    location: str
    file_name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Download:
    """Fetch what a peer offers: `Transferred`, or a `TransferFailure`."""

    location: str


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """Ask something of a web server: `HttpResponse`, or a `TransferFailure`.

    Whatever it is made of may be secret, and is not shown.
    """

    method: str
    url: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes | None = field(default=None, repr=False)
    timeout_s: float = 30.0


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """What a web server has answered, whatever its status."""

    status: int
    body: bytes = field(default=b"", repr=False)

    @property
    def is_success(self) -> bool:
        """Tell whether the status is one of success (RFC 9110 section 15.3)."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Handshake:
    """Try a connection beside the station's own, and give it up again: `HandshakeOutcome`.

    It shows `credentials` and offers `subprotocols`, cipher suites and versions of TLS up to
    `max_tls`, where None is what the station's own connections offer. For `waits_s` seconds the
    peer may close a connection that it has upgraded.
    """

    credentials: Credentials
    subprotocols: tuple[str, ...]
    ciphers: str | None = None
    max_tls: str | None = None
    waits_s: float = 0.0


@dataclass(frozen=True, slots=True)
class HandshakeOutcome:
    """How far it came; `failure` is why there was no connection, `status` that of HTTP.

    `subprotocol` is what the peer agreed to. `closed` is whether there is no connection left.
    """

    failure: str | None = None
    status: int | None = None
    subprotocol: str | None = None
    closed: bool = False
    tls_version: str | None = None
    cipher: str | None = None


@dataclass(frozen=True, slots=True)
class Transferred:
    """A file has been sent or fetched; `sha256` is the digest of what it holds."""

    size_bytes: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class TransferFailure:
    """Why a file was not transferred, or nothing answered; `reason` is the same for equal failures."""

    reason: str


@dataclass(frozen=True, slots=True)
class Join:
    """Wait for the end of another activity."""

    activity: "Activity"


class FailureKind(Enum):
    """What is known of a Call without a usable answer."""

    REFUSED = "answered by a CallError"
    UNUSABLE = "answered by what breaks the schema"
    UNANSWERED = "not answered in time"
    CONNECTION_LOST = "the connection went before the answer came"
    NEVER_SENT = "it never left"


@dataclass(frozen=True, slots=True)
class CallFailure:
    """Why a Call has no usable answer; `reason` is short and the same for equal failures."""

    reason: str
    kind: FailureKind


NEVER_SENT = CallFailure("never sent", FailureKind.NEVER_SENT)
CUT_OFF = CallFailure("cut off", FailureKind.CONNECTION_LOST)
"""The station has closed the connection itself: whether there was an answer is not known."""


@dataclass(frozen=True, slots=True)
class ConnectFailure:
    """Why there is no connection; `retry_after_s` where the peer named a time.

    `fault` is what of it the security log tells.
    """

    outcome: str
    retry_after_s: float | None = None
    fault: ConnectFault | None = None


Transfer = Upload | Download | HttpRequest | Handshake
TransferOutcome = Transferred | HttpResponse | HandshakeOutcome | TransferFailure
Wait = Pause | Request | Until | Connecting | Join | Transfer
Steps = Generator[Wait, Any, _Result]
Answer = Payload | CallFailure


class Activity:
    """A running generator. `due` is when its pause ends; infinity while it waits otherwise.

    What is `asked_for` by the central system may be sent before the station is registered.
    """

    __slots__ = (
        "asked_for",
        "due",
        "ended",
        "generator",
        "joined_by",
        "name",
        "outlives_run",
        "transfers",
        "waits_until",
        "woken_by",
    )

    def __init__(
        self, name: str, generator: Steps[Any], *, outlives_run: bool, asked_for: bool
    ) -> None:
        self.name = name
        self.generator = generator
        self.outlives_run = outlives_run
        self.asked_for = asked_for
        self.due = inf
        self.ended = False
        self.woken_by: Hashable = None
        self.transfers = False
        self.waits_until: Condition | None = None
        self.joined_by: list[Activity] | None = None

    @property
    def is_at_work(self) -> bool:
        """Tell whether it is being resumed: whoever asks is called by it, however indirectly."""
        return getgeneratorstate(self.generator) == GEN_RUNNING

    def end_pause(self) -> None:
        """Wait for no time and no key any longer."""
        self.due = inf
        self.woken_by = None

    def join(self, other: "Activity") -> None:
        """Have `other` resumed when this activity ends."""
        if self.joined_by is None:
            self.joined_by = []
        self.joined_by.append(other)


def call(action: str, payload: Payload) -> Steps[Answer]:
    """Send a Call and return its answer."""
    answer: Answer = yield Request(action, payload)
    return answer
