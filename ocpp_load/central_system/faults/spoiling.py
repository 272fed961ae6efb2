"""What leaves instead of an answer: texts that a station must not take for one. Pure."""

from collections.abc import Callable, Mapping
from typing import Final

import orjson

from ocpp_load.central_system.faults.kinds import FaultKind
from ocpp_load.ocppj import MessageType

_NOBODYS_ID = "nobody-asked-for-this"
# No response of OCPP 1.6 has such a field, and none may have other fields than its own.
_WRONG_PAYLOAD = {"unexpected": True}


def spoil(kind: FaultKind, answer: bytes) -> tuple[bytes, ...]:
    """Return the messages that leave instead of this CallResult or CallError."""
    return _SPOILERS[kind](answer)


def _lose(_answer: bytes) -> tuple[bytes, ...]:
    return ()


def _double(answer: bytes) -> tuple[bytes, ...]:
    return answer, answer


def _cut(answer: bytes) -> tuple[bytes, ...]:
    return (answer[:-2],)


def _with_a_wrong_payload(answer: bytes) -> tuple[bytes, ...]:
    _, message_id, *_ = orjson.loads(answer)
    return (orjson.dumps([MessageType.CALL_RESULT.value, message_id, _WRONG_PAYLOAD]),)


def _with_a_wrong_id(answer: bytes) -> tuple[bytes, ...]:
    kind, _, *content = orjson.loads(answer)
    return (orjson.dumps([kind, _NOBODYS_ID, *content]),)


_SPOILERS: Final[Mapping[FaultKind, Callable[[bytes], tuple[bytes, ...]]]] = {
    FaultKind.LOSE_ANSWER: _lose,
    FaultKind.WRONG_PAYLOAD: _with_a_wrong_payload,
    FaultKind.WRONG_ID: _with_a_wrong_id,
    FaultKind.TWICE: _double,
    FaultKind.MALFORMED: _cut,
}
