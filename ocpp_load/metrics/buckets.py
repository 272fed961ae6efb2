"""How many latencies fell into each of some buckets, for charts: coarse, and packed when at rest.

A timeline keeps thousands of them for as long as a run takes. No clock, no I/O.
"""

import zlib
from array import array
from collections.abc import Iterable, Mapping
from typing import Final

from ocpp_load.metrics.latency import percentiles_us

# 128 buckets for each doubling: a percentile is at most 0.8 % above the true value.
_SUB_BUCKET_BITS = 8

_UNSIGNED_32_BITS: Final = "I"  # an hour is 3.6e9 µs


class Buckets:
    """Latencies of up to an hour by bucket; of each bucket, its lowest value in µs is the name.

    Packed they take a fraction of the memory: one row of numbers, first the buckets and then how
    many are in each, compressed. Whoever counts in them unpacks them. They begin packed: many stay
    empty.
    """

    __slots__ = ("_counts", "_packed", "_size")

    def __init__(self) -> None:
        self._counts: dict[int, int] | None = None
        self._packed = b""
        self._size = 0

    def __len__(self) -> int:
        """Return how many buckets there are with a latency in them."""
        return self._size if self._counts is None else len(self._counts)

    @property
    def counts(self) -> Mapping[int, int]:
        """Return how many are in each bucket."""
        return self._read() if self._counts is None else self._counts

    def take(self, latencies_us: Mapping[int, int]) -> None:
        """Count latencies by how often each came."""
        counts = self._unpacked()
        for us, times in latencies_us.items():
            shift = us.bit_length() - _SUB_BUCKET_BITS
            bucket = us >> shift << shift if shift > 0 else us
            counts[bucket] = counts.get(bucket, 0) + times

    def add(self, other: "Buckets") -> None:
        """Count in what `other` has counted."""
        if not other:
            return
        counts = self._unpacked()
        if not counts:
            counts.update(other.counts)
            return
        for bucket, times in other.counts.items():
            counts[bucket] = counts.get(bucket, 0) + times

    def pack(self, alike: "Buckets | None" = None) -> None:
        """Take less memory from now on: none, where a packed one that is `alike` holds the same."""
        counts = self._counts
        if counts is not None:
            row = array(_UNSIGNED_32_BITS, (*counts, *counts.values())).tobytes()
            packed = zlib.compress(row, zlib.Z_BEST_SPEED) if row else b""
            self._packed = packed if alike is None else alike.shared(packed)
            self._size = len(counts)
            self._counts = None

    def shared(self, packed: bytes) -> bytes:
        """Return what it has packed itself where that is the same."""
        return self._packed if self._packed == packed else packed

    def percentiles_ms(self, percentiles: Iterable[float]) -> dict[float, float | None]:
        """Return percentiles, at most 0.8 % too high; None where there is no latency."""
        if not self:
            return dict.fromkeys(percentiles)
        return {
            percentile: us / 1000
            for percentile, us in percentiles_us(self.counts, percentiles, _SUB_BUCKET_BITS).items()
        }

    def to_delta(self) -> list[list[int]]:
        """Return the buckets and how many are in each, as values that JSON and msgpack can carry."""
        return [list(self.counts), list(self.counts.values())]

    def take_delta(self, buckets: Iterable[int], times: Iterable[int]) -> None:
        """Count in what `to_delta` has returned."""
        self._unpacked().update(zip(buckets, times, strict=True))

    def _unpacked(self) -> dict[int, int]:
        if self._counts is None:
            self._counts = self._read()
            self._packed = b""
        return self._counts

    def _read(self) -> dict[int, int]:
        if not self._packed:
            return {}
        row = memoryview(zlib.decompress(self._packed)).cast(_UNSIGNED_32_BITS)
        count = len(row) // 2
        return dict(zip(row[:count], row[count:], strict=True))
