"""Scales of latency: the buckets of each have places, numbered from 0 without a gap.

Up to a limit each microsecond has a bucket of its own; from there on each doubling has as many.
"""

from array import array
from itertools import chain
from typing import Final

HIGHEST_US = 3_600_000_000


class Scale:
    """A scale of `2 ** (bits - 1)` buckets for each doubling: of a value, so many bits are kept."""

    __slots__ = ("_bits",)

    def __init__(self, bits: int) -> None:
        self._bits = bits

    def place(self, us: int) -> int:
        """Return the place of the bucket that a latency falls into."""
        shift = max(0, us.bit_length() - self._bits)
        return (shift << self._bits - 1) + (us >> shift)

    def lowest_us(self, place: int) -> int:
        """Return the lowest latency of a bucket."""
        shift = self._shift(place)
        return place - (shift << self._bits - 1) << shift

    def highest_us(self, place: int) -> int:
        """Return the highest latency of a bucket."""
        return self.lowest_us(place) + (1 << self._shift(place)) - 1

    def _shift(self, place: int) -> int:
        return max(0, (place >> self._bits - 1) - 1)


FINE_BITS = 11
"""2,048 is the first power of two above 2 x 10^3: of three digits each has a bucket of its own."""

FINE: Final = Scale(FINE_BITS)
"""HdrHistogram's, of three significant digits: what a verdict rests on."""

COARSE: Final = Scale(8)
"""For charts: the end of a bucket is at most 0.8 % above what is in it."""


def _coarse_places() -> "array[int]":
    # From 1,024 on, eight fine buckets make a coarse one.
    single = [COARSE.place(us) for us in range(1024)]
    highest = COARSE.place(HIGHEST_US)
    eights = ((place,) * 8 for place in range(COARSE.place(1024), highest + 1))
    return array("H", [*single, *chain.from_iterable(eights)])


COARSE_OF_FINE: Final = _coarse_places()
"""The coarse place of each fine one."""
