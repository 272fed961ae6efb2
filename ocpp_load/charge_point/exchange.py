"""What passed between a station and its central system in one matter, told in full.

For the few that somebody will want to look up in the central system's log; what is only counted
has no such thing made of it. Times are seconds of the clock that the station is given.
"""

from enum import StrEnum
from typing import NamedTuple

from ocpp_load.ocppj import Call, OutgoingCall, serialise_call


class Matter(StrEnum):
    """What an exchange was about."""

    CALL = "call"
    """A Call of the station, and what became of it."""
    COMMAND = "command"
    """A Call of the central system, and the answer to it."""
    LINK = "link"
    """A connection that did not come about, or that got lost."""
    VIOLATION = "violation"
    """A frame that breaks OCPP-J."""


class Exchange(NamedTuple):
    """One matter between a station and its central system, with frames as they passed.

    `name` is the action, or for a connection what was to happen to it. `outcome` says what went
    wrong, in the words that it is counted under; None where nothing did. `sent` left the station at
    `sent_at`, `received` came at `received_at`: of a Call the Call and its answer, of a command the
    answer and the command. `intended_at` is when a Call was due, `ended_at` when the matter was over.
    A tuple: while a central system gets slower there is one for every call.
    """

    matter: Matter
    name: str
    station: str
    outcome: str | None
    ended_at: float
    message_id: str | None = None
    intended_at: float | None = None
    sent_at: float | None = None
    received_at: float | None = None
    sent: bytes | None = None
    received: bytes | None = None

    @property
    def round_trip_s(self) -> float | None:
        """Return how long the answer to a Call took from its sending; None where none came."""
        if self.matter is not Matter.CALL or self.received_at is None or self.sent_at is None:
            return None
        return self.received_at - self.sent_at

    @property
    def from_intent_s(self) -> float | None:
        """Return how long the answer to a Call took from when that was due."""
        if self.matter is not Matter.CALL or self.received_at is None or self.intended_at is None:
            return None
        return self.received_at - self.intended_at


def exchange_of_call(
    call: OutgoingCall, station: str, outcome: str | None, now: float, answer: bytes | None
) -> Exchange:
    """Return what passed in a Call whose fate is known now, with the `answer` where one came."""
    return Exchange(
        Matter.CALL,
        call.action,
        station,
        outcome,
        now,
        message_id=call.message_id,
        intended_at=call.queued_at,
        sent_at=call.sent_at,
        received_at=None if answer is None else now,
        sent=_sent_frame(call),
        received=answer,
    )


def exchange_of_violation(
    kind: str,
    station: str,
    message_id: str | None,
    now: float,
    frame: bytes | None,
    answer: bytes | None = None,
) -> Exchange:
    """Return what was wrong with a frame that has come now, and the `answer` where one is due."""
    return Exchange(
        Matter.VIOLATION,
        "OCPP-J",
        station,
        kind,
        now,
        message_id=message_id,
        sent_at=None if answer is None else now,
        received_at=now,
        sent=answer,
        received=frame,
    )


def exchange_of_command(
    command: Call, station: str, outcome: str, received_at: float, now: float, answer: bytes | None
) -> Exchange:
    """Return what passed in a command that has just been answered by a CallError."""
    return Exchange(
        Matter.COMMAND,
        command.action,
        station,
        outcome,
        now,
        message_id=command.message_id,
        sent_at=now,
        received_at=received_at,
        sent=answer,
        received=_frame(command),
    )


def _sent_frame(call: OutgoingCall) -> bytes | None:
    """Return the frame of a Call: not kept while it waits, but made once more of what was sent."""
    frame = _frame(call)
    if frame is None or len(frame) != call.sent_bytes:
        return None  # the payload has changed since
    # A copy: orjson's own bytes keep the kilobytes that they were written in.
    return bytes(memoryview(frame))


def _frame(call: Call | OutgoingCall) -> bytes | None:
    try:
        return serialise_call(call.message_id, call.action, call.payload)
    except TypeError:  # nested deeper than can be written
        return None
