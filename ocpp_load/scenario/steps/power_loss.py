"""`power_loss`: the station goes dark (OCPP 1.6 sections 4.2 and 7.36)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps, session_time
from ocpp_load.charge_point.activities import lose_power
from ocpp_load.scenario.distribution import NO_TIME, Distribution, read_distribution
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader


@dataclass(frozen=True, slots=True)
class PowerLoss:
    """Cut the power for a time: no close frame, and StopTransaction with PowerLoss afterwards."""

    name: ClassVar[str] = "power_loss"
    for_: Distribution

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:  # noqa: ARG003
        """Read the options of the step."""
        options = value.section(("for",), required=("for",))
        return cls(for_=options.read("for", read_distribution, NO_TIME))

    def run(self, script: Script) -> Steps[None]:
        """Go dark, and wait until the central system accepts the station again."""
        yield from lose_power(script.charge_point, session_time(script.charge_point, self.for_))
