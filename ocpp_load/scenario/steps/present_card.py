"""`present_card`: a driver holds a card to the reader (OCPP 1.6 sections 3.5 and 4.1)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.charge_point.activities import present_card
from ocpp_load.scenario.connector import ConnectorNumber, connector_of
from ocpp_load.scenario.id_tag import IdTag, id_tag_of
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader


@dataclass(frozen=True, slots=True)
class PresentCard:
    """Present `id_tag` at `connector`; None is the session's own of each.

    The station looks it up by the book, in the local list and the cache, before it asks. Before a
    cable is in, the connector waits for one as long as ConnectionTimeOut; where a transaction runs,
    the card stops it.
    """

    name: ClassVar[str] = "present_card"
    connector: ConnectorNumber
    id_tag: IdTag

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step."""
        options = value.section(("connector", "id_tag"), usual="connector")
        connector = steps.connector_in(options)
        return cls(connector, steps.id_tag_in(options, connector))

    def run(self, script: Script) -> Steps[None]:
        """Present it."""
        connector = connector_of(self.connector, script)
        yield from present_card(script.charge_point, connector, id_tag_of(self.id_tag, script))
