"""Several lines of statistics, or several windows of one, read as one.

Nothing is added up before it is asked for: histograms of a long run are large, and most that is
asked in the middle of it is answered by counting.
"""

from collections.abc import Sequence

from ocpp_load.metrics.latency import LatencyHistogram
from ocpp_load.metrics.series import Series
from ocpp_load.metrics.tally import Tally


class LatencySum:
    """What several histograms have counted; a figure is None where there is none of it."""

    __slots__ = ("_parts",)

    def __init__(self, parts: Sequence[LatencyHistogram]) -> None:
        self._parts = [part for part in parts if part.count]

    def __bool__(self) -> bool:
        """Tell whether there is any latency."""
        return bool(self._parts)

    @property
    def count(self) -> int:
        """Return how many latencies there are."""
        return sum(part.count for part in self._parts)

    @property
    def min_ms(self) -> float | None:
        """Return the lowest latency, exactly."""
        return min(part.lowest_us for part in self._parts) / 1000 if self._parts else None

    @property
    def max_ms(self) -> float | None:
        """Return the highest latency, exactly."""
        return max(part.highest_us for part in self._parts) / 1000 if self._parts else None

    @property
    def mean_ms(self) -> float | None:
        """Return the mean latency, exactly."""
        if not self._parts:
            return None
        return sum(part.total_us for part in self._parts) / self.count / 1000

    @property
    def total_s(self) -> float:
        """Return the latencies added up, exactly."""
        return sum(part.total_us for part in self._parts) / 1e6

    def counts_within(self, limits_us: Sequence[int]) -> list[int]:
        """Return how many were not longer than each of the ascending limits, and how many in all.

        To the width of a bucket, as in `count_within`.
        """
        each = [part.counts_within(limits_us) for part in self._parts]
        return [sum(counts) for counts in zip(*each, strict=True)] or [0] * (len(limits_us) + 1)

    def count_within(self, seconds: float) -> int:
        """Return how many were not longer, to the width of a bucket."""
        return sum(part.count_within(seconds) for part in self._parts)

    def percentile_ms(self, percentile: float) -> float | None:
        """Return the latency that `percentile` per cent of them do not exceed."""
        return self.merged().percentile_ms(percentile)

    def merged(self) -> LatencyHistogram:
        """Return them all in one histogram; for reading only."""
        if len(self._parts) == 1:
            return self._parts[0]
        whole = LatencyHistogram()
        for part in self._parts:
            whole.add(part)
        return whole


class LineSum:
    """What several lines have counted; each counter is read when asked for."""

    __slots__ = ("_parts",)

    def __init__(self, parts: Sequence[Series]) -> None:
        self._parts = parts

    @property
    def count(self) -> int:
        """Return how many events there were."""
        return sum(part.count for part in self._parts)

    @property
    def failures(self) -> int:
        """Return how many of them failed."""
        return sum(part.failures for part in self._parts)

    @property
    def cut_off(self) -> int:
        """Return how many calls were in flight when the run ended; they are in no other count."""
        return sum(part.cut_off for part in self._parts)

    @property
    def late_answers(self) -> int:
        """Return how many answers came after their call had failed."""
        return sum(part.late_answers for part in self._parts)

    @property
    def sent_bytes(self) -> int:
        """Return the bytes of what was sent."""
        return sum(part.sent_bytes for part in self._parts)

    @property
    def received_bytes(self) -> int:
        """Return the bytes of what was received."""
        return sum(part.received_bytes for part in self._parts)

    @property
    def reasons(self) -> Tally:
        """Return why they failed."""
        reasons = Tally("other reasons")
        for part in self._parts:
            reasons.add(part.reasons)
        return reasons

    @property
    def latency(self) -> LatencySum:
        """Return their latencies."""
        return LatencySum([part.latency for part in self._parts])

    @property
    def from_intent(self) -> LatencySum:
        """Return their latencies from the intent."""
        return LatencySum([part.from_intent for part in self._parts])
