"""`unplug`: the cable is taken out of a connector (OCPP 1.6 section 4.9)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.charge_point.activities import unplug
from ocpp_load.scenario.connector import ConnectorNumber, connector_of
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader


@dataclass(frozen=True, slots=True)
class Unplug:
    """Take the cable out of `connector`; None is the session's connector."""

    name: ClassVar[str] = "unplug"
    connector: ConnectorNumber

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step."""
        return cls(connector=steps.only_connector(value))

    def run(self, script: Script) -> Steps[None]:
        """Unplug."""
        yield from unplug(script.charge_point, connector_of(self.connector, script))
