"""The figures of a run over time: what happened in each second, or in each few of a long run.

For charts and for how it goes right now; what a verdict rests on is counted elsewhere, in full.
Bounded, whatever the length of the run. No clock: callers say which second it is. What several
processes counted in the same second adds up.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

from ocpp_load.metrics.buckets import Buckets
from ocpp_load.metrics.direction import Direction
from ocpp_load.metrics.series import Series

MAX_SLICES = 300
"""Slices that are kept; one more, and each two of them become one that is twice as long."""

RECENT_S = 30
"""How many of the latest seconds are kept as they are, however long the slices have become."""

FOLDED_AT_ONCE = 1_500
"""Buckets that are folded at a time, in about a third of a millisecond."""

_SPENT_AT_ONCE = 5

Key = tuple[Direction, str]


class SliceLine:
    """One line of statistics in one slice: `count` with `failures`, and latencies by bucket in µs."""

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
        self.latency.take(latency)
        self.from_intent.take(from_intent)

    def add(self, other: "SliceLine") -> None:
        """Count in what `other` has counted."""
        self.count += other.count
        self.failures += other.failures
        self.latency.add(other.latency)
        self.from_intent.add(other.from_intent)

    def pack(self) -> None:
        """Take less memory from now on."""
        self.latency.pack()
        self.from_intent.pack(alike=self.latency)  # most calls leave when they are intended

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


class Timeline:
    """The slices of a run, each `slice_s` seconds long: 1, and twice as long whenever it is full.

    `totals` has the lines of all of them. `revision` is higher after each change; who has seen
    one needs only what has `changed_since`: that is all of them when they have become longer.
    """

    __slots__ = (
        "_folded",
        "_longer",
        "_newest",
        "_recent",
        "_slices",
        "_spent",
        "_to_fold",
        "revision",
        "slice_s",
        "totals",
    )

    def __init__(self) -> None:
        self.slice_s = 1
        self.revision = 0
        self.totals: defaultdict[Key, SliceLine] = defaultdict(SliceLine)
        self._slices: dict[int, Slice] = {}
        self._newest = 0
        self._recent: deque[tuple[int, Slice]] = deque()
        # The slices that come next, of all places before the one that is being folded, and which
        # lines of that are yet to be; None before its first.
        self._longer: dict[int, Slice] = {}
        self._folded = 0
        self._to_fold: list[Key] | None = None
        self._spent: list[Slice] = []

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
        place = second // self.slice_s
        if place == self._folded and self._to_fold is not None:
            self._fold_place()
        changed = _count_in(self._slices, self.slice_s, second, one)
        self.revision += 1
        changed.revision = self.revision
        self._newest = max(self._newest, place)
        if place < self._folded:
            longer = _count_in(self._longer, 2 * self.slice_s, second, one)
            if place < self._newest:
                for key in one.lines:
                    changed.lines[key].pack()
                    longer.lines[key].pack()
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

    def fold(self, buckets: int = FOLDED_AT_ONCE) -> None:
        """Prepare a part of the next slices, twice as long; to be called some times in a second.

        To make them all at once would stop the process for tenths of a second. About so many
        `buckets` are looked at.
        """
        del self._spent[-_SPENT_AT_ONCE:]
        # The last place is prepared while it lasts: when it is over, nothing may be left to do.
        end = self._newest + (self._newest == MAX_SLICES - 1)
        while buckets > 0 and self._folded < end:
            buckets -= self._fold_line()

    def _fold_line(self) -> int:
        """Fold one line of the present place, or go on to the next; return how much work it was."""
        place = self._folded
        one = self._slices.get(place)
        if one is not None and self._to_fold is None:
            self._to_fold = list(one.lines)
            self._longer.setdefault(place // 2, Slice()).add_state(one, with_fleet=place % 2 == 1)
        if one is None or not self._to_fold:
            self._folded += 1
            self._to_fold = None
            return 1
        key = self._to_fold.pop()
        line, longer = one.lines[key], self._longer[place // 2].lines[key]
        longer.add(line)
        line.pack()
        if place % 2 == 1:
            longer.pack()
        return 1 + len(line.latency) + len(line.from_intent)

    def _fold_place(self) -> None:
        place = self._folded
        while self._folded == place:
            self._fold_line()

    def _double(self) -> None:
        while self._folded <= self._newest:
            self._fold_line()
        # To give back all their memory takes milliseconds, too.
        self._spent = list(self._slices.values())
        self._slices, self._longer = self._longer, {}
        self._newest //= 2
        self._folded = 0
        self.slice_s *= 2
        for place in sorted(self._slices):
            self.revision += 1
            self._slices[place].revision = self.revision


def _count_in(slices: dict[int, Slice], slice_s: int, second: int, one: Slice) -> Slice:
    """Return the slice of that second, with what happened then counted in."""
    changed = slices.setdefault(second // slice_s, Slice())
    # How many there are at its end is what the last of its seconds tells.
    changed.add(one, with_fleet=(second + 1) % slice_s == 0)
    return changed
