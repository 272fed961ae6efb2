"""`start_transaction`: a transaction begins (OCPP 1.6 section 4.8)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.charge_point.activities import start_transaction
from ocpp_load.messages.v16.authorization_data import folded
from ocpp_load.scenario.connector import ConnectorNumber, connector_of
from ocpp_load.scenario.id_tag import IdTag, id_tag_of
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader


@dataclass(frozen=True, slots=True)
class StartTransaction:
    """Start a transaction on `connector` for `id_tag`; None is the session's own of each."""

    name: ClassVar[str] = "start_transaction"
    connector: ConnectorNumber
    id_tag: IdTag

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step."""
        options = value.section(("connector", "id_tag"), usual="connector")
        connector = steps.connector_in(options)
        return cls(connector, id_tag=steps.id_tag_in(options, connector))

    def run(self, script: Script) -> Steps[None]:
        """Start it, unless the driver was refused."""
        connector = connector_of(self.connector, script)
        id_tag = id_tag_of(self.id_tag, script)
        if folded(id_tag) in script.station.refused_id_tags:
            script.tell_passed_over("the driver was refused")
        elif connector.transaction is not None:
            script.tell_passed_over("a transaction runs already")
        yield from start_transaction(script.charge_point, connector, id_tag)
