"""`repeat`: steps over and over."""

from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import ClassVar, Self

from ocpp_load.charge_point import Pause, Steps
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import Step, StepReader, run_steps

_IDLE_ROUND_S = 1.0


@dataclass(frozen=True, slots=True)
class Repeat:
    """Do `steps` so many `times`; None is for ever."""

    name: ClassVar[str] = "repeat"
    steps: tuple[Step, ...]
    times: int | None

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step, which are steps themselves."""
        options = value.section(("steps", "times"), required=("steps",))
        return cls(
            steps=options.read("steps", steps.read_list, ()),
            times=options.read("times", partial(Value.integer, minimum=1), None),
        )

    def run(self, script: Script) -> Steps[None]:
        """Do the steps in turn, again and again."""
        rounds = count() if self.times is None else range(self.times)
        for _ in rounds:
            suspensions = script.charge_point.suspensions
            yield from run_steps(self.steps, script)
            if script.charge_point.suspensions == suspensions:
                # Steps that wait for nothing would keep every other station from running.
                yield Pause(_IDLE_ROUND_S)
