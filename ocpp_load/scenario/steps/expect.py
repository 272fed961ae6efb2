"""`expect`: checks, of what the station was answered and of what it is."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.scenario.expectation import Expectation, check_all, read_expectations
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader


@dataclass(frozen=True, slots=True)
class Expect:
    """Check that `expectations` hold, one after the other; each outcome is counted by its name."""

    name: ClassVar[str] = "expect"
    only_waits: ClassVar[bool] = True
    expectations: tuple[Expectation, ...]

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:  # noqa: ARG003
        """Read a condition, its options, or several of them."""
        return cls(read_expectations(value))

    def run(self, script: Script) -> Steps[None]:
        """Check them."""
        yield from check_all(self.expectations, script)
