"""The slowest calls of each action, and the first of each kind of failure: bounded, and exact.

Whatever the length of a run, and in whichever order its processes report, the same exchanges are
kept. No clock and no I/O.
"""

from bisect import insort
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from operator import itemgetter
from typing import Any

from ocpp_load.charge_point.exchange import Exchange, Matter
from ocpp_load.metrics.exhibit import Exhibit, Retold, fit_to_show
from ocpp_load.metrics.label import as_label
from ocpp_load.metrics.ledger import MAX_LINES, OTHER_ACTIONS

KEPT_SLOWEST = 5
"""Calls of an action that are kept, by each of the two times."""

KEPT_KINDS = 50
"""Kinds of failure that are kept of each matter, whatever a peer invents."""

KEPT_KINDS_ALIKE = 20
"""Kinds among them that may be of one action of stations, or for one reason with any other matter.

A central system can invent error codes for our actions, and actions for our error codes.
"""

_Kind = tuple[str, str, str]


_DURATION_AND_ORDER = itemgetter(0, 1)


class Ranking:
    """The longest of some durations, with what took so long; the longest first."""

    __slots__ = ("_ranked",)

    def __init__(self) -> None:
        self._ranked: list[tuple[float, tuple[float, str, str], Exhibit]] = []

    def __iter__(self) -> Iterator[Exhibit]:
        """Iterate over what is kept."""
        return (exhibit for _, _, exhibit in self._ranked)

    def add(self, seconds: float, exhibit: Exhibit) -> float:
        """Keep an exhibit if it is one of the slowest; return what the next must exceed for that."""
        ranked = self._ranked
        if len(ranked) < KEPT_SLOWEST or seconds >= -ranked[-1][0]:
            insort(ranked, (-seconds, exhibit.order, exhibit), key=_DURATION_AND_ORDER)
            del ranked[KEPT_SLOWEST:]
        return -ranked[-1][0] if len(ranked) == KEPT_SLOWEST else -1.0


class Slowest:
    """The slowest calls of one action.

    A call is among them whose round trip exceeds `round_trip_s`, or whose time from the intent
    `from_intent_s`.
    """

    __slots__ = ("by_intent", "by_round_trip", "from_intent_s", "round_trip_s")

    def __init__(self) -> None:
        self.by_round_trip = Ranking()
        self.by_intent = Ranking()
        self.round_trip_s = -1.0
        self.from_intent_s = -1.0

    def __iter__(self) -> Iterator[Exhibit]:
        """Iterate over what is kept, each once, the longest round trip first."""
        return iter(dict.fromkeys(chain(self.by_round_trip, self.by_intent)))

    def add(self, exhibit: Exhibit) -> None:
        """Keep a call that was answered, if it is one of the slowest."""
        if exhibit.round_trip_s is not None:
            self.round_trip_s = self.by_round_trip.add(exhibit.round_trip_s, exhibit)
        if exhibit.from_intent_s is not None:
            self.from_intent_s = self.by_intent.add(exhibit.from_intent_s, exhibit)


class SlowestByAction(dict[str, Slowest]):
    """The slowest calls by action; those beyond the first 200 actions share one entry."""

    __slots__ = ()

    def __missing__(self, action: str) -> Slowest:
        label = as_label(action)
        if label not in self and len(self) >= MAX_LINES:
            label = OTHER_ACTIONS
        return self.setdefault(label, Slowest())


class Firsts:
    """The first of each kind of failure: of the same matter, name and outcome."""

    __slots__ = ("_alike", "_first", "_of_matter")

    def __init__(self) -> None:
        self._first: dict[_Kind, Exhibit] = {}
        self._alike: Counter[tuple[str, str]] = Counter()
        self._of_matter: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Exhibit]:
        """Iterate over what is kept, in the order in which it happened."""
        return iter(sorted(self._first.values(), key=lambda one: one.order))

    def wants(self, matter: Matter, name: str, outcome: str) -> bool:
        """Tell whether a failure that happens now is the first of a kind for which there is room."""
        kind = matter, fit_to_show(name), fit_to_show(outcome)
        return (
            kind not in self._first
            and self._of_matter[matter] < KEPT_KINDS
            and self._alike[_bound_of(kind)] < KEPT_KINDS_ALIKE
        )

    def add(self, exhibit: Exhibit) -> None:
        """Keep an exhibit if it is the first of its kind, and its kind one of the first."""
        kind = exhibit.matter, exhibit.name, exhibit.outcome or ""
        known = self._first.get(kind)
        if known is not None:
            if exhibit.order < known.order:
                self._first[kind] = exhibit
            return
        self._first[kind] = exhibit
        alike = _bound_of(kind)
        self._of_matter[kind[0]] += 1
        self._alike[alike] += 1
        if self._alike[alike] > KEPT_KINDS_ALIKE:
            self._forget_last(one for one in self._first if _bound_of(one) == alike)
        elif self._of_matter[kind[0]] > KEPT_KINDS:
            self._forget_last(one for one in self._first if one[0] == kind[0])

    def _forget_last(self, kinds: Iterable[_Kind]) -> None:
        last = max(kinds, key=lambda kind: (self._first[kind].order, kind))
        del self._first[last]
        self._of_matter[last[0]] -= 1
        self._alike[_bound_of(last)] -= 1


def _bound_of(kind: _Kind) -> tuple[str, str]:
    """Return what kinds have in common of which there may be no more than some."""
    matter, name, outcome = kind
    return matter, name if matter == Matter.CALL else outcome


class Evidence:
    """What of a run is kept in full; on a master, of all that its workers have told.

    What was handed over by `take_delta` stays here, as the bar that later calls must pass: else a
    worker would hand over its slowest anew each time.
    """

    __slots__ = ("_told", "firsts", "slowest")

    def __init__(self) -> None:
        self.slowest = SlowestByAction()
        self.firsts = Firsts()
        self._told: set[Exhibit] = set()

    def reset(self) -> None:
        """Forget everything."""
        self.slowest.clear()
        self.firsts = Firsts()
        self._told.clear()

    def is_slow(self, action: str, round_trip_s: float, from_intent_s: float) -> bool:
        """Tell whether a call would be among the slowest of its action."""
        bar = self.slowest[action]
        return round_trip_s > bar.round_trip_s or from_intent_s > bar.from_intent_s

    def tell(self, exchange: Exchange, epoch_offset_s: float, group: str | None = None) -> None:
        """Keep an exchange if it is one of those to be kept.

        `epoch_offset_s` added to its times makes them seconds since the epoch.
        """
        self.add(Exhibit(exchange, epoch_offset_s, group))

    def add(self, exhibit: Exhibit) -> None:
        """Keep an exhibit, of this process or of another, if it is one of those to be kept."""
        if exhibit.round_trip_s is not None:
            self.slowest[exhibit.name].add(exhibit)
        if exhibit.outcome is not None:
            self.firsts.add(exhibit)

    def take_delta(self) -> list[dict[str, Any]]:
        """Return what has come to be kept since the last call, as values for JSON and msgpack."""
        kept = dict.fromkeys(chain(*self.slowest.values(), self.firsts))
        fresh = [exhibit.told() for exhibit in kept if exhibit not in self._told]
        self._told = set(kept)
        return fresh

    def merge(self, delta: Iterable[dict[str, Any]]) -> None:
        """Keep what the `take_delta` of another process returned, as far as it is to be kept."""
        for one in delta:
            self.add(Retold(one))
