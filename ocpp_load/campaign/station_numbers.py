"""Numbers of which each is in use once: stations of a fleet, by their places in it.

One that a stopped station gave back is used again, so that stopping and starting from the web UI
brings the same stations back.
"""

from heapq import heappop, heappush


class StationNumbers:
    """Hands out the lowest free number, from `first` on."""

    def __init__(self, first: int = 1) -> None:
        self._next = first
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
