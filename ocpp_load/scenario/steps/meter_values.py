"""`meter_values`: one MeterValues beside those of the interval (OCPP 1.6 section 4.7)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.charge_point.activities import send_meter_values
from ocpp_load.scenario.connector import ConnectorNumber, connector_of
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader


@dataclass(frozen=True, slots=True)
class MeterValues:
    """Send MeterValues of `connector`; None is the session's connector."""

    name: ClassVar[str] = "meter_values"
    connector: ConnectorNumber

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step."""
        return cls(connector=steps.only_connector(value))

    def run(self, script: Script) -> Steps[None]:
        """Send the values as they are now."""
        yield from send_meter_values(script.charge_point, connector_of(self.connector, script))
