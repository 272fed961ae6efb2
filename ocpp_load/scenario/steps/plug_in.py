"""`plug_in`: an EV is connected to a connector (OCPP 1.6 section 4.9)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import ChargePoint, Steps
from ocpp_load.charge_point.activities import plug_in
from ocpp_load.scenario.pattern import Pattern, id_tag_of
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.step import StepReader


@dataclass(frozen=True, slots=True)
class PlugIn:
    """Plug a cable into `connector`; None is the session's connector.

    `id_tag` is the driver's: whether a reservation is theirs, or a card that was presented first.
    """

    name: ClassVar[str] = "plug_in"
    connector: int | None
    id_tag: Pattern | None = None

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step."""
        options = value.section(("connector", "id_tag"))
        connector = steps.connector_in(options)
        return cls(connector, steps.id_tag_in(options, connector))

    def run(self, station: ChargePoint) -> Steps[None]:
        """Plug in, as soon as the connector is free for this driver."""
        connector = station.station.connector(self.connector)
        yield from plug_in(station, connector, id_tag_of(self.id_tag, station))
