"""`charge`: energy flows to the EV (OCPP 1.6 section 3.6)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import ChargePoint, Steps
from ocpp_load.charge_point.activities import charge
from ocpp_load.scenario.distribution import NO_TIME, Distribution, read_distribution
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.step import StepReader


@dataclass(frozen=True, slots=True)
class Charge:
    """Charge at `connector` for a duration; None is the session's connector."""

    name: ClassVar[str] = "charge"
    for_: Distribution
    connector: int | None

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step."""
        options = value.section(("for", "connector"), required=("for",))
        return cls(
            for_=options.read("for", read_distribution, NO_TIME),
            connector=options.read("connector", steps.connector, None),
        )

    def run(self, station: ChargePoint) -> Steps[None]:
        """Charge, where a transaction runs and its driver is not refused."""
        seconds = self.for_.draw(station.random)
        yield from charge(station, station.station.connector(self.connector), seconds)
