"""What is wrong with a payload, and which CallError code says so (OCPP-J 1.6 section 4.2.3).

A table from JSON Schema keyword to code, and the value that carries both.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ocpp_load.ocppj import ErrorCode

_MESSAGE_LENGTH = 300

UNCHECKABLE = "form"
"""The keyword of a payload that could not be compared with its schema at all."""

# Table 7 of OCPP-J 1.6 section 4.2.3 in terms of JSON Schema. "Incomplete" is a field that
# is missing, "not conform the PDU structure" one that does not exist; errata 3.24 and 3.38 of
# OCPP 1.6 name PropertyConstraintViolation for a value outside its enumeration.
CODE_BY_KEYWORD = {
    "required": ErrorCode.PROTOCOL_ERROR,
    "additionalProperties": ErrorCode.FORMATION_VIOLATION,
    "contains": ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION,
    "minItems": ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION,
    "maxItems": ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION,
    "minProperties": ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION,
    "maxProperties": ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION,
    "type": ErrorCode.TYPE_CONSTRAINT_VIOLATION,
    "const": ErrorCode.PROPERTY_CONSTRAINT_VIOLATION,
    "enum": ErrorCode.PROPERTY_CONSTRAINT_VIOLATION,
    "exclusiveMaximum": ErrorCode.PROPERTY_CONSTRAINT_VIOLATION,
    "exclusiveMinimum": ErrorCode.PROPERTY_CONSTRAINT_VIOLATION,
    "format": ErrorCode.PROPERTY_CONSTRAINT_VIOLATION,
    "maximum": ErrorCode.PROPERTY_CONSTRAINT_VIOLATION,
    "maxLength": ErrorCode.PROPERTY_CONSTRAINT_VIOLATION,
    "minimum": ErrorCode.PROPERTY_CONSTRAINT_VIOLATION,
    "minLength": ErrorCode.PROPERTY_CONSTRAINT_VIOLATION,
    "multipleOf": ErrorCode.PROPERTY_CONSTRAINT_VIOLATION,
    "pattern": ErrorCode.PROPERTY_CONSTRAINT_VIOLATION,
    "uniqueItems": ErrorCode.PROPERTY_CONSTRAINT_VIOLATION,
}


@dataclass(frozen=True, slots=True)
class PayloadViolation:
    """A payload that breaks its schema.

    `path` names the field without the values in it, array positions as `[]`, so that equal
    mistakes can be counted together; `message` tells this one mistake to a person.
    """

    keyword: str
    path: str
    message: str

    @property
    def code(self) -> ErrorCode:
        """Return the CallError code for this kind; a vendor's own keyword is a formation."""
        return CODE_BY_KEYWORD.get(self.keyword, ErrorCode.FORMATION_VIOLATION)

    @property
    def reason(self) -> str:
        """Return the short form for statistics, for example `idTagInfo.status breaks enum`."""
        return f"{self.path or 'payload'} breaks {self.keyword}"


def dotted(path: Iterable[str | int]) -> str:
    """Return `meterValue[].sampledValue[].unit` for the path to that field."""
    text = ""
    for part in path:
        text += "[]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def shortened(text: str) -> str:
    """Return `text`, of which a peer may have chosen any part, at a length to be shown."""
    return text if len(text) <= _MESSAGE_LENGTH else f"{text[:_MESSAGE_LENGTH]}…"
