"""`each_connector`: the same steps at every connector, side by side."""

import sys
from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.scenario.id_tag import read_id_tag
from ocpp_load.scenario.reader import Section, Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import Step, StepReader, run_side_by_side


@dataclass(frozen=True, slots=True)
class EachConnector:
    """Do the steps at every connector at the same time; go on when all of them are done.

    `branches` are the steps as they are at connector 1, 2 and so on.
    """

    name: ClassVar[str] = "each_connector"
    branches: tuple[tuple[Step, ...], ...]

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step, which are steps themselves, once for every connector."""
        if steps.session_connector is not None:
            value.reject("stands within another one; allowed: once")
            return cls(())
        options = value.section(("steps", "id_tag"), required=("steps",))
        # Nobody knows how many there are where the number is a mistake itself.
        count = 1 if steps.connectors == sys.maxsize else steps.connectors
        # The last one has the longest number, which an id tag may have no room for.
        last = _branch(options, steps, count)
        if value.mistakes.found:
            return cls((last,))
        others = (_branch(options, steps, connector) for connector in range(1, count))
        return cls((*others, last))

    def run(self, script: Script) -> Steps[None]:
        """Do them."""
        yield from run_side_by_side(self.branches, script)


def _branch(options: Section, steps: StepReader, connector: int) -> tuple[Step, ...]:
    id_tag = options.read("id_tag", lambda value: read_id_tag(value, connector), None)
    return options.read("steps", steps.session_at(connector, id_tag).read_list, ())
