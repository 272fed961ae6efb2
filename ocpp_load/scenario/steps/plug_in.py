"""`plug_in`: an EV is connected to a connector (OCPP 1.6 section 4.9)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import ChargePoint, Steps
from ocpp_load.charge_point.activities import plug_in
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.step import StepReader


@dataclass(frozen=True, slots=True)
class PlugIn:
    """Plug a cable into `connector`; None is the session's connector."""

    name: ClassVar[str] = "plug_in"
    connector: int | None

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step."""
        return cls(connector=steps.only_connector(value))

    def run(self, station: ChargePoint) -> Steps[None]:
        """Plug in."""
        yield from plug_in(station, station.station.connector(self.connector))
