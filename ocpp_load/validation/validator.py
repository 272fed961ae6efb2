"""Checks payloads against their schemas.

jsonschema-rs decides, and names what broke in microseconds, so a central system that breaks
its schema in every answer still meets a generator at full speed; and no payload makes it
raise, but for those that it refuses as a whole. `explanations` holds the words for a person.
"""

from dataclasses import replace

import jsonschema_rs

from ocpp_load.ocppj import Payload
from ocpp_load.validation.explanation import Explanations
from ocpp_load.validation.schema_store import SchemaStore, compile_schema
from ocpp_load.validation.secret import may_hold_password
from ocpp_load.validation.violation import UNCHECKABLE, PayloadViolation, dotted, shortened

_RESPONSE = "Response"


class _CompiledSchemas(dict[str, jsonschema_rs.Validator]):
    """Compiles a schema when it is first asked for, once per process."""

    def __init__(self, store: SchemaStore) -> None:
        super().__init__()
        self._store = store

    def __missing__(self, name: str) -> jsonschema_rs.Validator:
        self[name] = compile_schema(self._store.load(name))
        return self[name]


class PayloadValidator:
    """Requests and responses of one OCPP version. An action without a schema is not checked."""

    def __init__(self, store: SchemaStore) -> None:
        self._compiled = _CompiledSchemas(store)
        self.explanations = Explanations(store)
        self._responses = {
            name.removesuffix(_RESPONSE): name for name in store.names if name.endswith(_RESPONSE)
        }
        self._requests = store.names.difference(self._responses.values())

    def check_request(self, action: str, payload: Payload) -> PayloadViolation | None:
        """Return what is wrong with the payload of a Call, or None."""
        return self._check(action, payload) if action in self._requests else None

    def check_response(self, action: str, payload: Payload) -> PayloadViolation | None:
        """Return what is wrong with the payload of the CallResult to `action`, or None."""
        name = self._responses.get(action)
        if name is None:
            return None
        return self._check(name, payload)

    def _check(self, name: str, payload: Payload) -> PayloadViolation | None:
        validator = self._compiled[name]
        try:
            if validator.is_valid(payload):
                return None
            # The outermost says most: that a field is unknown before what is wrong in another.
            error = min(validator.iter_errors(payload), key=lambda error: len(error.instance_path))
        except ValueError as refusal:  # nested too deep; of our own payloads also what is not JSON
            return PayloadViolation(UNCHECKABLE, "", shortened(str(refusal)))
        violation = _violation(error)
        if may_hold_password(payload):
            violation = replace(violation, message=violation.reason)
        self.explanations.remember(name, payload, violation)
        return violation


def _violation(error: jsonschema_rs.ValidationError) -> PayloadViolation:
    keyword, message = error.kind.name, error.message
    if keyword == "falseSchema" and error.evaluation_path[-1:] == ["additionalProperties"]:
        # So jsonschema-rs tells it where no `properties` stand beside it.
        keyword, message = "additionalProperties", "Additional properties are not allowed"
    # A name that the schema does not list is the peer's own choice: it would make reasons
    # without end. One that it lists has been passed on the way to the keyword that broke.
    path = [
        part if isinstance(part, int) or part in error.evaluation_path else "*"
        for part in error.instance_path
    ]
    if keyword in {"additionalProperties", "unevaluatedProperties"}:
        path.append("*")
    elif isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required):
        path.append(error.kind.property)
    return PayloadViolation(keyword, dotted(path), shortened(message))
