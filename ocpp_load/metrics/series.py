"""One line of statistics: an action or a link event, in one direction.

Counts and durations only; which lines there are, and how many, is the ledger's.
"""

from typing import Any, Self

from ocpp_load.metrics.direction import Direction
from ocpp_load.metrics.latency import LatencyHistogram
from ocpp_load.metrics.tally import Tally

AT_ONCE = 1_000
"""Latencies that wait at most: they take a third of a millisecond, in which nobody is served."""

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

    Latencies wait in `latencies` and `from_intents`, for one at a time costs four times as much as
    many together. Who has added the `AT_ONCE`-th calls `settle`; a histogram that is read here has
    them all.
    """

    __slots__ = (
        "_fresh",
        "_fresh_from_intent",
        "_from_intent",
        "_latency",
        "_taken",
        "direction",
        "from_intents",
        "latencies",
        "name",
        "reasons",
        *_COUNTERS,
    )

    def __init__(
        self,
        direction: Direction,
        name: str,
        latency: LatencyHistogram | None = None,
        from_intent: LatencyHistogram | None = None,
    ) -> None:
        """Begin a line, with histograms that belong to it from now on where there are some."""
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
        self.latencies: list[float] = []
        self.from_intents: list[float] = []
        # Their places on the fine scale, until somebody takes them.
        self._fresh: list[int] = []
        self._fresh_from_intent: list[int] = []
        self._latency = LatencyHistogram() if latency is None else latency
        self._from_intent = LatencyHistogram() if from_intent is None else from_intent

    @property
    def latency(self) -> LatencyHistogram:
        """Return the latencies; who keeps it gets no more of those that wait."""
        self.settle()
        return self._latency

    @property
    def from_intent(self) -> LatencyHistogram:
        """Return the latencies from the intent, likewise."""
        self.settle()
        return self._from_intent

    def settle(self) -> None:
        """Count the latencies that wait into their histograms."""
        if self.latencies and self.latencies == self.from_intents:
            # Each was sent as soon as it was wanted.
            places = self._latency.record_all(self.latencies, self._from_intent)
            self._fresh += places
            self._fresh_from_intent += places
        else:
            if self.latencies:
                self._fresh += self._latency.record_all(self.latencies)
            if self.from_intents:
                self._fresh_from_intent += self._from_intent.record_all(self.from_intents)
        self.latencies.clear()
        self.from_intents.clear()

    @property
    def key(self) -> tuple[Direction, str]:
        """Return what tells this line from all others, and sorts it among them."""
        return self.direction, self.name

    def fail(self, reason: str) -> None:
        """Count one failure."""
        self.count += 1
        self.failures += 1
        self.reasons.count(reason)

    def time(self, seconds: float) -> None:
        """Count one latency."""
        self.latencies.append(seconds)
        if len(self.latencies) >= AT_ONCE:
            self.settle()

    def take_fresh(self) -> tuple[int, int, list[int], list[int]]:
        """Return what was counted here since this was called last.

        Count, failures, and the places on the fine scale of latencies and of latencies from the
        intent; what was added is not in it.
        """
        self.settle()
        count, failures = self._taken
        self._taken = self.count, self.failures
        latencies, self._fresh = self._fresh, []
        from_intents, self._fresh_from_intent = self._fresh_from_intent, []
        return self.count - count, self.failures - failures, latencies, from_intents

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
        histograms = self.latency.copy(), self.from_intent.copy()
        copied = type(self)(self.direction, self.name, *histograms)
        for counter in _COUNTERS:
            setattr(copied, counter, getattr(self, counter))
        copied.reasons = self.reasons.copy()
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
        histograms = {
            histogram: LatencyHistogram.from_delta(delta[histogram])
            for histogram in _HISTOGRAMS
            if histogram in delta
        }
        series = cls(Direction(delta["direction"]), delta["name"], **histograms)
        for counter in _COUNTERS:
            setattr(series, counter, delta.get(counter, 0))
        series.reasons.update(delta.get("reasons", {}))
        return series
