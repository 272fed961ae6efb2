"""The load of a campaign over its time: a pure function from seconds to stations.

Levels are shares of the fleet's size, 1.0 being all of it, so that one profile serves a fleet of
any size. No clock: callers pass the seconds since the beginning in.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from ocpp_load.campaign.load.release import Release

LOOK_AHEAD_S = 1.0
"""How long it takes until the load is asked about again: what a tick of Locust's aims at."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of time in which the level goes evenly from `begin` to `end`."""

    duration_s: float
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Stage:
    """One entry of `load`: what the progress says of it, and its segments.

    `text` has `{}` where the number of stations stands that it leads to. A `release` begins when
    all of its stations are there.
    """

    text: str
    segments: tuple[Segment, ...]
    leads_to: float
    release: Release | None = None

    @property
    def duration_s(self) -> float:
        """Return how long it takes."""
        return sum(segment.duration_s for segment in self.segments)

    def told(self, size: int) -> str:
        """Return what it is for a fleet of that size, for a person."""
        return self.text.format(stations_at(self.leads_to, size))


@dataclass(frozen=True)
class LoadProfile:
    """The stages of a campaign, one after the other; over when the last one is.

    Its time begins with the first of them: with a release, once the stations are there.
    """

    stages: tuple[Stage, ...]

    @property
    def release(self) -> Release | None:
        """Return the release that it begins with, if it does."""
        return self.stages[0].release

    @property
    def duration_s(self) -> float:
        """Return how long all of it takes."""
        return self._ends[-1]

    @property
    def peak(self) -> float:
        """Return the highest level there is."""
        return max(max(segment.begin, segment.end) for segment in self._segments)

    @cached_property
    def beginnings(self) -> Sequence[tuple[float, Stage]]:
        """Return each stage with the second in which it begins."""
        durations = (stage.duration_s for stage in self.stages)
        return tuple(zip(accumulate(durations, initial=0.0), self.stages, strict=False))

    def target(self, elapsed_s: float, size: int) -> tuple[int, float] | None:
        """Return the stations that there shall be, and how many per second come or go.

        A ramp is looked at a little ahead, because the answer is what is aimed at until the next
        question; a jump is not. None once the load is over.
        """
        if elapsed_s >= self.duration_s:
            return None
        index = bisect_right(self._ends, elapsed_s)
        segment = self._segments[index]
        begun_s = self._ends[index] - segment.duration_s
        passed = (elapsed_s - begun_s + LOOK_AHEAD_S) / segment.duration_s
        level = segment.begin + (segment.end - segment.begin) * min(1.0, passed)
        return stations_at(level, size), self._rates[index] * size

    @cached_property
    def _segments(self) -> Sequence[Segment]:
        # What takes no time is seen in where the next one begins.
        return tuple(s for stage in self.stages for s in stage.segments if s.duration_s)

    @cached_property
    def _ends(self) -> Sequence[float]:
        return tuple(accumulate(segment.duration_s for segment in self._segments))

    @cached_property
    def _rates(self) -> Sequence[float]:
        rates, rate, level = [], 1.0, 0.0
        for segment in self._segments:
            change = abs(segment.end - segment.begin) / segment.duration_s
            jump = abs(segment.begin - level) / LOOK_AHEAD_S
            # A hold goes on with what is left of the stage before.
            rate = max(change, jump) or rate
            level = segment.end
            rates.append(rate)
        return tuple(rates)


def stations_at(level: float, size: int) -> int:
    """Return how many stations a level is; more than nothing is at least one."""
    return max(1, round(level * size)) if level > 0 else 0
