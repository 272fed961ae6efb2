"""A histogram of latencies with the resolution of HdrHistogram: three significant digits.

The buckets and the encoded form (V2, compressed, base64) are HdrHistogram's, and the hdrh
package reads and writes that form. The counts are kept here, in a dict by the lowest value of
the bucket: recording takes a third of the time of the package's `record_value`, and of many at
once a quarter of that; handing the counts over is two lists, and a line that is seldom used takes
next to no memory.

No clock: callers pass durations in. One thread at a time.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from typing import Any, Self

from hdrh.histogram import HdrHistogram

LOWEST_US = 1
HIGHEST_US = 3_600_000_000
SIGNIFICANT_DIGITS = 3

# 2,048 is the first power of two above 2 x 10^3: below it each microsecond has a bucket of
# its own, above it a bucket is as wide as leaves 1,024 of them for each doubling.
_SUB_BUCKET_BITS = 11


class LatencyHistogram:
    """Latencies in whole microseconds, from 1 µs to 1 hour.

    A longer one counts as 1 hour and is counted in `clamped`, too; a shorter one as 1 µs.
    `counts` is by the lowest value of each bucket; total, lowest and highest are exact. `fresh`
    are those that were recorded here since somebody last took them.
    """

    __slots__ = ("clamped", "counts", "fresh", "highest_us", "lowest_us", "total_us")

    def __init__(self) -> None:
        self.clamped = 0
        self.counts: Counter[int] = Counter()
        self.fresh: Counter[int] = Counter()
        self.total_us = 0
        self.lowest_us = HIGHEST_US
        self.highest_us = 0

    def record(self, seconds: float) -> None:
        """Count one latency."""
        self.record_all((seconds,))

    def record_all(self, seconds: Sequence[float], also: Self | None = None) -> None:
        """Count latencies, at least one, and count them in another histogram as well.

        Loops that run in C make many at once cheap.
        """
        all_us = [int(each * 1e6 + 0.5) for each in seconds]
        lowest_us, highest_us, clamped = min(all_us), max(all_us), 0
        if lowest_us < LOWEST_US or highest_us > HIGHEST_US:
            clamped = sum(us > HIGHEST_US for us in all_us)
            all_us = [min(max(us, LOWEST_US), HIGHEST_US) for us in all_us]
            lowest_us, highest_us = min(all_us), max(all_us)
        total_us = sum(all_us)
        if highest_us >> _SUB_BUCKET_BITS:
            all_us = [
                us >> shift << shift if (shift := us.bit_length() - _SUB_BUCKET_BITS) > 0 else us
                for us in all_us
            ]
        for histogram in (self,) if also is None else (self, also):
            histogram.clamped += clamped
            histogram.total_us += total_us
            histogram.lowest_us = min(histogram.lowest_us, lowest_us)
            histogram.highest_us = max(histogram.highest_us, highest_us)
            histogram.counts.update(all_us)
            histogram.fresh.update(all_us)

    def take_fresh(self) -> Mapping[int, int]:
        """Return, by bucket, what was recorded since this was called last."""
        fresh = self.fresh
        if fresh:
            self.fresh = Counter()
        return fresh

    @property
    def count(self) -> int:
        """Return how many latencies were recorded."""
        return sum(self.counts.values())

    @property
    def min_ms(self) -> float | None:
        """Return the lowest latency, exactly; None where there is none."""
        return self.lowest_us / 1000 if self.counts else None

    @property
    def max_ms(self) -> float | None:
        """Return the highest latency, exactly; None where there is none."""
        return self.highest_us / 1000 if self.counts else None

    @property
    def mean_ms(self) -> float | None:
        """Return the mean latency, exactly; None where there is none."""
        return self.total_us / self.count / 1000 if self.counts else None

    def count_within(self, seconds: float) -> int:
        """Return how many latencies were not longer, to the width of a bucket."""
        longest_us = int(seconds * 1e6 + 0.5)
        return sum(count for us, count in self.counts.items() if us <= longest_us)

    def percentile_ms(self, percentile: float) -> float | None:
        """Return the latency that `percentile` per cent of them do not exceed.

        It is the nearest rank's, at most 0.1 % above the true value; None where there is none.
        """
        return self.percentiles_ms((percentile,))[percentile] if self.counts else None

    def percentiles_ms(self, percentiles: Iterable[float]) -> dict[float, float]:
        """Return several percentiles for the price of one; nothing where there is no latency."""
        if not self.counts:
            return {}
        return {
            percentile: min(us, self.highest_us) / 1000
            for percentile, us in percentiles_us(self.counts, percentiles).items()
        }

    def add(self, other: "LatencyHistogram") -> None:
        """Count in what `other` has counted."""
        counts = self.counts
        if counts:
            # Counter.update would take twice as long.
            for us, count in other.counts.items():
                counts[us] = counts.get(us, 0) + count
        else:
            counts.update(other.counts)
        self.clamped += other.clamped
        self.total_us += other.total_us
        self.lowest_us = min(self.lowest_us, other.lowest_us)
        self.highest_us = max(self.highest_us, other.highest_us)

    def copy(self) -> Self:
        """Return a histogram of its own with the same counts."""
        copied = type(self)()
        copied.counts = self.counts.copy()
        copied.clamped = self.clamped
        copied.total_us = self.total_us
        copied.lowest_us = self.lowest_us
        copied.highest_us = self.highest_us
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
            if count := histogram.get_count_at_index(index):
                us = histogram.get_value_from_index(index)
                latencies.counts[us] = count
                latencies.total_us += us * count
        latencies.lowest_us = min(latencies.counts)
        latencies.highest_us = max(latencies.counts)
        return latencies

    def to_delta(self) -> dict[str, Any]:
        """Return everything as values that JSON and msgpack can carry.

        The buckets go as they are: the encoded form takes a hundred times as long, and a
        worker would stand still for it in the middle of a run.
        """
        return {
            "buckets_us": list(self.counts),
            "counts": list(self.counts.values()),
            "clamped": self.clamped,
            "total_us": self.total_us,
            "lowest_us": self.lowest_us,
            "highest_us": self.highest_us,
        }

    @classmethod
    def from_delta(cls, delta: dict[str, Any]) -> Self:
        """Return what `to_delta` was called on."""
        latencies = cls()
        latencies.counts.update(dict(zip(delta["buckets_us"], delta["counts"], strict=True)))
        latencies.clamped = delta["clamped"]
        latencies.total_us = delta["total_us"]
        latencies.lowest_us = delta["lowest_us"]
        latencies.highest_us = delta["highest_us"]
        return latencies


def percentiles_us(
    counts: Mapping[int, int],
    percentiles: Iterable[float],
    sub_bucket_bits: int = _SUB_BUCKET_BITS,
) -> dict[float, int]:
    """Return the highest value of the bucket that the nearest rank of each percentile is in.

    `counts` is by bucket and not empty; of a bucket's values all but the first `sub_bucket_bits`
    are 0.
    """
    found: dict[float, int] = {}
    total = sum(counts.values())
    buckets = iter(sorted(counts.items()))
    bucket_us = passed = 0
    for percentile in sorted(percentiles):
        # Ten digits are kept, so that 99.9 % of 1,000 is the 999th in binary floats, too.
        rank = max(1, ceil(round(percentile * total / 100, 10)))
        while passed < rank:
            bucket_us, count = next(buckets)
            passed += count
        found[percentile] = _last_of_bucket(bucket_us, sub_bucket_bits)
    return found


def _last_of_bucket(us: int, sub_bucket_bits: int) -> int:
    shift = us.bit_length() - sub_bucket_bits
    return us + (1 << shift) - 1 if shift > 0 else us
