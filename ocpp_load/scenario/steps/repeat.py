"""`repeat`: steps over and over."""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import count
from math import inf
from typing import ClassVar, Self

from ocpp_load.charge_point import Pause, Steps, session_time
from ocpp_load.scenario.condition import Condition, read_condition
from ocpp_load.scenario.distribution import Distribution, read_distribution
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import Step, StepReader, run_steps
from ocpp_load.scenario.substitution import Late, has_expression, read_late, value_of

_IDLE_ROUND_S = 1.0


class WhenLate(StrEnum):
    """What becomes of the pace when a round begins late."""

    SHIFT = "shift"
    """The next one keeps its distance from when it began: those that were missed are left out."""
    CATCH_UP = "catch_up"
    """The next one is due when it would have been: those that were missed follow at once."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Do `steps` so many `times`, `for_` so long, or `until` a condition holds after a round.

    Whatever comes first; None is for ever. No round is cut short. With `every`, rounds begin that
    far apart, or at once where the one before took longer. One that begins late was due before:
    its first Call is timed from then, so that a slow central system hides nothing by being slow.
    """

    name: ClassVar[str] = "repeat"
    steps: tuple[Step, ...]
    times: int | Late[int] | None
    for_: Distribution | Late[Distribution] | None = None
    until: Condition | None = None
    every: Distribution | Late[Distribution] | None = None
    when_late: WhenLate = WhenLate.SHIFT

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the options of the step, which are steps themselves."""
        options = value.section(
            ("steps", "times", "for", "until", "every", "when_late"), required=("steps",)
        )
        if "when_late" in options and "every" not in options:
            value.reject("when_late is about the pace; give one with every")
        return cls(
            steps=options.read("steps", steps.read_list, ()),
            times=options.read("times", _times, None),
            for_=options.read("for", partial(read_late, read=read_distribution), None),
            until=options.read("until", read_condition, None),
            every=options.read("every", partial(read_late, read=read_distribution), None),
            when_late=options.read("when_late", lambda one: one.choice(WhenLate), WhenLate.SHIFT),
        )

    def run(self, script: Script) -> Steps[None]:
        """Do the steps in turn, again and again."""
        charge_point = script.charge_point
        times = value_of(self.times, script)
        over_at = charge_point.now + _session_s(self.for_, script, without=inf)
        due_at = charge_point.due_at
        for _ in count() if times is None else range(times):
            if charge_point.now < due_at and charge_point.now < over_at:
                yield Pause(min(due_at, over_at) - charge_point.now)
            if charge_point.now >= over_at:
                return
            if self.every is None:
                due_at = charge_point.now
            else:
                charge_point.intended_at = min(due_at, charge_point.now)
                begins_at = due_at if self.when_late is WhenLate.CATCH_UP else charge_point.now
                due_at = begins_at + _session_s(self.every, script, without=0.0)
            suspensions = charge_point.suspensions
            yield from run_steps(self.steps, script)
            if self.until is not None and self.until.holds(script):
                return
            if charge_point.suspensions == suspensions and charge_point.now >= due_at:
                # Steps that wait for nothing would keep every other station from running.
                yield Pause(_IDLE_ROUND_S)


def _session_s(
    duration: Distribution | Late[Distribution] | None, script: Script, *, without: float
) -> float:
    given = value_of(duration, script)
    return without if given is None else session_time(script.charge_point, given)


def _times(value: Value) -> int | Late[int]:
    # What is computed may well come out as none at all.
    lowest = 0 if has_expression(value) else 1
    return read_late(value, partial(Value.integer, minimum=lowest))
