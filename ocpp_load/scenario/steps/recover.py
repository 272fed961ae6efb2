"""`recover`: what a fault has broken is mended (OCPP 1.6 section 4.9: I1 to I8)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.charge_point.activities import recover
from ocpp_load.messages.v16.enums import ChargePointErrorCode
from ocpp_load.scenario.connector import ConnectorNumber, connector_of
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader
from ocpp_load.scenario.steps.fault import read_fault_code
from ocpp_load.scenario.substitution import Late, late, value_of


@dataclass(frozen=True, slots=True)
class Recover:
    """Mend the faults of `connector`, or those of them with `error_code`.

    `connector` 0 is the station with all its connectors, None the session's connector.
    """

    name: ClassVar[str] = "recover"
    connector: ConnectorNumber
    error_code: ChargePointErrorCode | Late[ChargePointErrorCode] | None = None

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step."""
        options = value.section(("connector", "error_code"), usual="connector")
        return cls(
            connector=steps.connector_or_station_in(options),
            error_code=options.read("error_code", late(read_fault_code), None),
        )

    def run(self, script: Script) -> Steps[None]:
        """Mend them."""
        connector = connector_of(self.connector, script)
        yield from recover(script.charge_point, connector, value_of(self.error_code, script))
