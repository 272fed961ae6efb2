"""`parallel`: several lists of steps side by side, or one list at several connectors."""

from dataclasses import dataclass
from itertools import repeat
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.scenario.branches import read_at_connectors
from ocpp_load.scenario.id_tag import IdTag
from ocpp_load.scenario.node import MappingNode, ScalarNode
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.side_by_side import run_side_by_side
from ocpp_load.scenario.step import ANY_NUMBER, Step, StepReader

_ALL = "all"


@dataclass(frozen=True, slots=True)
class Parallel:
    """Do every list of steps in `branches` at the same time; go on when all of them are done.

    Where there are `connectors`, each list is for its own one, and has its driver in `id_tags`.
    """

    name: ClassVar[str] = "parallel"
    branches: tuple[tuple[Step, ...], ...]
    connectors: tuple[int, ...] = ()
    id_tags: tuple[IdTag, ...] = ()

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the lists, which stand where other steps have their options; or the options."""
        if not isinstance(value.node, MappingNode):
            return cls(tuple(steps.read_list(branch) for branch in value.items()))
        if steps.session_connector is not None:
            value.reject("stands within steps that have a connector already; allowed: lists")
            return cls(())
        options = value.section(("connectors", "steps", "id_tag"), required=("connectors", "steps"))
        connectors = options.read("connectors", lambda given: _connectors(given, steps), (1,))
        branches, id_tags = read_at_connectors(value, options, steps, connectors)
        return cls(branches, connectors, id_tags)

    def run(self, script: Script) -> Steps[None]:
        """Do them."""
        connectors = self.connectors or repeat(None)
        yield from run_side_by_side(self.branches, script, connectors, self.id_tags)


def _connectors(value: Value, steps: StepReader) -> tuple[int, ...]:
    """Read `all`, or a list of numbers."""
    if isinstance(value.node, ScalarNode) and value.node.value == _ALL:
        number = 1 if steps.connectors == ANY_NUMBER else steps.connectors
        return tuple(range(1, number + 1))
    connectors = tuple(map(steps.connector, value.items()))
    if len(set(connectors)) < len(connectors):
        value.reject("has a connector twice; name each one once")
    return connectors or (1,)
