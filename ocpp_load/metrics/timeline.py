"""The figures of a run over time: what happened in each second, or in each few of a long run.

For charts and for how it goes right now; what a verdict rests on is counted elsewhere, in full.
Bounded, whatever the length of the run. No clock: callers say which second it is. What several
processes counted in the same second adds up.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

from ocpp_load.metrics.direction import Direction
from ocpp_load.metrics.latency import percentiles_us
from ocpp_load.metrics.series import Series

MAX_SLICES = 300
"""Slices that are kept; one more, and each two of them become one that is twice as long."""

RECENT_S = 30
"""How many of the latest seconds are kept as they are, however long the slices have become."""

# 128 buckets for each doubling: a percentile is at most 0.8 % above the true value.
_SUB_BUCKET_BITS = 8

Key = tuple[Direction, str]


class SliceLine:
    """One line of statistics in one slice: `count` with `failures`, and latencies by bucket in µs."""

    __slots__ = ("count", "failures", "from_intent", "latency")

    def __init__(self) -> None:
        self.count = 0
        self.failures = 0
        self.latency: defaultdict[int, int] = defaultdict(int)
        self.from_intent: defaultdict[int, int] = defaultdict(int)

    def take(self, series: Series) -> None:
        """Count in what `series` has counted since this was asked last."""
        count, failures, latency, from_intent = series.take_fresh()
        self.count += count
        self.failures += failures
        for us, times in latency.items():
            self.latency[_coarse(us)] += times
        for us, times in from_intent.items():
            self.from_intent[_coarse(us)] += times

    def add(self, other: "SliceLine") -> None:
        """Count in what `other` has counted."""
        self.count += other.count
        self.failures += other.failures
        for us, times in other.latency.items():
            self.latency[us] += times
        for us, times in other.from_intent.items():
            self.from_intent[us] += times

    def percentiles_ms(self, percentiles: Iterable[float]) -> dict[float, float | None]:
        """Return percentiles of the latency, at most 0.8 % too high; None where there is none."""
        return _percentiles_ms(self.latency, percentiles)

    def from_intent_percentiles_ms(self, percentiles: Iterable[float]) -> dict[float, float | None]:
        """Return percentiles of the latency from the intent, likewise."""
        return _percentiles_ms(self.from_intent, percentiles)


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
                [direction.value, name, line.count, line.failures, *_flat(line)]
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
            line.latency.update(zip(flat[0], flat[1], strict=True))
            line.from_intent.update(zip(flat[2], flat[3], strict=True))
        return one


class Timeline:
    """The slices of a run, each `slice_s` seconds long: 1, and twice as long whenever it is full.

    `totals` has the lines of all of them. `revision` is higher after each change; who has seen
    one needs only what has `changed_since`: that is all of them when they have become longer.
    """

    __slots__ = ("_recent", "_slices", "revision", "slice_s", "totals")

    def __init__(self) -> None:
        self.slice_s = 1
        self.revision = 0
        self.totals: defaultdict[Key, SliceLine] = defaultdict(SliceLine)
        self._slices: dict[int, Slice] = {}
        self._recent: deque[tuple[int, Slice]] = deque()

    def __iter__(self) -> Iterator[tuple[int, Slice]]:
        """Iterate over the slices with the second that each begins with, counted from the start.

        Where nobody was there to look, there is none.
        """
        return ((place * self.slice_s, self._slices[place]) for place in sorted(self._slices))

    def changed_since(self, revision: int) -> list[tuple[int, Slice]]:
        """Return those slices that were changed after a revision, in the order of theirs."""
        changed = [(at_s, one) for at_s, one in self if one.revision > revision]
        return sorted(changed, key=lambda item: item[1].revision)

    def add(self, second: int, one: Slice) -> None:
        """Count in what happened in that second; `one` belongs to the timeline from now on."""
        while second // self.slice_s >= MAX_SLICES:
            self._double()
        # How many there are at its end is what the last of its seconds tells.
        is_last = (second + 1) % self.slice_s == 0
        changed = self._slices.setdefault(second // self.slice_s, Slice())
        changed.add(one, with_fleet=is_last)
        self.revision += 1
        changed.revision = self.revision
        for key, line in one.lines.items():
            self.totals[key].add(line)
        self._recent.append((second, one))
        newest = max(self._recent[-1][0], self._recent[0][0])
        while self._recent[0][0] <= newest - RECENT_S:
            self._recent.popleft()

    def between(self, begin_s: int, end_s: int) -> Slice:
        """Return what happened from one second to before another, of the latest 30, as one slice.

        It has no fleet: that is one of a moment.
        """
        whole = Slice()
        for one in self.recent(begin_s, end_s):
            whole.add(one, with_fleet=False)
        return whole

    def recent(self, begin_s: int, end_s: int) -> list[Slice]:
        """Return the same as it was told: a slice for each second, and for each process of it."""
        return [one for second, one in self._recent if begin_s <= second < end_s]

    def _double(self) -> None:
        halves, self._slices = self._slices, {}
        self.slice_s *= 2
        for place in sorted(halves):
            whole = self._slices.setdefault(place // 2, Slice())
            whole.add(halves[place], with_fleet=place % 2 == 1)
            self.revision += 1
            whole.revision = self.revision


def _coarse(us: int) -> int:
    shift = us.bit_length() - _SUB_BUCKET_BITS
    return us >> shift << shift if shift > 0 else us


def _percentiles_ms(
    buckets: Mapping[int, int], percentiles: Iterable[float]
) -> dict[float, float | None]:
    if not buckets:
        return dict.fromkeys(percentiles)
    return {
        percentile: us / 1000
        for percentile, us in percentiles_us(buckets, percentiles, _SUB_BUCKET_BITS).items()
    }


def _flat(line: SliceLine) -> list[list[int]]:
    return [
        list(line.latency),
        list(line.latency.values()),
        list(line.from_intent),
        list(line.from_intent.values()),
    ]
