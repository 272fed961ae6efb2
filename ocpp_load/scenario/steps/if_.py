"""`if`: steps that are done where a condition holds, and others where it does not."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.scenario.condition import NEVER, Condition, read_condition
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import Step, StepReader, run_steps


@dataclass(frozen=True, slots=True)
class If:
    """Do the steps of `then` where `condition` holds, and those of `else_` where it does not."""

    name: ClassVar[str] = "if"
    condition: Condition
    then: tuple[Step, ...]
    else_: tuple[Step, ...] = ()

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step."""
        options = value.section(("condition", "then", "else"), required=("condition", "then"))
        return cls(
            condition=options.read("condition", read_condition, NEVER),
            then=options.read("then", steps.read_list, ()),
            else_=options.read("else", steps.read_list, ()),
        )

    def run(self, script: Script) -> Steps[None]:
        """Look, and do them."""
        yield from run_steps(self.then if self.condition.holds(script) else self.else_, script)
