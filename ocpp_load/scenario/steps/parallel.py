"""`parallel`: several lists of steps side by side."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import Step, StepReader, run_side_by_side


@dataclass(frozen=True, slots=True)
class Parallel:
    """Do every list of steps in `branches` at the same time; go on when all of them are done."""

    name: ClassVar[str] = "parallel"
    branches: tuple[tuple[Step, ...], ...]

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the lists, which stand where other steps have their options."""
        return cls(tuple(steps.read_list(branch) for branch in value.items()))

    def run(self, script: Script) -> Steps[None]:
        """Do them."""
        yield from run_side_by_side(self.branches, script)
