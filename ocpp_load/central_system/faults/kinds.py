"""The faults that a central system can be told to have: one table.

Names, what each may be told besides, and what a station meets. Nothing happens here.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class FaultKind(StrEnum):
    """What is wrong, by its name in options and on the control interface."""

    DIE = "die"
    HANG = "hang"
    STALL = "stall"
    REFUSE = "refuse"
    UNAVAILABLE = "unavailable"
    CLOSE = "close"
    RESET = "reset"
    SILENT = "silent"
    IGNORE = "ignore"
    CALL_ERROR = "call-error"
    LOSE_ANSWER = "lose-answer"
    LATE = "late"
    WRONG_PAYLOAD = "wrong-payload"
    WRONG_ID = "wrong-id"
    TWICE = "twice"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class KindOfFault:
    """What one kind is, and which fields it takes beside `after`."""

    description: str
    fields: tuple[str, ...]


_FOR_SOME = ("for", "stations", "share")
_OF_CALLS = (*_FOR_SOME, "actions")

KINDS: Final[dict[FaultKind, KindOfFault]] = {
    FaultKind.DIE: KindOfFault("the process is gone at once, as by kill -9", ()),
    FaultKind.HANG: KindOfFault(
        "nothing is accepted and nothing is read; connections wait in the kernel", ("for",)
    ),
    FaultKind.STALL: KindOfFault(
        "Calls are read and dealt with; all there is to be sent leaves when it is over", ("for",)
    ),
    FaultKind.REFUSE: KindOfFault(
        "nobody listens: new connections are refused, those that are open stay", ("for",)
    ),
    FaultKind.UNAVAILABLE: KindOfFault(
        "upgrades are answered with HTTP 503, or the status told, perhaps with Retry-After",
        (*_FOR_SOME, "status", "retry-after"),
    ),
    FaultKind.CLOSE: KindOfFault(
        "open connections are closed once, with close code 1012", ("stations", "share")
    ),
    FaultKind.RESET: KindOfFault(
        "open connections are cut once, without a close frame", ("stations", "share")
    ),
    FaultKind.SILENT: KindOfFault(
        "new connections are accepted, and nothing is read from them or sent to them", _FOR_SOME
    ),
    FaultKind.IGNORE: KindOfFault("Calls are read and forgotten", _OF_CALLS),
    FaultKind.CALL_ERROR: KindOfFault(
        "Calls get a CallError, InternalError or the code told, and are not dealt with",
        (*_OF_CALLS, "code"),
    ),
    FaultKind.LOSE_ANSWER: KindOfFault("Calls are dealt with, their answers get lost", _OF_CALLS),
    FaultKind.LATE: KindOfFault(
        "answers are held back for the latency told", (*_OF_CALLS, "latency")
    ),
    FaultKind.WRONG_PAYLOAD: KindOfFault("answers break their schema", _OF_CALLS),
    FaultKind.WRONG_ID: KindOfFault("answers bear the id of a Call that nobody made", _OF_CALLS),
    FaultKind.TWICE: KindOfFault("answers come twice", _OF_CALLS),
    FaultKind.MALFORMED: KindOfFault("answers are no JSON", _OF_CALLS),
}

UNDEALT: Final = (FaultKind.IGNORE, FaultKind.CALL_ERROR)
SPOILING: Final = (
    FaultKind.LOSE_ANSWER,
    FaultKind.WRONG_PAYLOAD,
    FaultKind.WRONG_ID,
    FaultKind.TWICE,
    FaultKind.MALFORMED,
)
OF_CALLS: Final = frozenset({*UNDEALT, *SPOILING, FaultKind.LATE})
ONCE: Final = frozenset({FaultKind.DIE, FaultKind.CLOSE, FaultKind.RESET})
