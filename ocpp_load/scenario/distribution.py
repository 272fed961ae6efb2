"""Durations that may be random: what to draw, and how it is written.

Randomness is passed in, so that a run can be repeated from its seed. Nothing drawn is negative.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import ClassVar, Protocol

from ocpp_load.duration import format_duration
from ocpp_load.scenario.duration import read_duration
from ocpp_load.scenario.node import MappingNode, SequenceNode
from ocpp_load.scenario.reader import Value


class Distribution(Protocol):
    """Where a duration comes from, each time that one is needed."""

    @property
    def varies(self) -> bool:
        """Tell whether anything is drawn: a station that draws needs random numbers of its own."""

    def draw(self, rng: Random) -> float:
        """Return a duration in seconds, 0 or more."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Always the same; takes nothing from the random numbers."""

    seconds: float
    varies: ClassVar[bool] = False

    def draw(self, rng: Random) -> float:  # noqa: ARG002
        return self.seconds


@dataclass(frozen=True, slots=True)
class Uniform:
    """Anything from `low_s` to `high_s`, all equally likely."""

    low_s: float
    high_s: float
    varies: ClassVar[bool] = True

    def draw(self, rng: Random) -> float:
        return rng.uniform(self.low_s, self.high_s)


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal distribution whose negative part counts as 0."""

    mean_s: float
    sd_s: float
    varies: ClassVar[bool] = True

    def draw(self, rng: Random) -> float:
        return max(0.0, rng.normalvariate(self.mean_s, self.sd_s))


@dataclass(frozen=True, slots=True)
class Exponential:
    """The time between events that do not know of each other."""

    mean_s: float
    varies: ClassVar[bool] = True

    def draw(self, rng: Random) -> float:
        return self.mean_s * rng.expovariate(1.0)


NO_TIME: Distribution = Fixed(0.0)


def read_distribution(value: Value) -> Distribution:
    """Read a duration or one of `uniform`, `normal` and `exponential`."""
    if not isinstance(value.node, MappingNode):
        return Fixed(read_duration(value))
    # Another kind of distribution than the template's is no second one.
    kinds = value.alone().section(_READERS)
    if len(value.node.entries) != 1:
        value.reject(f"needs exactly one of {', '.join(_READERS)}")
    drawn = NO_TIME
    for kind, read in _READERS.items():
        drawn = kinds.read(kind, read, drawn)
    return drawn


def _read_uniform(value: Value) -> Distribution:
    if not isinstance(value.node, SequenceNode) or len(value.node.items) != 2:
        value.reject("needs a list of two durations, for example [5 s, 30 s]")
        return NO_TIME
    low_s, high_s = (read_duration(bound) for bound in value.items())
    if low_s > high_s:
        value.reject(
            f"{format_duration(low_s)} is longer than {format_duration(high_s)};"
            " write the shorter one first"
        )
    return Uniform(low_s, high_s)


def _read_normal(value: Value) -> Distribution:
    keys = ("mean", "sd")
    section = value.section(keys, required=keys)
    return Normal(
        mean_s=section.read("mean", read_duration, 0.0),
        sd_s=section.read("sd", read_duration, 0.0),
    )


def _read_exponential(value: Value) -> Distribution:
    return Exponential(read_duration(value))


_READERS: dict[str, Callable[[Value], Distribution]] = {
    "uniform": _read_uniform,
    "normal": _read_normal,
    "exponential": _read_exponential,
}
