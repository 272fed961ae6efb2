"""Tells a person what is wrong with a payload: `jsonschema`, for the first of each kind.

jsonschema-rs has decided already. Its Python elder needs hundreds of microseconds, so it
is asked once for each kind of violation and not for each violation. It takes 6 MB and 70 ms to
import: what has no stations does so with the first violation, a load generator before it has any.
"""

import re
from itertools import islice
from typing import Any

from ocpp_load.ocppj import Payload
from ocpp_load.validation.schema_store import SchemaStore
from ocpp_load.validation.secret import may_hold_password
from ocpp_load.validation.violation import PayloadViolation, shortened

_KINDS_KEPT = 100
_ERRORS_COMPARED = 20


class Explanations(dict[str, str]):
    """Texts by kind, for example `HeartbeatResponse: currentTime breaks format`."""

    def __init__(self, store: SchemaStore) -> None:
        super().__init__()
        self._store = store

    def remember(self, name: str, payload: Payload, violation: PayloadViolation) -> None:
        """Explain the first payload of a kind; `name` is that of its schema."""
        kind = f"{name}: {violation.reason}"
        if kind not in self and len(self) < _KINDS_KEPT:
            self[kind] = self._explain(name, payload) or violation.message

    def _explain(self, name: str, payload: Payload) -> str | None:
        if may_hold_password(payload):
            return None
        try:
            import jsonschema  # noqa: PLC0415
        except OSError:  # no descriptor is left to read it with
            return None
        schema = self._store.load(name)
        checker: Any = jsonschema.validators.validator_for(schema)
        errors = checker(schema, format_checker=checker.FORMAT_CHECKER).iter_errors(payload)
        try:
            error = jsonschema.exceptions.best_match(islice(errors, _ERRORS_COMPARED))
        except (RecursionError, re.error):  # it nests in Python, and knows only Python's patterns
            return None
        # It knows no checker for some formats that jsonschema-rs checks.
        return None if error is None else shortened(f"{error.json_path}: {error.message}")
