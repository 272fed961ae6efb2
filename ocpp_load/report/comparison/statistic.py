"""The statistics that are compared: how each is called, measured, and which way it gets worse."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ocpp_load.metrics import Direction
from ocpp_load.report.comparison import interval
from ocpp_load.report.comparison.interval import Interval
from ocpp_load.report.comparison.run_figures import Latencies, Line

FROM_INTENT = "from intent "

# The percentiles that the timeline has, by the name of their columns.
_COLUMNS: Mapping[float, str] = {0.5: "p50_ms", 0.95: "p95_ms", 0.99: "p99_ms", 1.0: "max_ms"}
_INTENT_COLUMN = (0.99, "from_intent_p99_ms")

_FEW = 30
"""Fewer calls say little of a share, and their mean is not scattered as a normal distribution."""

_PERCENTILE = re.compile(r"p([0-9]{1,2}(?:\.[0-9]{1,3})?)")


class Unit(StrEnum):
    """What a statistic is measured in."""

    COUNT = "count"
    MS = "ms"
    PER_SECOND = "per s"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Measured:
    """A statistic of one run, and where the truth lies.

    `calls` are those it was made from. `worth` is how many independent ones they are worth.
    """

    value: float
    interval: Interval
    calls: int
    worth: float


@dataclass(frozen=True, slots=True)
class Statistic:
    """What is compared. `share` is that of a percentile, None for what is none."""

    name: str
    unit: Unit
    share: float | None = None

    @property
    def rises_when_worse(self) -> bool:
        """Return whether more of it is worse."""
        return self.unit not in (Unit.PER_SECOND, Unit.COUNT)

    @property
    def is_from_intent(self) -> bool:
        """Return whether it is one of the time from the intent."""
        return self.name.startswith(FROM_INTENT)

    @property
    def directions(self) -> frozenset[str]:
        """Return whose lines it is looked at in, where a budget names none.

        How fast a station answers a command is the load generator's own doing, and how often
        connections come and go has no better and worse.
        """
        match self.unit:
            case Unit.MS:
                return frozenset({Direction.CALL, Direction.LINK, Direction.FLOW})
            case Unit.SHARE:
                return frozenset(Direction)
        return frozenset({Direction.CALL, Direction.FLOW})

    @property
    def columns(self) -> tuple[tuple[float, str], ...]:
        """Return percentiles of the timeline that show how calls hang together at this one."""
        if self.share is None:
            found = [column for column in _COLUMNS.items() if column[0] < 1]
        elif self.share in _COLUMNS:
            found = [(self.share, _COLUMNS[self.share])]
        else:
            below = max((share for share in _COLUMNS if share < self.share), default=0.5)
            above = min(share for share in _COLUMNS if share > self.share)
            found = [(share, _COLUMNS[share]) for share in (below, above)]
        return (*found, _INTENT_COLUMN) if self.is_from_intent else tuple(found)

    @property
    def bounds(self) -> tuple[str | None, str | None]:
        """Return the columns of the timeline that it is never above, and never below.

        None where there is none: the mean has none, and whoever waits before it is sent has the
        99th percentile only.
        """
        if self.share is None:
            return None, None
        below = [name for share, name in _COLUMNS.items() if share <= self.share]
        above = [name for share, name in _COLUMNS.items() if share >= self.share]
        if self.is_from_intent:
            above = [_INTENT_COLUMN[1]] if self.share <= _INTENT_COLUMN[0] else []
        return (above[0] if above else None), (below[-1] if below else None)

    def latencies(self, line: Line) -> Latencies | None:
        """Return the latencies of `line` that it is made from."""
        return line.from_intent if self.is_from_intent else line.latency

    def value(self, line: Line) -> float | None:
        """Return the figure of `line`; None where it has none."""
        match self.unit:
            case Unit.COUNT:
                return line.count
            case Unit.PER_SECOND:
                return line.rate_per_s
            case Unit.SHARE:
                return line.failures / line.count if line.count else None
        latencies = self.latencies(line)
        if latencies is None:
            return None
        if self.share is not None and self.share < 1:
            return latencies.distribution.quantile_ms(self.share)
        return latencies.mean_ms if self.share is None else latencies.max_ms

    def measure(self, line: Line, inflation: float) -> Measured | None:
        """Return the figure with its interval; `inflation` is what makes calls worth fewer."""
        value = self.value(line)
        if value is None:
            return None
        latencies = self.latencies(line)
        calls = line.count if self.unit is not Unit.MS or latencies is None else _count(latencies)
        worth = calls / inflation
        return Measured(value, self._interval(line, value, worth), calls, worth)

    def _interval(self, line: Line, value: float, worth: float) -> Interval:
        if self.unit is Unit.SHARE:
            return interval.of_share(value, worth)
        if not self.rises_when_worse:
            # A count by chance has itself for a variance.
            error = value / worth**0.5 if worth >= 1 else None
            return Interval() if error is None else interval.of_mean(value, error)
        latencies = self.latencies(line)
        if latencies is None:
            return Interval()
        if self.share is None:
            if worth < _FEW:
                return Interval()
            error = (latencies.distribution.variance_ms2() / worth) ** 0.5
            return interval.of_mean(value, error)
        return _between_ranks(latencies, self.share, value, int(worth))

    @property
    def fewest_calls(self) -> int:
        """Return how many independent calls it takes to say something about it."""
        if self.share is not None and self.share < 1:
            return interval.observations_needed(self.share)
        return _FEW if self.unit in (Unit.MS, Unit.SHARE) else 1


def percentile(name: str) -> Statistic | None:
    """Return the statistic called `p99`, `p99.9`, `from intent p50`; None where it is no such."""
    plain = name.removeprefix(FROM_INTENT)
    parts = _PERCENTILE.fullmatch(plain)
    if parts is None or not float(parts[1]):
        return None
    # Ten digits are kept, so that 99.9 % is what 0.999 is.
    return Statistic(name, Unit.MS, round(float(parts[1]) / 100, 10))


def _percentiles(prefix: str = "") -> tuple[Statistic, ...]:
    shown = ("p50", "p90", "p95", "p99", "p99.9")
    found = (percentile(f"{prefix}{name}") for name in shown)
    return (
        *(statistic for statistic in found if statistic is not None),
        Statistic(f"{prefix}max", Unit.MS, 1.0),
        Statistic(f"{prefix}mean", Unit.MS),
    )


COUNT = Statistic("count", Unit.COUNT)
RATE = Statistic("rate", Unit.PER_SECOND)
FAILURES = Statistic("failures", Unit.SHARE)
ROUND_TRIP = _percentiles()
INTENT = _percentiles(FROM_INTENT)
SHOWN = (COUNT, RATE, FAILURES, *ROUND_TRIP, *INTENT)
"""What is shown of every line, in this order."""


def _count(latencies: Latencies) -> int:
    return latencies.distribution.count


def _between_ranks(latencies: Latencies, share: float, value: float, worth: int) -> Interval:
    of = latencies.distribution
    if of.count * (1 - share) < 1:
        # The highest call decides, and nothing bounds what the next one will be.
        return Interval()
    low, high = interval.ranks(worth, share)
    return Interval(
        None if low is None else min(value, of.lowest_at_ms(low / worth)),
        None if high is None else max(value, of.quantile_ms(high / worth)),
    )
