"""`choose`: one of several lists of steps, at random."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import Step, StepReader, run_steps

_HEAVIEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Choose:
    """Do one of `lists`, each as likely as its share of all `weights`."""

    name: ClassVar[str] = "choose"
    lists: tuple[tuple[Step, ...], ...]
    weights: tuple[float, ...]

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the lists with their weights, which stand where other steps have their options."""
        sections = [item.section(("weight", "steps")) for item in value.items()]
        return cls(
            lists=tuple(each.read("steps", steps.read_list, ()) for each in sections),
            weights=tuple(each.read("weight", _weight, 1.0) for each in sections),
        )

    def run(self, script: Script) -> Steps[None]:
        """Draw, and do them."""
        [steps] = script.charge_point.random.choices(self.lists, self.weights)
        yield from run_steps(steps, script)


def _weight(value: Value) -> float:
    number = value.number()
    if number is None or not 0 < number <= _HEAVIEST:
        value.reject(f"{value.shown} is not allowed; allowed: numbers above 0, up to {_HEAVIEST}")
        return 1.0
    return float(number)
