"""Names that only some expressions of a file have: the answer of one call, the payload of a command."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ocpp_load.scenario.names import Names
from ocpp_load.scenario.reader import MistakeList, Value

if TYPE_CHECKING:
    from ocpp_load.scenario.script import Script


def knowing(value: Value, *names: str) -> Value:
    """Return the value, in whose expressions these names stand for something."""
    mistakes = MistakeList(value.mistakes.file)
    mistakes.found = value.mistakes.found
    mistakes.names = _LocalNames(value.mistakes.names, frozenset(names))
    return replace(value, mistakes=mistakes)


@contextmanager
def naming(script: "Script", **values: Any) -> Iterator[None]:
    """Let the expressions of a script name these values as well."""
    variables = script.variables
    before = {name: variables[name] for name in values if name in variables}
    variables.update(values)
    try:
        yield
    finally:
        for name in values:
            del variables[name]
        variables.update(before)


class _LocalNames(Names):
    """The names of a file, and some more."""

    __slots__ = ("_local", "_outer")

    def __init__(self, outer: Names, local: frozenset[str]) -> None:
        super().__init__()
        self._outer = outer
        self._local = local
        self.feeders, self.origins = outer.feeders, outer.origins
        self.secrecy = outer.secrecy

    def use(self, names: frozenset[str], value: Value) -> None:
        self._outer.use(names - self._local, value)

    def define(self, name: str) -> None:
        self._outer.define(name)
