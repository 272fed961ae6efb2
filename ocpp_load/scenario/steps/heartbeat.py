"""`heartbeat`: one Heartbeat beside those of the interval (OCPP 1.6 section 4.6)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.charge_point.activities import send_heartbeat
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Send a Heartbeat and wait for the answer."""

    name: ClassVar[str] = "heartbeat"

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:  # noqa: ARG003
        """Read the step; it has no options."""
        value.section(())
        return cls()

    def run(self, script: Script) -> Steps[None]:
        """Send a Heartbeat now."""
        return send_heartbeat(script.charge_point)
