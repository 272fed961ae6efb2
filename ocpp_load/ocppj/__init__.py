"""OCPP-J framing and call correlation, without I/O: text in, messages out, `now` passed in.

Knows nothing of any OCPP version's actions, and serves both roles: charge point and
central system.
"""

from ocpp_load.ocppj.call_queue import CallQueue, LateAnswer, OutgoingCall
from ocpp_load.ocppj.frame import (
    FrameViolation,
    ViolationKind,
    parse,
    serialise_call,
    serialise_call_error,
    serialise_call_result,
)
from ocpp_load.ocppj.message import (
    MAX_MESSAGE_ID_LENGTH,
    Call,
    CallError,
    CallResult,
    ErrorCode,
    MessageType,
    Payload,
)
from ocpp_load.ocppj.message_id import MessageIds
from ocpp_load.ocppj.timestamp import format_timestamp, parse_timestamp

__all__ = [
    "MAX_MESSAGE_ID_LENGTH",
    "Call",
    "CallError",
    "CallQueue",
    "CallResult",
    "ErrorCode",
    "FrameViolation",
    "LateAnswer",
    "MessageIds",
    "MessageType",
    "OutgoingCall",
    "Payload",
    "ViolationKind",
    "format_timestamp",
    "parse",
    "parse_timestamp",
    "serialise_call",
    "serialise_call_error",
    "serialise_call_result",
]
