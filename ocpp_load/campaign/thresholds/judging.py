"""Whether a threshold holds: its figure against its limit, from figures that are handed in.

There are three outcomes. What has no figures did not pass: it could not be judged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from ocpp_load.campaign.thresholds.threshold import (
    BackWithin,
    Comparison,
    ConnectionFailures,
    Figure,
    FleetCount,
    LineFigure,
    Scope,
    Statistic,
    Threshold,
    Unit,
)


class Latencies(Protocol):
    """A histogram; every figure is None where it is empty."""

    @property
    def count(self) -> int: ...
    @property
    def min_ms(self) -> float | None: ...
    @property
    def max_ms(self) -> float | None: ...
    @property
    def mean_ms(self) -> float | None: ...
    def percentile_ms(self, percentile: float, /) -> float | None: ...
    def count_within(self, seconds: float, /) -> int: ...


class Line(Protocol):
    """A line of the statistics, or the sum of several."""

    @property
    def count(self) -> int: ...
    @property
    def failures(self) -> int: ...
    @property
    def latency(self) -> Latencies: ...
    @property
    def from_intent(self) -> Latencies: ...


class Struck(Protocol):
    """By event: how many stations, and when the last of them, in seconds from the beginning."""

    @property
    def counts(self) -> Mapping[str, int]: ...
    @property
    def last_at_s(self) -> Mapping[str, float]: ...


class Figures(Protocol):
    """The figures of a run, up to this moment or to its end."""

    @property
    def duration_s(self) -> float:
        """Return how long they were counted for."""

    @property
    def is_final(self) -> bool:
        """Tell whether nothing more will come: who is not back now will not be."""

    @property
    def marks(self) -> Mapping[str, float]:
        """Return when each event began, in seconds from the beginning."""

    def line(self, direction: str, name: str | None, scope: Scope, /) -> Line:
        """Return a line, or the sum of all of a direction."""

    def struck(self, group: str | None, /) -> Struck:
        """Return which stations, of all or of one group, events have thrown out."""

    def counted(self, what: FleetCount, /) -> tuple[int, int]:
        """Return a count of the fleet, and what it is a part of."""


class Outcome(StrEnum):
    """What became of a threshold."""

    HOLDS = "holds"
    IS_BROKEN = "is broken"
    NOT_JUDGED = "could not be judged"


@dataclass(frozen=True, slots=True)
class Judgement:
    """`value` and `limit` are in the unit of the threshold; None where there are none.

    `reason` says why it could not be judged.
    """

    threshold: Threshold
    outcome: Outcome
    value: float | None = None
    limit: float | None = None
    reason: str = ""


def judge(threshold: Threshold, figures: Figures) -> Judgement:
    """Return whether `threshold` holds for `figures`."""
    value = _value(threshold.figure, threshold.unit, figures)
    if value is None:
        reason = _why_nothing(threshold.figure, figures)
        return Judgement(threshold, Outcome.NOT_JUDGED, reason=reason)
    limit = threshold.limit
    if threshold.reference is not None:
        compared = _value(threshold.reference, threshold.unit, figures)
        if compared is None:
            reason = f"of what it is compared to, {_why_nothing(threshold.reference, figures)}"
            return Judgement(threshold, Outcome.NOT_JUDGED, value, reason=reason)
        limit *= compared
    holds = threshold.comparison.holds(value, limit)
    return Judgement(threshold, Outcome.HOLDS if holds else Outcome.IS_BROKEN, value, limit)


def is_broken_now(threshold: Threshold, figures: Figures) -> bool:
    """Tell whether a threshold is broken at this moment, to the width of a histogram's bucket.

    In the middle of a run: where counting tells it, nothing is sorted. What is broken here is so
    for `judge`, too.
    """
    figure = threshold.figure
    is_counted = (
        isinstance(figure, LineFigure)
        and figure.statistic is Statistic.PERCENTILE
        and threshold.reference is None
        and threshold.comparison in (Comparison.BELOW, Comparison.AT_MOST)
    )
    if not isinstance(figure, LineFigure) or not is_counted:
        return judge(threshold, figures).outcome is Outcome.IS_BROKEN
    latencies = _latencies(figure, figures)
    count = latencies.count
    rank = max(1, round(figure.percentile * count / 100, 10))
    return bool(count) and latencies.count_within(threshold.limit) < rank


def _latencies(figure: LineFigure, figures: Figures) -> Latencies:
    line = figures.line(figure.direction, figure.name, figure.scope)
    return line.from_intent if figure.from_intent else line.latency


def _why_nothing(figure: Figure, figures: Figures) -> str:
    event = figure.scope.event
    is_recovery = isinstance(figure, BackWithin)
    if event is not None and event not in figures.marks and not is_recovery:
        return f"nothing was measured: {event} did not begin"
    if is_recovery:
        return "nothing was measured: no station was thrown out"
    return "nothing was measured"


def _value(figure: Figure, unit: Unit, figures: Figures) -> float | None:
    if isinstance(figure, LineFigure):
        return _of_line(figure, unit, figures)
    if isinstance(figure, BackWithin):
        return _share_back(figure, figures)
    if isinstance(figure, ConnectionFailures):
        return _failed_connections(figure, unit, figures)
    part, whole = figures.counted(figure.counted)
    return _part_of(part, whole, unit)


def _of_line(figure: LineFigure, unit: Unit, figures: Figures) -> float | None:
    scope = figure.scope
    if scope.event is not None and scope.event not in figures.marks:
        return None
    line = figures.line(figure.direction, figure.name, scope)
    match figure.statistic:
        case Statistic.RATE:
            duration_s = _duration_s(scope, figures)
            return line.count / duration_s if duration_s > 0 else None
        case Statistic.COUNT:
            return line.count
        case Statistic.FAILURES:
            return _part_of(line.failures, line.count, unit)
    latency_ms = _latency_ms(_latencies(figure, figures), figure)
    return None if latency_ms is None else latency_ms / 1000


def _failed_connections(figure: ConnectionFailures, unit: Unit, figures: Figures) -> float | None:
    """Return how many connections failed, or their share of the attempts, which is 1 at most.

    What is lost in the time that counts may have been made before it.
    """
    if figure.scope.event is not None and figure.scope.event not in figures.marks:
        return None
    attempts = figures.line("link", "connect", figure.scope)
    lost = figures.line("link", "connection lost", figure.scope)
    failed = attempts.failures + lost.failures
    return _part_of(failed, max(attempts.count, failed), unit)


def _latency_ms(latencies: Latencies, figure: LineFigure) -> float | None:
    match figure.statistic:
        case Statistic.MEAN:
            return latencies.mean_ms
        case Statistic.MAX:
            return latencies.max_ms
        case Statistic.MIN:
            return latencies.min_ms
    return latencies.percentile_ms(figure.percentile)


def _duration_s(scope: Scope, figures: Figures) -> float:
    if scope.before is not None:
        return figures.marks[scope.before]
    return figures.duration_s - (figures.marks[scope.since] if scope.since is not None else 0.0)


def _part_of(part: int, whole: int, unit: Unit) -> float | None:
    if not whole:
        return None
    return part if unit is Unit.COUNT else part / whole


def _share_back(figure: BackWithin, figures: Figures) -> float | None:
    """Return the share that was back in time; who still may be counts as such until it is over."""
    event, group = figure.scope.since, figure.scope.group
    struck = figures.struck(group)
    events = [one for one in struck.counts if event in (None, one)]
    in_time = 0
    for one in events:
        line = figures.line("link", f"back after {one}", Scope(group))
        in_time += line.latency.count_within(figure.seconds)
        may_be_back = figures.duration_s - struck.last_at_s[one] <= figure.seconds
        if may_be_back and not figures.is_final:
            in_time += max(0, struck.counts[one] - line.count)
    whole = sum(struck.counts[one] for one in events)
    return in_time / whole if whole else None
