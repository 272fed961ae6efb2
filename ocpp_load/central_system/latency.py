"""Latency to inject before an answer: fixed, or drawn from a distribution.

No clock and no randomness of its own: the source is passed in. Never negative. As text each is
what `parse_latency` reads.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Protocol

_DURATION = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\s*(ms|s|min|h)")
_SECONDS = {"ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0}


class Latency(Protocol):
    """How long an answer is held back."""

    def draw_s(self, random: Random) -> float:
        """Return the latency of one answer in seconds."""


@dataclass(frozen=True, slots=True)
class FixedLatency:
    """The same for every answer."""

    seconds: float

    def draw_s(self, random: Random) -> float:  # noqa: ARG002
        return self.seconds

    def __str__(self) -> str:
        return _duration(self.seconds)


@dataclass(frozen=True, slots=True)
class UniformLatency:
    """Anything between two bounds, equally likely."""

    least_s: float
    most_s: float

    def draw_s(self, random: Random) -> float:
        return random.uniform(self.least_s, self.most_s)

    def __str__(self) -> str:
        return f"uniform:{_duration(self.least_s)},{_duration(self.most_s)}"


@dataclass(frozen=True, slots=True)
class NormalLatency:
    """A bell curve, cut off at zero."""

    mean_s: float
    deviation_s: float

    def draw_s(self, random: Random) -> float:
        return max(0.0, random.normalvariate(self.mean_s, self.deviation_s))

    def __str__(self) -> str:
        return f"normal:{_duration(self.mean_s)},{_duration(self.deviation_s)}"


@dataclass(frozen=True, slots=True)
class ExponentialLatency:
    """Mostly short, with a long tail."""

    mean_s: float

    def draw_s(self, random: Random) -> float:
        return random.expovariate(1.0) * self.mean_s

    def __str__(self) -> str:
        return f"exponential:{_duration(self.mean_s)}"


@dataclass(frozen=True, slots=True)
class BimodalLatency:
    """One of two: `share` of the answers take the first, the others the second."""

    share: float
    first_s: float
    second_s: float

    def draw_s(self, random: Random) -> float:
        return self.first_s if random.random() < self.share else self.second_s

    def __str__(self) -> str:
        first, second = _duration(self.first_s), _duration(self.second_s)
        return f"bimodal:{self.share:g},{first},{second}"


def parse_latency(text: str) -> Latency:
    """Read `50ms`, `uniform:10ms,50ms`, `normal:20ms,5ms` and the like.

    Raises `ValueError` with what is wrong.
    """
    name, colon, figures = text.partition(":")
    if not colon:
        return FixedLatency(parse_duration_s(text))
    if name not in _DISTRIBUTIONS:
        raise ValueError(f"{name!r} is no distribution: choose from {', '.join(_DISTRIBUTIONS)}")
    shares, number_of_durations, make = _DISTRIBUTIONS[name]
    given = figures.split(",")
    durations = [parse_duration_s(figure) for figure in given[shares:]]
    if len(durations) != number_of_durations:
        wanted = "a share and " if shares else ""
        raise ValueError(
            f"{name} takes {wanted}{number_of_durations} duration(s), not {len(durations)}"
        )
    return make(*(_share(share) for share in given[:shares]), *durations)


def _uniform(least_s: float, most_s: float) -> Latency:
    if least_s > most_s:
        raise ValueError("the lower bound of uniform comes first")
    return UniformLatency(least_s, most_s)


# How many shares each takes, and after them how many durations.
_DISTRIBUTIONS: dict[str, tuple[int, int, Callable[..., Latency]]] = {
    "uniform": (0, 2, _uniform),
    "normal": (0, 2, NormalLatency),
    "exponential": (0, 1, ExponentialLatency),
    "bimodal": (1, 2, BimodalLatency),
}


def _share(text: str) -> float:
    with suppress(ValueError):
        if 0 <= (share := float(text)) <= 1:
            return share
    raise ValueError(f"{text!r} is no share from 0 to 1")


def parse_duration_s(text: str) -> float:
    """Read `50 ms`, `2 s`, `1 min` or `1 h`. Raises `ValueError`."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no duration: write for example 50 ms, 2 s or 1 min")
    return float(match[1]) * _SECONDS[match[2]]


def _duration(seconds: float) -> str:
    # Multiplied, 1.1 ms is a little more than that: nobody orders fractions of a nanosecond.
    figure, unit, digits = (seconds, "s", 9) if seconds >= 1 else (seconds * 1e3, "ms", 6)
    return f"{figure:.{digits}f}".rstrip("0").rstrip(".") + unit
