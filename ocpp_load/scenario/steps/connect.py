"""`connect`: the station opens its connection to the central system."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.charge_point.activities import connect
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader


@dataclass(frozen=True, slots=True)
class Connect:
    """Open the connection and wait until it stands."""

    name: ClassVar[str] = "connect"

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:  # noqa: ARG003
        """Read the step; it has no options."""
        value.section(())
        return cls()

    def run(self, script: Script) -> Steps[None]:
        """Connect, however many attempts it takes."""
        yield from connect(script.charge_point)
