"""Schemas that a test makes up, where the code expects a `SchemaStore`."""

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
