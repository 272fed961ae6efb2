"""One line of statistics: an action or a link event, in one direction.

Counts and durations only; which lines there are, and how many, is the ledger's.
"""

from collections.abc import Mapping
from typing import Any, Self

from ocpp_load.metrics.direction import Direction
from ocpp_load.metrics.latency import LatencyHistogram
from ocpp_load.metrics.tally import Tally

_COUNTERS = ("count", "failures", "cut_off", "late_answers", "sent_bytes", "received_bytes")
_HISTOGRAMS = ("latency", "from_intent")


class Series:
    """What became of all events of one kind.

    `count` holds successes and failures. `latency` is a call's round trip (frame sent to answer
    read), a command's handling time (frame read to answer handed to the socket), a link
    event's duration, or of a flow the time from the command read to the last answer read.
    `from_intent` is for calls only: from the moment the script wanted the
    call to its answer, so it has the wait behind the outstanding call in it as well.

    Only what was answered has a latency. A timeout or a lost connection has no round trip: it
    counts as a failure and stays out of the histograms. A CallError is an answer: it has a
    latency and counts as a failure.

    `cut_off` are calls in flight when the run ended: neither success nor failure, and not in
    `count`. `late_answers` came after their call had been counted as a failure.
    """

    __slots__ = ("_taken", "direction", "name", "reasons", *_COUNTERS, *_HISTOGRAMS)

    def __init__(self, direction: Direction, name: str) -> None:
        self._taken = 0, 0
        self.direction = direction
        self.name = name
        self.count = 0
        self.failures = 0
        self.cut_off = 0
        self.late_answers = 0
        self.sent_bytes = 0
        self.received_bytes = 0
        self.reasons = Tally("other reasons")
        self.latency = LatencyHistogram()
        self.from_intent = LatencyHistogram()

    @property
    def key(self) -> tuple[Direction, str]:
        """Return what tells this line from all others, and sorts it among them."""
        return self.direction, self.name

    def fail(self, reason: str) -> None:
        """Count one failure."""
        self.count += 1
        self.failures += 1
        self.reasons.count(reason)

    def take_fresh(self) -> tuple[int, int, Mapping[int, int], Mapping[int, int]]:
        """Return what was counted here since this was called last.

        Count, failures, latencies and latencies from the intent; what was added is not in it.
        """
        count, failures = self._taken
        self._taken = self.count, self.failures
        fresh = self.count - count, self.failures - failures
        return *fresh, self.latency.take_fresh(), self.from_intent.take_fresh()

    @property
    def has_fresh(self) -> bool:
        """Tell whether `take_fresh` would return anything."""
        return self.count != self._taken[0]

    def add(self, other: "Series") -> None:
        """Count in what `other` has counted."""
        count, failures = self._taken
        self._taken = count + other.count, failures + other.failures
        for counter in _COUNTERS:
            setattr(self, counter, getattr(self, counter) + getattr(other, counter))
        self.reasons.add(other.reasons)
        self.latency.add(other.latency)
        self.from_intent.add(other.from_intent)

    def copy(self) -> Self:
        """Return a line of its own with the same figures."""
        copied = type(self)(self.direction, self.name)
        for counter in _COUNTERS:
            setattr(copied, counter, getattr(self, counter))
        copied.reasons = self.reasons.copy()
        copied.latency = self.latency.copy()
        copied.from_intent = self.from_intent.copy()
        return copied

    def to_delta(self) -> dict[str, Any]:
        """Return everything as values that JSON and msgpack can carry."""
        delta: dict[str, Any] = {"direction": self.direction.value, "name": self.name}
        for counter in _COUNTERS:
            if figure := getattr(self, counter):
                delta[counter] = figure
        if self.reasons:
            delta["reasons"] = dict(self.reasons)
        for histogram in _HISTOGRAMS:
            if (latencies := getattr(self, histogram)).count:
                delta[histogram] = latencies.to_delta()
        return delta

    @classmethod
    def from_delta(cls, delta: dict[str, Any]) -> Self:
        """Return what `to_delta` was called on."""
        series = cls(Direction(delta["direction"]), delta["name"])
        for counter in _COUNTERS:
            setattr(series, counter, delta.get(counter, 0))
        series.reasons.update(delta.get("reasons", {}))
        for histogram in _HISTOGRAMS:
            if histogram in delta:
                setattr(series, histogram, LatencyHistogram.from_delta(delta[histogram]))
        return series
