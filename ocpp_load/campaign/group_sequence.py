"""Which group the next station belongs to, so that every prefix of a fleet has its shares.

The chairman assignment of R. Tijdeman (1980): after any number of stations no group is a whole
station away from its share, which no rule can better.
"""

from collections.abc import Sequence


class GroupSequence:
    """Groups of stations by their place in the fleet, from 0; deterministic."""

    __slots__ = ("_assigned", "_counts", "_slack", "_weights")

    def __init__(self, shares: Sequence[float]) -> None:
        """Take the share of each group, in the order of the groups; none may be 0."""
        whole = sum(shares)
        self._weights = [share / whole for share in shares]
        self._counts = [0] * len(shares)
        self._slack = 1 / (2 * len(shares) - 2) if len(shares) > 1 else 0.0
        self._assigned = bytearray()

    def group_at(self, place: int) -> int:
        """Return the index of the group of the station at `place`."""
        while len(self._assigned) <= place:
            self._assign_next()
        return self._assigned[place]

    def _assign_next(self) -> None:
        size = len(self._assigned) + 1
        due = [
            # The sooner a group would fall behind by a whole station, the more urgent it is.
            ((1 - self._slack - lag) / weight, index)
            for index, (weight, count) in enumerate(zip(self._weights, self._counts, strict=True))
            if (lag := weight * size - count) >= self._slack - 1e-9
        ]
        _, chosen = min(due)
        self._counts[chosen] += 1
        self._assigned.append(chosen)
