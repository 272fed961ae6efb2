"""Schemas that a test makes up, where the code expects a `SchemaStore`, and what ours define."""

from collections.abc import Iterator
from typing import Any

from ocpp_load.validation import PayloadValidator


class SchemasInMemory:
    """A store of the schemas it is given, by the name their files would have."""

    def __init__(self, **schemas: dict[str, Any]) -> None:
        self._schemas = schemas

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._schemas)

    def load(self, name: str) -> dict[str, Any]:
        return self._schemas[name]


def validator_for(**schemas: dict[str, Any]) -> PayloadValidator:
    """Return a validator that knows these schemas only: `validator_for(Authorize={...})`."""
    return PayloadValidator(SchemasInMemory(**schemas))  # type: ignore[arg-type]


def described(schema: Any, path: str = "") -> Iterator[tuple[str, bool]]:
    """Yield the path of every key that the schema defines, and whether it has a description."""
    if isinstance(schema, dict):
        for key, definition in schema.get("properties", {}).items():
            # "if" and "then" only look at keys that are described where they are defined.
            if not {"const", "enum"} >= set(definition):
                yield f"{path}/{key}", "description" in definition
        for key, part in schema.items():
            yield from described(part, f"{path}/{key}")
    if isinstance(schema, list):
        for part in schema:
            yield from described(part, path)
