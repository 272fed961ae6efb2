"""Which of the stations that use a feeder a station is: it follows from its place in the fleet.

So a station that another process takes over has the row that it had.
"""

from array import array
from collections.abc import Collection, Sequence

from ocpp_load.campaign.group_sequence import GroupSequence


class StationRanks:
    """Ranks from 0, without a gap, among the stations of the groups that name a feeder."""

    def __init__(self, sequence: GroupSequence, feeders: Sequence[Collection[str]]) -> None:
        """Take the groups of all places, and the keys of the feeders that each group names."""
        self._sequence = sequence
        self._feeders = feeders
        self._before: dict[str, array[int]] = {}

    def rank(self, feeder: str, place: int) -> int:
        """Return how many stations before that place use the feeder of that key."""
        before = self._before.setdefault(feeder, array("l", [0]))
        while len(before) <= place:
            group = self._sequence.group_at(len(before) - 1)
            before.append(before[-1] + (feeder in self._feeders[group]))
        return before[place]
