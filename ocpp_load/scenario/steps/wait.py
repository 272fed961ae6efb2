"""`wait`: nothing happens for a while."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Pause, Steps, session_time
from ocpp_load.scenario.distribution import Distribution, read_distribution
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader
from ocpp_load.scenario.substitution import Late, read_late, value_of


@dataclass(frozen=True, slots=True)
class Wait:
    """Let `duration` pass; the station goes on answering and sending heartbeats."""

    name: ClassVar[str] = "wait"
    duration: Distribution | Late[Distribution]

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:  # noqa: ARG003
        """Read the duration, which stands where other steps have their options."""
        return cls(duration=read_late(value, read_distribution))

    def run(self, script: Script) -> Steps[None]:
        """Let the time pass."""
        yield Pause(session_time(script.charge_point, value_of(self.duration, script)))
