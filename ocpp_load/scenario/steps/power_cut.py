"""`power_cut`: the station goes dark (OCPP 1.6 sections 4.2 and 7.36).

`power_loss` is another name for it.
"""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps, session_time
from ocpp_load.charge_point.activities import lose_power
from ocpp_load.scenario.distribution import NO_TIME, Distribution, read_distribution
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader
from ocpp_load.scenario.substitution import Late, late, value_of


@dataclass(frozen=True, slots=True)
class PowerCut:
    """Cut the power for a time: no close frame, and StopTransaction with PowerLoss afterwards."""

    name: ClassVar[str] = "power_cut"
    for_: Distribution | Late[Distribution]

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:  # noqa: ARG003
        """Read the options of the step."""
        options = value.section(("for",), required=("for",))
        return cls(for_=options.read("for", late(read_distribution), NO_TIME))

    def run(self, script: Script) -> Steps[None]:
        """Go dark, and wait until the central system accepts the station again."""
        charge_point = script.charge_point
        seconds = session_time(charge_point, value_of(self.for_, script))
        yield from lose_power(charge_point, seconds)
