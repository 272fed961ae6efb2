"""`reboot`: the station restarts by itself (OCPP 1.6 sections 4.2 and 7.36)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.charge_point.activities import reboot
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader


@dataclass(frozen=True, slots=True)
class Reboot:
    """Stop every transaction for the reason Reboot, restart, and boot."""

    name: ClassVar[str] = "reboot"

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:  # noqa: ARG003
        """Read the step; it has no options."""
        value.section(())
        return cls()

    def run(self, script: Script) -> Steps[None]:
        """Restart, and wait until the central system accepts the station again."""
        yield from reboot(script.charge_point)
