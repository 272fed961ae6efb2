"""A histogram of latencies with the resolution of HdrHistogram: three significant digits.

The buckets and the encoded form (V2, compressed, base64) are HdrHistogram's, and the hdrh
package reads and writes that form. The counts are kept here, by the place of the bucket: recording
takes a third of the time of the package's `record_value`, and of many at once a quarter of that;
handing the counts over is two lists, and a line that is seldom used takes next to no memory.

No clock: callers pass durations in. One thread at a time.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any, Self

from hdrh.histogram import HdrHistogram

from ocpp_load.metrics.counts import Counts
from ocpp_load.metrics.scale import FINE, FINE_BITS, HIGHEST_US

LOWEST_US = 1
SIGNIFICANT_DIGITS = 3


class LatencyHistogram:
    """Latencies in whole microseconds, from 1 µs to 1 hour.

    A longer one counts as 1 hour and is counted in `clamped`, too; a shorter one as 1 µs. `count`
    is how many there are, and `buckets` has them by their places on the fine scale; total, lowest
    and highest are exact.
    """

    __slots__ = ("buckets", "clamped", "count", "highest_us", "lowest_us", "total_us")

    def __init__(self) -> None:
        self.clamped = 0
        self.count = 0
        self.buckets = Counts()
        self.total_us = 0
        self.lowest_us = HIGHEST_US
        self.highest_us = 0

    def record(self, seconds: float) -> None:
        """Count one latency."""
        self.record_all((seconds,))

    def record_all(self, seconds: Sequence[float], also: Self | None = None) -> list[int]:
        """Count latencies, at least one, and count them in another histogram as well.

        Returns the places on the fine scale that they fell into. Many at once are cheap.
        """
        all_us = [int(each * 1e6 + 0.5) for each in seconds]
        lowest_us, highest_us, clamped = min(all_us), max(all_us), 0
        if lowest_us < LOWEST_US or highest_us > HIGHEST_US:
            clamped = sum(us > HIGHEST_US for us in all_us)
            all_us = [min(max(us, LOWEST_US), HIGHEST_US) for us in all_us]
            lowest_us, highest_us = min(all_us), max(all_us)
        total_us = sum(all_us)
        places = all_us
        if highest_us >> FINE_BITS:
            # `FINE.place`, without a call for each.
            places = [
                (shift << FINE_BITS - 1) + (us >> shift)
                if (shift := us.bit_length() - FINE_BITS) > 0
                else us
                for us in all_us
            ]
        for histogram in (self,) if also is None else (self, also):
            histogram.clamped += clamped
            histogram.count += len(places)
            histogram.total_us += total_us
            histogram.lowest_us = min(histogram.lowest_us, lowest_us)
            histogram.highest_us = max(histogram.highest_us, highest_us)
            histogram.buckets.count(places)
        return places

    @property
    def counts(self) -> dict[int, int]:
        """Return how many there are in each bucket, by its lowest value in µs, ascending."""
        return {FINE.lowest_us(place): times for place, times in self.buckets.items()}

    @property
    def min_ms(self) -> float | None:
        """Return the lowest latency, exactly; None where there is none."""
        return self.lowest_us / 1000 if self.count else None

    @property
    def max_ms(self) -> float | None:
        """Return the highest latency, exactly; None where there is none."""
        return self.highest_us / 1000 if self.count else None

    @property
    def mean_ms(self) -> float | None:
        """Return the mean latency, exactly; None where there is none."""
        return self.total_us / self.count / 1000 if self.count else None

    def count_within(self, seconds: float) -> int:
        """Return how many latencies were not longer, to the width of a bucket."""
        return self.buckets.total_up_to(FINE.place(int(seconds * 1e6 + 0.5)))

    def counts_within(self, limits_us: Sequence[int]) -> list[int]:
        """Return how many are not longer than each of the ascending limits, and how many in all.

        To the width of a bucket, likewise.
        """
        places = [FINE.place(limit_us) for limit_us in limits_us]
        counts = [0] * (len(places) + 1)
        for place, times in self.buckets.items():
            counts[bisect_left(places, place)] += times
        return list(accumulate(counts))

    def percentile_ms(self, percentile: float) -> float | None:
        """Return the latency that `percentile` per cent of them do not exceed.

        It is the nearest rank's, at most 0.1 % above the true value; None where there is none.
        """
        return self.percentiles_ms((percentile,))[percentile] if self.count else None

    def percentiles_ms(self, percentiles: Iterable[float]) -> dict[float, float]:
        """Return several percentiles for the price of one; nothing where there is no latency."""
        if not self.count:
            return {}
        return {
            percentile: min(FINE.highest_us(place), self.highest_us) / 1000
            for percentile, place in self.buckets.percentiles(percentiles).items()
        }

    def add(self, other: "LatencyHistogram") -> None:
        """Count in what `other` has counted."""
        self.buckets.add(other.buckets)
        self.count += other.count
        self.clamped += other.clamped
        self.total_us += other.total_us
        self.lowest_us = min(self.lowest_us, other.lowest_us)
        self.highest_us = max(self.highest_us, other.highest_us)

    def copy(self) -> Self:
        """Return a histogram of its own with the same counts."""
        copied = type(self)()
        copied.add(self)
        return copied

    def encode(self) -> str:
        """Return the counts as HdrHistogram V2, compressed, base64; values are microseconds."""
        histogram = HdrHistogram(LOWEST_US, HIGHEST_US, SIGNIFICANT_DIGITS)
        for us, count in self.counts.items():
            histogram.record_value(us, count)
        return str(histogram.encode(), "ascii")

    @classmethod
    def decode(cls, encoded: str) -> Self:
        """Return the histogram that `encode` wrote.

        That form knows buckets only, so minimum, maximum and mean are as exact as those.
        """
        histogram = HdrHistogram.decode(encoded)
        latencies = cls()
        if not histogram.get_total_count():
            return latencies
        first = histogram.get_counts_array_index(histogram.min_value)
        last = histogram.get_counts_array_index(histogram.max_value)
        for index in range(first, last + 1):
            if times := histogram.get_count_at_index(index):
                us = histogram.get_value_from_index(index)
                latencies.buckets.count_many([FINE.place(us)], [times])
                latencies.count += times
                latencies.total_us += us * times
                latencies.lowest_us = min(latencies.lowest_us, us)
                latencies.highest_us = us
        return latencies

    def to_delta(self) -> dict[str, Any]:
        """Return everything as values that JSON and msgpack can carry.

        The buckets go as they are: the encoded form takes a hundred times as long, and a
        worker would stand still for it in the middle of a run.
        """
        places, counts = self.buckets.columns()
        return {
            "places": places,
            "counts": counts,
            "clamped": self.clamped,
            "total_us": self.total_us,
            "lowest_us": self.lowest_us,
            "highest_us": self.highest_us,
        }

    @classmethod
    def from_delta(cls, delta: dict[str, Any]) -> Self:
        """Return what `to_delta` was called on."""
        latencies = cls()
        latencies.buckets.count_many(delta["places"], delta["counts"])
        latencies.count = sum(delta["counts"])
        latencies.clamped = delta["clamped"]
        latencies.total_us = delta["total_us"]
        latencies.lowest_us = delta["lowest_us"]
        latencies.highest_us = delta["highest_us"]
        return latencies
