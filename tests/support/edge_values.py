"""Payloads that fit their schema, with every value at some edge of what it may be.

The least and the largest, the first and the last second of the calendar, whole numbers as floats,
empty and longest texts. Whatever is drawn comes from the caller's source of randomness.
"""

from random import Random
from typing import Any

from ocpp_load.validation import SchemaStore

SCHEMAS = SchemaStore()

_INTEGERS: list[int | float] = [
    *(0, 1, 2, 3, -1, 1.0, 60, 86_400, 2**31 - 1, 2**31, -(2**31)),
    *(2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1, -(2**63), 1e300, -1e300),
]
_NUMBERS = [*_INTEGERS, 0.1, 21.4, 0.05, 1e-300, -0.1]
_MOMENTS = [
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "1969-12-31T23:59:59Z",
    "1970-01-01T00:00:00Z",
    "2016-12-31T23:59:60Z",
    "2026-02-29T00:00:00Z",
    "2026-09-21T13:33:25Z",
    "2026-09-21T13:33:20.123456789Z",
    "2036-09-21T13:33:20+00:00",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59.999999-23:59",
]
_TEXTS = [
    *("", "x", "0", "1", "99999999999", "\0", "\u202e", "é" * 10, "CARD", "TAG000007"),
    *("HeartbeatInterval", "MeterValueSampleInterval", "ClockAlignedDataInterval"),
    *("ConnectionTimeOut", "MessageTimeout", "WebSocketPingInterval", "AuthorizationKey"),
    *("ftp://127.0.0.1/x", "http://[::1", "ftp://" + "a" * 300, "x" * 5500),
]
_LENGTHS = [0, 1, 2, 3, 60]


def edge_payload(random: Random, schema_name: str) -> dict[str, Any]:
    """Return a payload of that schema (`Reset`, or `HeartbeatResponse`)."""
    schema = SCHEMAS.load(schema_name)
    payload: dict[str, Any] = _value(random, schema, schema.get("definitions", {}))
    return payload


def _value(random: Random, schema: Any, definitions: Any) -> Any:
    if "$ref" in schema:
        schema = definitions[schema["$ref"].removeprefix("#/definitions/")]
    if "enum" in schema:
        return random.choice(schema["enum"])
    match schema["type"]:
        case "object":
            required = schema.get("required", ())
            return {
                name: _value(random, field, definitions)
                for name, field in schema.get("properties", {}).items()
                if name in required or random.random() < 0.6
            }
        case "array":
            length = max(random.choice(_LENGTHS), schema.get("minItems", 0))
            return [_value(random, schema["items"], definitions) for _ in range(length)]
        case "string":
            return _text(random, schema)
        case "integer":
            return random.choice(_INTEGERS)
        case "number":
            return random.choice(_NUMBERS)
        case "boolean":
            return random.random() < 0.5


def _text(random: Random, schema: Any) -> str:
    if schema.get("format") == "date-time":
        return random.choice(_MOMENTS)
    return random.choice(_TEXTS)[: schema.get("maxLength")]
