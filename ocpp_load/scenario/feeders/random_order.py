"""The numbers from 0 up to a size in a random order, drawn as far as they are asked for.

A shuffle (Fisher and Yates) that is done step by step: of a hundred million rows, those that
nobody takes cost neither time in the middle of a run nor memory.
"""

from array import array
from random import Random


class RandomOrder:
    """A permutation of `range(size)`; the same for the same `random`."""

    __slots__ = ("_drawn", "_moved", "_random", "_size")

    def __init__(self, size: int, random: Random) -> None:
        self._size = size
        self._random = random
        self._drawn = array("L")
        self._moved: dict[int, int] = {}

    def at(self, position: int) -> int:
        """Return the number at a position, from 0."""
        while len(self._drawn) <= position:
            self._draw()
        return self._drawn[position]

    def _draw(self) -> None:
        first = len(self._drawn)
        chosen = self._random.randrange(first, self._size)
        # What would have stood here goes to where the chosen one stood.
        displaced = self._moved.pop(first, first)
        number = displaced if chosen == first else self._moved.get(chosen, chosen)
        if chosen != first:
            self._moved[chosen] = displaced
        self._drawn.append(number)
