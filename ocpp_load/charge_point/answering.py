"""From a command to its one answer: the handler's, or the CallError that is due.

A station takes in no command while too much of what earlier ones have caused is under way: a
central system that asks faster than it answers would let it grow without end.
Nothing that a handler does raises out of here; handlers may be a user's.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from ocpp_load.charge_point.behaviour import Behaviour
from ocpp_load.charge_point.effects import SendAnswer
from ocpp_load.charge_point.observer import Observer
from ocpp_load.handlers import Command, Refusal, Reply
from ocpp_load.model import Station
from ocpp_load.ocppj import (
    Call,
    CallError,
    ErrorCode,
    Payload,
    serialise_call_error,
    serialise_call_result,
)

# Far beyond what an ordinary central system causes, sessions on all connectors included.
_MOST_ACTIVITIES = 100
_MOST_OF_A_CONNECTOR = 4
_TOO_BUSY = Refusal(
    ErrorCode.GENERIC_ERROR, "too much of what was asked for before is still under way"
)


def is_too_busy(station: Station, activities: int) -> bool:
    """Tell whether a station in which so many activities run takes in no command."""
    return activities > _MOST_ACTIVITIES + _MOST_OF_A_CONNECTOR * len(station.connectors)


class Answer(NamedTuple):
    """What a station answers: what goes out, what that says, and the effects that follow.

    It says a `payload` or an `error`, the code of a CallError; or neither.
    """

    outgoing: SendAnswer
    payload: Payload | None
    error: str | None
    effects: Sequence[Any]


def answer_to(
    call: Call,
    station: Station,
    behaviour: Behaviour,
    observer: Observer,
    *,
    activities: int,
    epoch_s: float,
    now: float,
) -> Answer:
    """Return the answer, with the effects that follow once it has been sent.

    `activities` is how many run in the station, which may be too many for another command.
    A handler that raises, or returns what is no reply, is our own fault and told to the peer
    as InternalError (OCPP-J 1.6 section 4.2.3).
    """
    try:
        if is_too_busy(station, activities):
            reply: Reply | Refusal = _TOO_BUSY
        else:
            reply = behaviour.registry.dispatch(
                station, Command(call.action, call.payload, epoch_s, now)
            )
        if not isinstance(reply, Refusal):
            if not isinstance(reply, Reply):
                raise TypeError(f"returned {str(reply)[:60]!r}, which is no Reply or Refusal")
            if not isinstance(reply.payload, dict):
                raise TypeError(f"a payload is an object, not {reply.payload!r}")
            frame = serialise_call_result(call.message_id, reply.payload)
            effects = tuple(reply.effects)
            violation = behaviour.validator.check_response(call.action, reply.payload)
            if violation is not None:
                # Sent all the same: a user's handler may want to know how the peer takes it.
                observer.own_fault(f"answer to {call.action}", violation.reason)
            return Answer(SendAnswer(frame, call.action, now, None), reply.payload, None, effects)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the actor's dispatch: the peer gets an answer
        observer.own_fault(f"handler of {call.action}", error)
        reply = Refusal(ErrorCode.INTERNAL_ERROR, "the charge point failed to handle this")
    code = str(reply.code)
    frame = serialise_call_error(CallError(call.message_id, code, reply.description))
    return Answer(SendAnswer(frame, call.action, now, code), None, code, ())
