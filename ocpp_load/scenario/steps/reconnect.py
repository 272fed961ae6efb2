"""`reconnect`: the connection is closed and opened again, without a boot (OCPP 1.6 section 5.4)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Pause, Steps, session_time
from ocpp_load.charge_point.activities import connect, disconnect
from ocpp_load.scenario.distribution import NO_TIME, Distribution, read_distribution
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader
from ocpp_load.scenario.steps.disconnect import NORMAL_CLOSURE, read_close_code
from ocpp_load.scenario.substitution import Late, late, value_of


@dataclass(frozen=True, slots=True)
class Reconnect:
    """Close the connection with `code`, where there is one, and open it again `after` a time."""

    name: ClassVar[str] = "reconnect"
    after: Distribution | Late[Distribution] = NO_TIME
    code: int | Late[int] = NORMAL_CLOSURE

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:  # noqa: ARG003
        """Read the options of the step."""
        options = value.section(("after", "code"))
        return cls(
            after=options.read("after", late(read_distribution), NO_TIME),
            code=options.read("code", late(read_close_code), NORMAL_CLOSURE),
        )

    def run(self, script: Script) -> Steps[None]:
        """Disconnect, and connect however many attempts it takes."""
        charge_point = script.charge_point
        seconds = session_time(charge_point, value_of(self.after, script))
        yield from disconnect(charge_point, value_of(self.code, script))
        if seconds:
            yield Pause(seconds)
        yield from connect(charge_point)
