"""What happened in one stretch of time, line by line.

No clock, no I/O; how long a stretch is, is the timeline's.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Self

from ocpp_load.metrics.buckets import Buckets
from ocpp_load.metrics.direction import Direction
from ocpp_load.metrics.series import Series

Key = tuple[Direction, str]


class SliceLine:
    """One line of statistics in one slice: `count` with `failures`, and latencies by bucket."""

    __slots__ = ("count", "failures", "from_intent", "latency")

    def __init__(self) -> None:
        self.count = 0
        self.failures = 0
        self.latency = Buckets()
        self.from_intent = Buckets()

    def take(self, series: Series) -> None:
        """Count in what `series` has counted since this was asked last."""
        count, failures, latency, from_intent = series.take_fresh()
        self.count += count
        self.failures += failures
        if latency:
            self.latency.take(latency)
        if from_intent:
            self.from_intent.take(from_intent)

    def add(self, other: "SliceLine") -> None:
        """Count in what `other` has counted."""
        self.count += other.count
        self.failures += other.failures
        self.latency.add(other.latency)
        self.from_intent.add(other.from_intent)

    @property
    def buckets(self) -> int:
        """Return about how many buckets there are: how much work it is to read them."""
        return self.latency.size + self.from_intent.size

    def rows(self) -> tuple[bytes | memoryview, bytes | memoryview]:
        """Return the latencies as they are at rest, from now on: they take less memory."""
        return self.latency.row(), self.from_intent.row()

    def percentiles_ms(self, percentiles: Iterable[float]) -> dict[float, float | None]:
        """Return percentiles of the latency, at most 0.8 % too high; None where there is none."""
        return self.latency.percentiles_ms(percentiles)

    def from_intent_percentiles_ms(self, percentiles: Iterable[float]) -> dict[float, float | None]:
        """Return percentiles of the latency from the intent, likewise."""
        return self.from_intent.percentiles_ms(percentiles)


class Slice:
    """What happened in one stretch of time.

    `lines` by direction and name. `fleet` is how many stations were in which state at its end, with
    the totals of the run up to then; `health` are the figures of each process, by its name, the
    worst of the stretch. Both are empty while that is not known. `revision` is the timeline's
    when it was changed last.
    """

    __slots__ = ("fleet", "health", "lines", "revision")

    def __init__(self) -> None:
        self.revision = 0
        self.lines: defaultdict[Key, SliceLine] = defaultdict(SliceLine)
        self.fleet: dict[str, int] = {}
        self.health: dict[str, dict[str, float]] = {}

    def opened(self) -> Self:
        """Return it as it is: it is open."""
        return self

    def line(self, direction: Direction) -> SliceLine:
        """Return the sum of all lines of a direction."""
        total = SliceLine()
        for key, line in self.lines.items():
            if key[0] is direction:
                total.add(line)
        return total

    @property
    def failures(self) -> int:
        """Return the failures of every direction."""
        return sum(line.failures for line in self.lines.values())

    def add(self, other: "Slice", *, with_fleet: bool = True) -> None:
        """Count in `other`: of another process, or without its fleet of another time."""
        for key, line in other.lines.items():
            self.lines[key].add(line)
        self.add_state(other, with_fleet=with_fleet)

    def add_state(self, other: "Slice", *, with_fleet: bool) -> None:
        """Count in how the stations stand, if that is wanted, and how the processes do."""
        if with_fleet:
            for state, stations in other.fleet.items():
                self.fleet[state] = self.fleet.get(state, 0) + stations
        self.add_health(other)

    def add_health(self, other: "Slice") -> None:
        """Take each figure of a process's health that is worse in `other`."""
        for process, figures in other.health.items():
            known = self.health.setdefault(process, {})
            for name, figure in figures.items():
                known[name] = max(figure, known.get(name, figure))

    def to_delta(self, second: int) -> dict[str, Any]:
        """Return everything as values that JSON and msgpack can carry."""
        return {
            "second": second,
            "lines": [
                [
                    direction.value,
                    name,
                    line.count,
                    line.failures,
                    *line.latency.to_delta(),
                    *line.from_intent.to_delta(),
                ]
                for (direction, name), line in self.lines.items()
            ],
            "fleet": self.fleet,
            "health": self.health,
        }

    @classmethod
    def from_delta(cls, delta: Mapping[str, Any]) -> Self:
        """Return what `to_delta` was called on."""
        one = cls()
        one.fleet = dict(delta["fleet"])
        one.health = {process: dict(figures) for process, figures in delta["health"].items()}
        for direction, name, count, failures, *flat in delta["lines"]:
            line = one.lines[Direction(direction), name]
            line.count, line.failures = count, failures
            line.latency.take_delta(*flat[:2])
            line.from_intent.take_delta(*flat[2:])
        return one
