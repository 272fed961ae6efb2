"""OCPP-J text to messages and back (OCPP-J 1.6 section 4).

No I/O. What a peer sends can never raise here: text that is not a message
comes back as a `FrameViolation` that says what is wrong and what is due in answer.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from ocpp_load.ocppj.message import (
    MAX_MESSAGE_ID_LENGTH,
    Call,
    CallError,
    CallResult,
    ErrorCode,
    MessageType,
    Payload,
)


class ViolationKind(StrEnum):
    """The ways in which a peer breaks OCPP-J; the value is the name it is counted under."""

    NOT_TEXT = "not a text frame"
    NOT_JSON = "not JSON"
    NOT_AN_ARRAY = "not an array"
    UNKNOWN_MESSAGE_TYPE = "unknown message type"
    WRONG_ARITY = "wrong number of elements"
    ID_NOT_A_STRING = "message id is not a string"
    ID_TOO_LONG = "message id is too long"
    ACTION_NOT_A_STRING = "action is not a string"
    PAYLOAD_NOT_AN_OBJECT = "payload is not an object"
    ERROR_FIELDS_MALFORMED = "CallError fields are malformed"
    ANSWER_TO_NO_CALL = "answer to a call never made"
    ANSWERED_TWICE = "call answered twice"


@dataclass(frozen=True, slots=True)
class FrameViolation:
    """Text that is not an OCPP-J message.

    `answer` is the CallError that is due: only for a Call whose message id could be read.
    `answers_message_id` is set where the text was meant as the answer to that Call, which
    is thereby answered, though not properly.
    """

    kind: ViolationKind
    answer: CallError | None = None
    answers_message_id: str | None = None


_CALL, _CALL_RESULT, _CALL_ERROR = (int(number) for number in MessageType)

_ARITY = {_CALL: 4, _CALL_RESULT: 3, _CALL_ERROR: 5}


def parse(text: bytes | str) -> Call | CallResult | CallError | FrameViolation:
    """Read one message; never raises for what a peer may send.

    A `null` payload counts as `{}`: OCPP-J 1.6 section 4.2.1 allows both notations.
    """
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError:
        return FrameViolation(ViolationKind.NOT_JSON)
    match message:
        case [3, str(message_id), dict(payload)]:
            return CallResult(message_id, payload)
        case [2, str(message_id), str(action), dict(payload)] if (
            len(message_id) <= MAX_MESSAGE_ID_LENGTH
        ):
            return Call(message_id, action, payload)
    return _parse_uncommon(message)


def _parse_uncommon(message: Any) -> Call | CallResult | CallError | FrameViolation:
    if not isinstance(message, list):
        return FrameViolation(ViolationKind.NOT_AN_ARRAY)
    message_type = message[0] if message else None
    if not isinstance(message_type, int | float) or message_type not in _ARITY:
        return FrameViolation(ViolationKind.UNKNOWN_MESSAGE_TYPE)
    message_id = message[1] if len(message) > 1 else None
    if not isinstance(message_id, str):
        kind = ViolationKind.WRONG_ARITY if len(message) == 1 else ViolationKind.ID_NOT_A_STRING
        return FrameViolation(kind)
    if len(message) != _ARITY[message_type]:
        return _violation(ViolationKind.WRONG_ARITY, message_type, message_id)
    if message_type == _CALL:
        return _parse_call(message_id, message[2], message[3])
    if message_type == _CALL_RESULT:
        return _parse_call_result(message_id, message[2])
    return _parse_call_error(message_id, *message[2:])


def _parse_call(message_id: str, action: Any, payload: Any) -> Call | FrameViolation:
    if len(message_id) > MAX_MESSAGE_ID_LENGTH:
        return _violation(ViolationKind.ID_TOO_LONG, _CALL, message_id)
    if not isinstance(action, str):
        return _violation(ViolationKind.ACTION_NOT_A_STRING, _CALL, message_id)
    if payload is None:
        return Call(message_id, action, {})
    if not isinstance(payload, dict):
        return _violation(ViolationKind.PAYLOAD_NOT_AN_OBJECT, _CALL, message_id)
    return Call(message_id, action, payload)


def _parse_call_result(message_id: str, payload: Any) -> CallResult | FrameViolation:
    if payload is None:
        return CallResult(message_id, {})
    return _violation(ViolationKind.PAYLOAD_NOT_AN_OBJECT, _CALL_RESULT, message_id)


def _parse_call_error(
    message_id: str, code: Any, description: Any, details: Any
) -> CallError | FrameViolation:
    if details is None:
        details = {}
    if isinstance(code, str) and isinstance(description, str) and isinstance(details, dict):
        return CallError(message_id, code, description, details)
    return _violation(ViolationKind.ERROR_FIELDS_MALFORMED, _CALL_ERROR, message_id)


def _violation(kind: ViolationKind, message_type: int, message_id: str) -> FrameViolation:
    if message_type != _CALL:
        return FrameViolation(kind, answers_message_id=message_id)
    # OCPP-J 1.6 4.2.3: a Call whose content is not that of a proper message gets a CallError.
    return FrameViolation(
        kind, answer=CallError(message_id, ErrorCode.FORMATION_VIOLATION, kind.value)
    )


def serialise_call(message_id: str, action: str, payload: Payload) -> bytes:
    """Return `[2, message_id, action, payload]` as UTF-8 JSON.

    Raises `TypeError` where the payload holds what JSON has no form for.
    """
    return orjson.dumps([_CALL, message_id, action, payload])


def serialise_call_result(message_id: str, payload: Payload) -> bytes:
    """Return `[3, message_id, payload]` as UTF-8 JSON."""
    return orjson.dumps([_CALL_RESULT, message_id, payload])


def serialise_call_error(error: CallError) -> bytes:
    """Return `[4, message_id, code, description, details]` as UTF-8 JSON."""
    return orjson.dumps(
        [_CALL_ERROR, error.message_id, error.code, error.description, error.details]
    )
