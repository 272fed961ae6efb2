"""One line of two runs: what it was, what it is, and whether the difference is more than noise."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from ocpp_load.report.comparison import clustering
from ocpp_load.report.comparison.clustering import Scatter
from ocpp_load.report.comparison.run_figures import Key, Line, RunFigures
from ocpp_load.report.comparison.statistic import Measured, Statistic, Unit


class Standing(StrEnum):
    """What a difference says."""

    WORSE = "worse"
    BETTER = "better"
    NOISE = "within noise"
    UNJUDGED = "not enough calls"
    NONE = "not compared"
    """One of them has no such figure, or it is one that only one call decides."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A statistic of a line in both runs; None where a run has none."""

    statistic: Statistic
    old: Measured | None
    new: Measured | None

    @property
    def change(self) -> float | None:
        """Return the difference as a share of the old figure, of failures in points."""
        if self.old is None or self.new is None:
            return None
        difference = self.new.value - self.old.value
        if self.statistic.unit is Unit.SHARE:
            return difference
        if not self.old.value:
            return None if difference else 0.0
        return difference / self.old.value

    @property
    def standing(self) -> Standing:
        """Return what the difference says, without any budget."""
        if self.statistic.share == 1 or self.old is None or self.new is None:
            return Standing.NONE
        above = self._is_beyond(self.old, self.new)
        below = self._is_beyond(self.new, self.old)
        if above or below:
            is_worse = bool(above) is self.statistic.rises_when_worse
            return Standing.WORSE if is_worse else Standing.BETTER
        return Standing.UNJUDGED if above is None or below is None else Standing.NOISE

    @staticmethod
    def _is_beyond(lower: Measured, higher: Measured) -> bool | None:
        if lower.interval.high is None or higher.interval.low is None:
            return None
        return higher.interval.low > lower.interval.high


@dataclass(frozen=True)
class Pair:
    """A line of two runs; None where one of them has no such line."""

    old_run: RunFigures
    new_run: RunFigures
    key: Key

    @cached_property
    def old(self) -> Line | None:
        """Return the line of the old run."""
        return self.old_run.lines.get(self.key)

    @cached_property
    def new(self) -> Line | None:
        """Return the line of the new run."""
        return self.new_run.lines.get(self.key)

    @property
    def only_in(self) -> str | None:
        """Return `old` or `new` where one run only has the line."""
        if self.old is not None and self.new is not None:
            return None
        return "new" if self.old is None else "old"

    def figure(self, statistic: Statistic) -> Figure:
        """Return a statistic of both."""
        old, new = (
            None if line is None else statistic.measure(line, inflation)
            for line, inflation in zip(
                (self.old, self.new), self._inflations(statistic), strict=True
            )
        )
        return Figure(statistic, old, new)

    def slices(self, statistic: Statistic) -> tuple[list[float], list[float]]:
        """Return, of each slice, what a latency was not above in OLD and not below in NEW, in ms."""
        above, below = statistic.bounds
        return _column(self.old, above), _column(self.new, below)

    def _inflations(self, statistic: Statistic) -> tuple[float, float]:
        """Return what makes the calls of each run worth fewer, at this statistic."""
        if statistic.unit is not Unit.MS:
            return self._inflation(statistic.unit, _SCATTERS[statistic.unit])
        found = [
            self._inflation(name, _of_percentile(share, name)) for share, name in statistic.columns
        ]
        return max(old for old, _ in found), max(new for _, new in found)

    @cached_property
    def _known(self) -> dict[object, tuple[float, float]]:
        return {}

    def _inflation(
        self, name: object, scatter: Callable[[RunFigures, Line], Scatter | None]
    ) -> tuple[float, float]:
        if name not in self._known:
            self._known[name] = self._computed(scatter)
        return self._known[name]

    def _computed(
        self, scatter: Callable[[RunFigures, Line], Scatter | None]
    ) -> tuple[float, float]:
        old = None if self.old is None else scatter(self.old_run, self.old)
        new = None if self.new is None else scatter(self.new_run, self.new)
        common = float("inf")
        if old is not None and new is not None and self.old_run.slice_s == self.new_run.slice_s:
            common = clustering.inflation(old, new)
        # Either is too much for some runs: a run by itself where the load is meant to vary, and
        # the difference for a steady run that is compared to an unsteady one.
        return min(_alone(self.old, old), common), min(_alone(self.new, new), common)


def _column(line: Line | None, name: str | None) -> list[float]:
    column = None if line is None or name is None else line.over_time.get(name)
    return [] if column is None else [figure for figure in column if figure is not None]


def _alone(line: Line | None, scatter: Scatter | None) -> float:
    if line is None:
        return 1.0
    if scatter is None:
        return clustering.assumed_inflation(line.count, line.duration_s)
    return clustering.inflation(scatter)


def _of_percentile(share: float, name: str) -> Callable[[RunFigures, Line], Scatter | None]:
    def scatter(run: RunFigures, line: Line) -> Scatter | None:
        latencies = line.from_intent if name.startswith("from_intent") else line.latency
        column, counts = line.over_time.get(name), line.over_time.get("count")
        if latencies is None or column is None or counts is None:
            return None
        slices = {
            at_s: (int(count), latency_ms)
            for at_s, count, latency_ms in zip(run.at_s, counts, column, strict=True)
            if latency_ms is not None and count
        }
        return clustering.of_percentile(latencies.distribution, share, slices) if slices else None

    return scatter


def _of_failures(run: RunFigures, line: Line) -> Scatter | None:
    counts, failures = line.over_time.get("count"), line.over_time.get("failures")
    if counts is None or failures is None:
        return None
    slices = {
        at_s: (int(count), int(failed or 0))
        for at_s, count, failed in zip(run.at_s, counts, failures, strict=True)
        if count
    }
    return clustering.of_failures(slices) if slices else None


def _of_counts(run: RunFigures, line: Line) -> Scatter | None:
    counts = line.over_time.get("count")
    if counts is None:
        return None
    slices = {
        at_s: int(count or 0)
        for at_s, count in zip(run.at_s, counts, strict=True)
        # The run may have ended in the middle of its last slice.
        if at_s + run.slice_s <= run.duration_s
    }
    return clustering.of_counts(slices) if slices else None


_SCATTERS: Mapping[Unit, Callable[[RunFigures, Line], Scatter | None]] = {
    Unit.SHARE: _of_failures,
    Unit.PER_SECOND: _of_counts,
    Unit.COUNT: _of_counts,
}
