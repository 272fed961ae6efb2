"""Payloads as an author writes them, with `${…}` anywhere in their values."""

from ocpp_load.scenario.json_value import JsonValue, read_json
from ocpp_load.scenario.reader import Value

NO_PAYLOAD = JsonValue({}, is_late=False)


def read_payload(value: Value) -> JsonValue:
    """Read a mapping with any keys."""
    value.entries()  # for the mistake where it is none
    return read_json(value)
