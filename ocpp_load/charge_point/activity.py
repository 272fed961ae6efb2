"""Activities: the things a charge point does over time, as generators.

An activity yields what it waits for and is resumed with what came of it. Several run side
by side in one station, without a thread, a lock or a race: a session on each connector,
heartbeats, the connection.
"""

from collections.abc import Generator
from dataclasses import dataclass
from enum import Enum
from math import inf
from typing import Any, TypeVar

from ocpp_load.ocppj import Payload

_Result = TypeVar("_Result")


class Condition(Enum):
    """States of the connection that an activity can wait for."""

    CONNECTED = "connected"
    DISCONNECTED = "disconnected"


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait for a time."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Request:
    """Send a Call and wait for its answer: a payload, or a `CallFailure`."""

    action: str
    payload: Payload


@dataclass(frozen=True, slots=True)
class Until:
    """Wait until the connection is in that state; no wait at all where it is already."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Connecting:
    """Open the connection and wait for what comes of it: None, or a `ConnectFailure`."""


@dataclass(frozen=True, slots=True)
class Join:
    """Wait for the end of another activity."""

    activity: "Activity"


@dataclass(frozen=True, slots=True)
class CallFailure:
    """Why a Call has no usable answer; `reason` is short and the same for equal failures."""

    reason: str


NEVER_SENT = CallFailure("never sent")


@dataclass(frozen=True, slots=True)
class ConnectFailure:
    """Why there is no connection; `retry_after_s` where the peer named a time."""

    outcome: str
    retry_after_s: float | None = None


Wait = Pause | Request | Until | Connecting | Join
Steps = Generator[Wait, Any, _Result]
Answer = Payload | CallFailure


class Activity:
    """A running generator. `due` is when its pause ends; infinity while it waits otherwise."""

    __slots__ = ("due", "generator", "joined_by", "name", "outlives_run", "waits_until")

    def __init__(self, name: str, generator: Steps[Any], *, outlives_run: bool) -> None:
        self.name = name
        self.generator = generator
        self.outlives_run = outlives_run
        self.due = inf
        self.waits_until: Condition | None = None
        self.joined_by: list[Activity] | None = None

    def join(self, other: "Activity") -> None:
        """Have `other` resumed when this activity ends."""
        if self.joined_by is None:
            self.joined_by = []
        self.joined_by.append(other)


def call(action: str, payload: Payload) -> Steps[Answer]:
    """Send a Call and return its answer."""
    answer: Answer = yield Request(action, payload)
    return answer
