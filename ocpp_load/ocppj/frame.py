"""OCPP-J text to messages and back (OCPP-J 1.6 section 4).

No I/O. What a peer sends can never raise here: text that is not a message
comes back as a `FrameViolation` that says what is wrong and what is due in answer.
"""

from collections.abc import Callable
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

    A `null` payload counts as `{}`: OCPP-J 1.6 sections 4.2.1 and 4.2.2 allow both notations.
    """
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError:
        return FrameViolation(ViolationKind.NOT_JSON)
    # What is as it should be passes here; whatever is amiss in it, `_parse_uncommon` tells. orjson
    # makes exact types, and to compare them costs half of what `match` or isinstance do.
    if type(message) is list:
        if len(message) == 3:
            message_type, message_id, payload = message
            if message_type == _CALL_RESULT and type(message_id) is str and type(payload) is dict:
                return CallResult(message_id, payload)
        elif len(message) == 4:
            message_type, message_id, action, payload = message
            if (
                message_type == _CALL
                and type(message_id) is str
                and len(message_id) <= MAX_MESSAGE_ID_LENGTH
                and type(action) is str
                and type(payload) is dict
            ):
                return Call(message_id, action, payload)
    return _parse_uncommon(message)


def _parse_uncommon(message: Any) -> Call | CallResult | CallError | FrameViolation:
    if not isinstance(message, list):
        return FrameViolation(ViolationKind.NOT_AN_ARRAY)
    number = message[0] if message else None
    # OCPP-J 1.6 4.1.3: what follows a number that is not in the table is ignored.
    if not isinstance(number, int | float) or number not in _ARITY:
        return FrameViolation(ViolationKind.UNKNOWN_MESSAGE_TYPE)
    if len(message) == 1:
        return FrameViolation(ViolationKind.WRONG_ARITY)
    message_type, message_id = MessageType(int(number)), message[1]
    if not isinstance(message_id, str):
        return FrameViolation(ViolationKind.ID_NOT_A_STRING)
    if len(message) != _ARITY[message_type]:
        return _violation(ViolationKind.WRONG_ARITY, message_type, message_id)
    return _READ[message_type](message_id, *message[2:])


def _read_call(message_id: str, action: Any, payload: Any) -> Call | FrameViolation:
    if len(message_id) > MAX_MESSAGE_ID_LENGTH:
        return _violation(ViolationKind.ID_TOO_LONG, _CALL, message_id)
    if not isinstance(action, str):
        return _violation(ViolationKind.ACTION_NOT_A_STRING, _CALL, message_id)
    if payload is None:
        return Call(message_id, action, {})
    return _violation(ViolationKind.PAYLOAD_NOT_AN_OBJECT, _CALL, message_id)


def _read_call_result(message_id: str, payload: Any) -> CallResult | FrameViolation:
    if payload is None:
        return CallResult(message_id, {})
    return _violation(ViolationKind.PAYLOAD_NOT_AN_OBJECT, _CALL_RESULT, message_id)


def _read_call_error(
    message_id: str, code: Any, description: Any, details: Any
) -> CallError | FrameViolation:
    if details is None:
        details = {}
    if isinstance(code, str) and isinstance(description, str) and isinstance(details, dict):
        return CallError(message_id, code, description, details)
    return _violation(ViolationKind.ERROR_FIELDS_MALFORMED, _CALL_ERROR, message_id)


_READ: dict[int, Callable[..., Call | CallResult | CallError | FrameViolation]] = {
    _CALL: _read_call,
    _CALL_RESULT: _read_call_result,
    _CALL_ERROR: _read_call_error,
}


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
