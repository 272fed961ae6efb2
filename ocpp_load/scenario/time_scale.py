"""The simulated day: how much faster than the clock sessions run, and timers if they are to."""

from dataclasses import dataclass

from ocpp_load.scenario.node import MappingNode
from ocpp_load.scenario.reader import Value

LARGEST = 10_000.0


@dataclass(frozen=True, slots=True)
class TimeScale:
    """So many seconds of a session, or of a timer, pass in one second of the clock."""

    sessions: float = 1.0
    timers: float = 1.0


AS_THE_CLOCK = TimeScale()


def read_time_scale(value: Value) -> TimeScale:
    """Read a number, which is for the sessions, or a number for each."""
    if not isinstance(value.node, MappingNode):
        return TimeScale(read_pace(value))
    section = value.section(("sessions", "timers"))
    return TimeScale(
        section.read("sessions", read_pace, 1.0), section.read("timers", read_pace, 1.0)
    )


def read_pace(value: Value) -> float:
    """Read how many times as fast as the clock something runs."""
    number = value.number()
    if number is None or not 0 < number <= LARGEST:
        value.reject(
            f"{value.shown} is not allowed; allowed: a number above 0, up to {LARGEST:.0f}"
        )
        return 1.0
    return float(number)
