"""How many latencies fell into each of some buckets, for charts: coarse, and short when at rest.

A timeline keeps thousands of them for as long as a run takes. No clock, no I/O.
"""

from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate
from operator import sub
from typing import Final

from ocpp_load.metrics.counts import Counts
from ocpp_load.metrics.scale import COARSE, COARSE_OF_FINE

# The types that a row's numbers may have, and the first number that is too large for each.
_TYPES: Final = (("B", 2**8), ("H", 2**16), ("Q", 2**64))


class Buckets:
    """Latencies of up to an hour by the place of their bucket on the coarse scale.

    At rest they are a `row` of bytes; whoever counts in them makes counts of it again. They begin
    at rest: many stay empty.
    """

    __slots__ = ("_counts", "_row")

    def __init__(self, row: bytes | memoryview = b"") -> None:
        self._counts: Counts | None = None
        self._row = row

    def __bool__(self) -> bool:
        """Tell whether there is any latency."""
        return bool(self._row if self._counts is None else self._counts)

    @property
    def size(self) -> int:
        """Return about how many buckets there are: how much work it is to read them."""
        return len(self._row) // 2 if self._counts is None else len(self._counts)

    @property
    def counts(self) -> Counts:
        """Return how many latencies are in each; for reading only."""
        if self._counts is not None:
            return self._counts
        counts = Counts()
        if self._row:
            counts.count_many(*_columns(self._row))
        return counts

    def take(self, places: Iterable[int]) -> None:
        """Count latencies by their places on the fine scale."""
        self._opened().count(map(COARSE_OF_FINE.__getitem__, places))

    def add(self, other: "Buckets") -> None:
        """Count in what `other` has counted."""
        if other:
            self._opened().add(other.counts)

    def row(self) -> bytes | memoryview:
        """Return the row that they are at rest, as they are from now on."""
        if self._counts is not None:
            self._row = _row(self._counts)
            self._counts = None
        return self._row

    def percentiles_ms(self, percentiles: Iterable[float]) -> dict[float, float | None]:
        """Return percentiles, at most 0.8 % too high; None where there is no latency."""
        if not self:
            return dict.fromkeys(percentiles)
        return {
            percentile: COARSE.highest_us(place) / 1000
            for percentile, place in self.counts.percentiles(percentiles).items()
        }

    def to_delta(self) -> list[list[int]]:
        """Return the places and how many are in each, as values that JSON and msgpack can carry."""
        return list(self.counts.columns())

    def take_delta(self, places: Sequence[int], times: Sequence[int]) -> None:
        """Count in what `to_delta` has returned."""
        if places:
            self._opened().count_many(places, times)

    def _opened(self) -> Counts:
        if self._counts is None:
            self._counts = self.counts
            self._row = b""
        return self._counts


def _row(counts: Counts) -> bytes:
    """Return the first place, how far each other is from the one before, and how many are in each.

    Most of these are small, so that they need a byte each, and are alike for who compresses them.
    """
    if not counts:
        return b""
    places, times = counts.columns()
    numbers = [*map(sub, places[1:], places), *times]
    highest = max(numbers)
    code = next(code for code, too_large in _TYPES if highest < too_large)
    return code.encode() + places[0].to_bytes(2) + array(code, numbers).tobytes()


def _columns(row: bytes | memoryview) -> "tuple[list[int], array[int]]":
    numbers = array(chr(row[0]), bytes(row[3:]))
    others = len(numbers) // 2
    first = int.from_bytes(row[1:3])
    return list(accumulate(numbers[:others], initial=first)), numbers[others:]
