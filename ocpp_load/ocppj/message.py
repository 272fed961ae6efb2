"""The three OCPP-J messages and their error codes (OCPP-J 1.6 section 4.2).

Values only: no text, no I/O, no clock.
"""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

MAX_MESSAGE_ID_LENGTH = 36  # OCPP-J 1.6 4.1.4, table 3

Payload = dict[str, Any]


class MessageType(IntEnum):
    """Message type numbers (OCPP-J 1.6 section 4.1.3, table 2)."""

    CALL = 2
    CALL_RESULT = 3
    CALL_ERROR = 4


class ErrorCode(StrEnum):
    """CallError codes, spelled as the wire spells them (OCPP-J 1.6 section 4.2.3, table 7).

    Errata 5.1 and 5.2 keep the misspelt `OccurenceConstraintViolation` and `FormationViolation`.
    """

    NOT_IMPLEMENTED = "NotImplemented"
    NOT_SUPPORTED = "NotSupported"
    INTERNAL_ERROR = "InternalError"
    PROTOCOL_ERROR = "ProtocolError"
    SECURITY_ERROR = "SecurityError"
    FORMATION_VIOLATION = "FormationViolation"
    PROPERTY_CONSTRAINT_VIOLATION = "PropertyConstraintViolation"
    OCCURRENCE_CONSTRAINT_VIOLATION = "OccurenceConstraintViolation"
    TYPE_CONSTRAINT_VIOLATION = "TypeConstraintViolation"
    GENERIC_ERROR = "GenericError"


# Not frozen, as values are elsewhere: that takes three times as long to make, and there is one
# of these for every message.
@dataclass(slots=True)
class Call:
    """A request of either side (OCPP-J 1.6 section 4.2.1)."""

    message_id: str
    action: str
    payload: Payload


@dataclass(slots=True)
class CallResult:
    """The answer to a Call that could be handled (OCPP-J 1.6 section 4.2.2)."""

    message_id: str
    payload: Payload


@dataclass(frozen=True, slots=True)
class CallError:
    """The answer to a Call that could not be handled (OCPP-J 1.6 section 4.2.3).

    `code` is a plain string: a peer may send one that the specification does not list.
    """

    message_id: str
    code: str
    description: str = ""
    details: Payload = field(default_factory=dict)
