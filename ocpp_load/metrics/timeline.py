"""The figures of a run over time: what happened in each second, or in each few of a long run.

For charts and for how it goes right now; what a verdict rests on is counted elsewhere, in full.
Bounded, whatever the length of the run. No clock: callers say which second it is. What several
processes counted in the same second adds up.
"""

from collections import defaultdict, deque
from collections.abc import Iterator

from ocpp_load.metrics.shelf import SealedSlice, Shelf
from ocpp_load.metrics.slices import Key, Slice, SliceLine

MAX_SLICES = 300
"""Slices that are kept; one more, and each two of them become one that is twice as long."""

RECENT_S = 30
"""How many of the latest seconds are kept as they are, however long the slices have become."""

FOLDED_AT_ONCE = 1_500
"""Buckets that are folded at a time, in about a third of a millisecond."""

_LATE_S = 5
"""So many seconds late a process may tell what it has counted without a slice being opened for it."""

_SPENT_AT_ONCE = 100


class Timeline:
    """The slices of a run, each `slice_s` seconds long: 1, and twice as long whenever it is full.

    `totals` has the lines of all of them. `revision` is higher after each change; who has seen
    one needs only what has `changed_since`: that is all of them when they have become longer.
    """

    __slots__ = (
        "_folded",
        "_folding",
        "_longer",
        "_newest",
        "_recent",
        "_slices",
        "_spent",
        "revision",
        "slice_s",
        "totals",
    )

    def __init__(self) -> None:
        self.slice_s = 1
        self.revision = 0
        self.totals: defaultdict[Key, SliceLine] = defaultdict(SliceLine)
        self._slices = Shelf()
        self._newest = 0
        self._recent: deque[tuple[int, Slice]] = deque()
        # The slices that come next, of all places before the one that is being folded: which that
        # is, and which of its lines are yet to be; None before its first.
        self._longer = Shelf()
        self._folded = 0
        self._folding: tuple[Slice, list[Key]] | None = None
        self._spent: list[SliceLine] = []

    def __iter__(self) -> Iterator[tuple[int, Slice]]:
        """Iterate over the slices with the second that each begins with, counted from the start.

        Where nobody was there to look, there is none. For reading: most are opened for it.
        """
        return ((at_s, kept.opened()) for at_s, kept in self._kept())

    def changed_since(self, revision: int) -> list[tuple[int, Slice | SealedSlice]]:
        """Return those slices that were changed after a revision, in the order of theirs.

        To be `opened` by whoever reads them, one at a time.
        """
        changed = [(at_s, kept) for at_s, kept in self._kept() if kept.revision > revision]
        return sorted(changed, key=lambda item: item[1].revision)

    def _kept(self) -> Iterator[tuple[int, Slice | SealedSlice]]:
        for place in self._slices:
            if (kept := self._slices.get(place)) is not None:
                yield place * self.slice_s, kept

    def add(self, second: int, one: Slice) -> None:
        """Count in what happened in that second; `one` belongs to the timeline from now on."""
        while second // self.slice_s >= MAX_SLICES:
            self._double()
        place = second // self.slice_s
        if place == self._folded and self._folding is not None:
            self._fold_place()
        self.revision += 1
        _count_in(self._slices, self.slice_s, second, one).revision = self.revision
        self._newest = max(self._newest, place)
        if place < self._folded:
            _count_in(self._longer, 2 * self.slice_s, second, one)
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

        And seal a part of those that nobody has counted in for some seconds. To do it all at once
        would stop the process for tenths of a second. About so many `buckets` are looked at.
        """
        del self._spent[-_SPENT_AT_ONCE:]
        # The last place is prepared while it lasts: when it is over, nothing may be left to do.
        end = self._newest + (self._newest == MAX_SLICES - 1)
        most, most_longer = (2 + _LATE_S // each_s for each_s in (self.slice_s, 2 * self.slice_s))
        # Of many lines it takes larger pieces to keep up.
        behind = max(0, 2 * end - MAX_SLICES - self._folded)
        behind += self._slices.too_many(most) + self._longer.too_many(most_longer)
        buckets *= 1 + behind
        while buckets > 0:
            done = self._slices.seal(most) or self._longer.seal(most_longer)
            if not done:
                if self._folded >= end:
                    break
                done = self._fold_line()
            buckets -= done

    def _fold_line(self) -> int:
        """Fold one line of the present place, or go on to the next; return how much work it was."""
        place = self._folded
        if self._folding is None:
            kept = self._slices.get(place)
            if kept is None:
                self._folded += 1
                return 1
            one = kept.opened()
            self._folding = one, list(one.lines)
            self._longer.open(place // 2).add_state(one, with_fleet=place % 2 == 1)
        one, keys = self._folding
        if not keys:
            self._folded += 1
            self._folding = None
            return 1
        key = keys.pop()
        self._longer.open(place // 2).lines[key].add(one.lines[key])
        return 1 + one.lines[key].buckets

    def _fold_place(self) -> None:
        place = self._folded
        while self._folded == place:
            self._fold_line()

    def _double(self) -> None:
        while self._folded <= self._newest:
            self._fold_line()
        self._spent = self._slices.open_lines()
        self._slices, self._longer = self._longer, Shelf()
        self._newest //= 2
        self._folded = 0
        self.slice_s *= 2
        for _, kept in self._kept():
            self.revision += 1
            kept.revision = self.revision


def _count_in(shelf: Shelf, slice_s: int, second: int, one: Slice) -> Slice:
    """Return the slice of that second, with what happened then counted in."""
    changed = shelf.open(second // slice_s)
    # How many there are at its end is what the last of its seconds tells.
    changed.add(one, with_fleet=(second + 1) % slice_s == 0)
    return changed
