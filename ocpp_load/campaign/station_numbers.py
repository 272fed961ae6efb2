"""Numbers of stations, each in use once in the whole fleet.

A number that a stopped station gave back is used again, so that stopping and starting
from the web UI brings the same stations back.
"""

from heapq import heappop, heappush

NUMBERS_PER_PROCESS = 1_000_000
"""Worker k counts from k millions on: no two processes meet."""


class StationNumbers:
    """Hands out the lowest free number, from `first` on."""

    def __init__(self, first: int = 1, process_index: int = 0) -> None:
        self._first = self._next = first + process_index * NUMBERS_PER_PROCESS
        self._given_back: list[int] = []

    def take(self) -> int:
        """Return a number that is not in use."""
        if self._given_back:
            return heappop(self._given_back)
        number = self._next
        self._next += 1
        return number

    def give_back(self, number: int) -> None:
        """Let `number` be used again."""
        heappush(self._given_back, number)

    def place_of(self, number: int) -> int:
        """Return the place of a station among those of its process, from 0."""
        return number - self._first
