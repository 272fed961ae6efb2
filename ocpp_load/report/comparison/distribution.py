"""A histogram that is looked up by rank and by value, again and again."""

from bisect import bisect_right
from itertools import accumulate
from math import ceil

from ocpp_load.metrics import LatencyHistogram

# Slices of the timeline keep eight bits of a latency.
_SLICE_BUCKET = 1 - 2**-7


class Distribution:
    """Latencies of a line, sorted. Not empty."""

    __slots__ = ("_buckets_us", "_histogram", "_passed", "count")

    def __init__(self, histogram: LatencyHistogram) -> None:
        self._histogram = histogram
        counts = histogram.counts
        self._buckets_us = list(counts)
        self._passed = list(accumulate(counts.values()))
        self.count = self._passed[-1]

    def quantile_ms(self, share: float) -> float:
        """Return the nearest rank's latency, as the report has it: the end of its bucket."""
        quantile = self._histogram.percentile_ms(share * 100)
        assert quantile is not None  # noqa: S101
        return quantile

    def lowest_at_ms(self, share: float) -> float:
        """Return what the latency at that share is not below: the beginning of its bucket."""
        # Ten digits are kept, so that 99.9 % of 1,000 is the 999th in binary floats, too.
        rank = max(1, ceil(round(share * self.count, 10)))
        place = bisect_right(self._passed, rank - 1)
        return max(self._buckets_us[place], self._histogram.lowest_us) / 1000

    def standing_of(self, latency_ms: float) -> float:
        """Return the share of latencies below one that a slice of the timeline tells.

        It tells the end of a bucket of 0.8 %, and the truth is somewhere in it.
        """
        end_us = latency_ms * 1000
        return (self._share_within(end_us) + self._share_within(end_us * _SLICE_BUCKET)) / 2

    def variance_ms2(self) -> float:
        """Return the variance of the latencies."""
        histogram = self._histogram
        mean_us = histogram.total_us / self.count
        squares = sum(times * (us - mean_us) ** 2 for us, times in histogram.counts.items())
        return squares / self.count / 1e6

    def _share_within(self, us: float) -> float:
        place = bisect_right(self._buckets_us, us)
        return self._passed[place - 1] / self.count if place else 0.0
