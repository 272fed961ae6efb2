"""Checks payloads against their schemas.

jsonschema-rs decides, because it is three hundred times as fast; only where it says no does
`jsonschema` explain to a person. Its word alone is never taken: it rejects a limit of 21.4 A
against `multipleOf: 0.1`, which binary floating point cannot divide.
"""

from collections.abc import Callable
from typing import Any

import jsonschema
import jsonschema_rs

from ocpp_load.ocppj import Payload
from ocpp_load.validation.schema_store import SchemaStore
from ocpp_load.validation.violation import PayloadViolation, dotted

IsValid = Callable[[Payload], bool]


def _anything(_payload: Payload) -> bool:
    return True


class _CompiledSchemas(dict[str, IsValid]):
    """Compiles a schema when it is first asked for, once per process."""

    def __init__(self, store: SchemaStore) -> None:
        super().__init__()
        self._store = store

    def __missing__(self, name: str) -> IsValid:
        try:
            schema = self._store.load(name)
        except KeyError:
            is_valid: IsValid = _anything
        else:
            is_valid = jsonschema_rs.validator_for(schema, validate_formats=True).is_valid
        self[name] = is_valid
        return is_valid


class PayloadValidator:
    """Requests and responses of one OCPP version. An action without a schema is not checked."""

    def __init__(self, store: SchemaStore) -> None:
        self._store = store
        self._compiled = _CompiledSchemas(store)
        self._response_names = {name: f"{name}Response" for name in store.names}

    def check_request(self, action: str, payload: Payload) -> PayloadViolation | None:
        """Return what is wrong with the payload of a Call, or None."""
        if self._compiled[action](payload):
            return None
        return self._explain(action, payload)

    def check_response(self, action: str, payload: Payload) -> PayloadViolation | None:
        """Return what is wrong with the payload of the CallResult to `action`, or None."""
        name = self._response_names.get(action)
        if name is None or self._compiled[name](payload):
            return None
        return self._explain(name, payload)

    def _explain(self, name: str, payload: Payload) -> PayloadViolation:
        schema = self._store.load(name)
        fast = next(
            iter(jsonschema_rs.validator_for(schema, validate_formats=True).iter_errors(payload))
        )
        draft = jsonschema.validators.validator_for(schema)
        checker = draft(schema, format_checker=draft.FORMAT_CHECKER)
        error = jsonschema.exceptions.best_match(checker.iter_errors(payload))
        if error is None:  # `jsonschema` has no checker for this format; jsonschema-rs has
            keyword = _keyword(fast.schema_path)
            return PayloadViolation(keyword, dotted(fast.instance_path), fast.message)
        path = [*error.absolute_path, *_missing_or_unknown(error)]
        return PayloadViolation(error.validator, dotted(path), error.message)


def _keyword(schema_path: list[str | int]) -> str:
    return next(part for part in reversed(schema_path) if isinstance(part, str))


def _missing_or_unknown(error: Any) -> list[str]:
    """Return the field that an error of its parent object is about."""
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        return missing[:1]
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        # An unknown name is the peer's own choice: naming it would make reasons without end.
        return [] if all(name in known for name in error.instance) else ["*"]
    return []
