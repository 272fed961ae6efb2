"""What a handler gives back: the answer, and what the station does once it has left."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ocpp_load.ocppj import ErrorCode, Payload


# Not frozen, as values are elsewhere: that takes twice as long to make.
@dataclass(slots=True)
class Reply:
    """A CallResult. Each of `effects` starts an activity after the answer has been sent.

    An effect is one of `handlers.effects`, or a function that takes the `ChargePoint` and
    returns an activity: a generator that yields what it waits for.
    """

    payload: Payload
    effects: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A CallError (OCPP-J 1.6 section 4.2.3); a refused command has no effects."""

    code: ErrorCode
    description: str = ""
