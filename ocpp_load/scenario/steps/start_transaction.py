"""`start_transaction`: a transaction begins (OCPP 1.6 section 4.8)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import ChargePoint, Steps
from ocpp_load.charge_point.activities import start_transaction
from ocpp_load.scenario.pattern import Pattern, id_tag_of
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.step import StepReader


@dataclass(frozen=True, slots=True)
class StartTransaction:
    """Start a transaction on `connector` for `id_tag`; None is the session's own of each."""

    name: ClassVar[str] = "start_transaction"
    connector: int | None
    id_tag: Pattern | None

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step."""
        options = value.section(("connector", "id_tag"))
        connector = steps.connector_in(options)
        return cls(connector, id_tag=steps.id_tag_in(options, connector))

    def run(self, station: ChargePoint) -> Steps[None]:
        """Start it, unless the driver was refused."""
        connector = station.station.connector(self.connector)
        yield from start_transaction(station, connector, id_tag_of(self.id_tag, station))
