"""`authorize`: the driver presents an id tag (OCPP 1.6 section 4.1)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.charge_point.activities import authorize
from ocpp_load.scenario.id_tag import IdTag, id_tag_of
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader


@dataclass(frozen=True, slots=True)
class Authorize:
    """Send Authorize for `id_tag`, whatever the station knows of it; None is the station's own."""

    name: ClassVar[str] = "authorize"
    id_tag: IdTag

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step."""
        options = value.section(("id_tag",), usual="id_tag")
        return cls(id_tag=steps.id_tag_in(options, None))

    def run(self, script: Script) -> Steps[None]:
        """Ask the central system about the id tag; a refusal ends the session before it began."""
        yield from authorize(script.charge_point, id_tag_of(self.id_tag, script))
