"""`each_connector`: the same steps at every connector, side by side."""

from dataclasses import dataclass
from itertools import count
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.scenario.branches import read_at_connectors
from ocpp_load.scenario.id_tag import IdTag
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.side_by_side import run_side_by_side
from ocpp_load.scenario.step import ANY_NUMBER, Step, StepReader


@dataclass(frozen=True, slots=True)
class EachConnector:
    """Do the steps at every connector at the same time; go on when all of them are done.

    `branches` are the steps as they are at connector 1, 2 and so on, `id_tags` the drivers there.
    """

    name: ClassVar[str] = "each_connector"
    branches: tuple[tuple[Step, ...], ...]
    id_tags: tuple[IdTag, ...] = ()

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step, which are steps themselves, once for every connector."""
        if steps.session_connector is not None:
            value.reject("stands within another one; allowed: once")
            return cls(())
        options = value.section(("steps", "id_tag"), required=("steps",))
        # Nobody knows how many there are where the number is a mistake itself.
        number = 1 if steps.connectors == ANY_NUMBER else steps.connectors
        return cls(*read_at_connectors(value, options, steps, range(1, number + 1)))

    def run(self, script: Script) -> Steps[None]:
        """Do them."""
        yield from run_side_by_side(self.branches, script, count(1), self.id_tags)
