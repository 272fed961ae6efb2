"""`boot`: the station boots (OCPP 1.6 section 4.2)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.charge_point.activities import boot
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader


@dataclass(frozen=True, slots=True)
class Boot:
    """Send BootNotification and wait until the central system accepts the station."""

    name: ClassVar[str] = "boot"

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:  # noqa: ARG003
        """Read the step; it has no options."""
        value.section(())
        return cls()

    def run(self, script: Script) -> Steps[None]:
        """Boot until the central system accepts."""
        yield from boot(script.charge_point)
