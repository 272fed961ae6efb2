"""`plug_in`: an EV is connected to a connector (OCPP 1.6 section 4.9)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.charge_point.activities import plug_in
from ocpp_load.scenario.connector import ConnectorNumber, connector_of
from ocpp_load.scenario.id_tag import IdTag, id_tag_of
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader


@dataclass(frozen=True, slots=True)
class PlugIn:
    """Plug a cable into `connector`; None is the session's connector.

    `id_tag` is the driver's: whether a reservation is theirs, or a card that was presented first.
    """

    name: ClassVar[str] = "plug_in"
    connector: ConnectorNumber
    id_tag: IdTag = None

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step."""
        options = value.section(("connector", "id_tag"), usual="connector")
        connector = steps.connector_in(options)
        return cls(connector, steps.id_tag_in(options, connector))

    def run(self, script: Script) -> Steps[None]:
        """Plug in, as soon as the connector is free for this driver."""
        connector = connector_of(self.connector, script)
        yield from plug_in(script.charge_point, connector, id_tag_of(self.id_tag, script))
