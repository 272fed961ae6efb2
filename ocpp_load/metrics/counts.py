"""How many there are at each place of a scale, in little memory and quick to count in.

No clock, no I/O.
"""

from array import array
from collections.abc import Collection, Iterable, Iterator
from itertools import chain, compress
from math import ceil
from typing import Self

FEW = 128
"""Places that are kept in a dict."""

# Sixteen bits for each counter, until one of a block needs more.
_NARROW, _WIDE = "H", "Q"
_MOST_NARROW = 2**16 - 1
_BLOCK_BITS = 6
_IN_BLOCK = 2**_BLOCK_BITS - 1
_EMPTY_BLOCK = bytes(2 * 2**_BLOCK_BITS)


class Counts:
    """How many there are at each place.

    As long as the places are `few`, in a dict; from then on, when that is None, in `blocks` of 64
    counters that lie side by side, by their number. These take a fifth of the memory of a dict as
    large, and no longer to count in.
    """

    __slots__ = ("blocks", "few")

    def __init__(self) -> None:
        self.few: dict[int, int] | None = {}
        self.blocks: dict[int, array[int]] = {}

    def __len__(self) -> int:
        """Return at how many places there are any."""
        if self.few is not None:
            return len(self.few)
        return sum(len(block) - block.count(0) for block in self.blocks.values())

    def columns(self) -> tuple[list[int], list[int]]:
        """Return the places in ascending order, and how many there are at each."""
        if self.few is not None:
            places = sorted(self.few)
            return places, [self.few[place] for place in places]
        numbers = sorted(self.blocks)
        blocks = [self.blocks[number] for number in numbers]
        ranges = (range(number << _BLOCK_BITS, number + 1 << _BLOCK_BITS) for number in numbers)
        places = list(compress(chain.from_iterable(ranges), chain.from_iterable(blocks)))
        return places, list(filter(None, chain.from_iterable(blocks)))

    def items(self) -> Iterator[tuple[int, int]]:
        """Iterate over the same, place by place."""
        return zip(*self.columns(), strict=True)

    def total(self) -> int:
        """Return how many there are in all."""
        if self.few is not None:
            return sum(self.few.values())
        return sum(map(sum, self.blocks.values()))

    def total_up_to(self, place: int) -> int:
        """Return how many there are up to a place, those at it as well."""
        return sum(times for each, times in self.items() if each <= place)

    def count(self, places: Iterable[int]) -> None:
        """Count one at each of these places; a place that comes again counts again."""
        few = self.few
        if few is not None:
            for place in places:
                few[place] = few.get(place, 0) + 1
            if len(few) > FEW:
                self._spread(few)
            return
        blocks = self.blocks
        for place in places:
            try:
                blocks[place >> _BLOCK_BITS][place & _IN_BLOCK] += 1
            except (KeyError, OverflowError):
                self._count_in_block(place, 1)

    def count_many(self, places: Collection[int], times: Iterable[int]) -> None:
        """Count at each of some places, none of which comes twice, so many."""
        few = self.few
        if few is not None:
            if not few and len(places) <= FEW:
                few.update(zip(places, times, strict=True))
                return
            for place, many in zip(places, times, strict=True):
                few[place] = few.get(place, 0) + many
            if len(few) > FEW:
                self._spread(few)
            return
        blocks = self.blocks
        for place, many in zip(places, times, strict=True):
            try:
                blocks[place >> _BLOCK_BITS][place & _IN_BLOCK] += many
            except (KeyError, OverflowError):
                self._count_in_block(place, many)

    def add(self, other: "Counts") -> None:
        """Count in what `other` has counted."""
        few = other.few
        if self.few is not None and not self.few:
            self.few = None if few is None else few.copy()
            self.blocks = {number: block[:] for number, block in other.blocks.items()}
        else:
            self.count_many(*(other.columns() if few is None else (few, few.values())))

    def copy(self) -> Self:
        """Return what counts on its own from here."""
        copied = type(self)()
        copied.add(self)
        return copied

    def percentiles(self, percentiles: Iterable[float]) -> dict[float, int]:
        """Return the place of the nearest rank of each percentile; there must be some to count."""
        found: dict[float, int] = {}
        total = self.total()
        items = self.items()
        place = passed = 0
        for percentile in sorted(percentiles):
            # Ten digits are kept, so that 99.9 % of 1,000 is the 999th in binary floats, too.
            rank = max(1, ceil(round(percentile * total / 100, 10)))
            while passed < rank:
                place, times = next(items)
                passed += times
            found[percentile] = place
        return found

    def _spread(self, few: dict[int, int]) -> None:
        """Go over to blocks."""
        self.few = None
        self.count_many(few, few.values())

    def _count_in_block(self, place: int, times: int) -> None:
        """Count where there is no block yet, or none whose counters are wide enough."""
        number, at = place >> _BLOCK_BITS, place & _IN_BLOCK
        block = self.blocks.get(number)
        if block is None:
            block = self.blocks[number] = array(_NARROW, _EMPTY_BLOCK)
        if block.typecode == _NARROW and block[at] + times > _MOST_NARROW:
            block = self.blocks[number] = array(_WIDE, block)
        block[at] += times
