"""Whose turn it is: one station after the other, again and again.

Pure. The fleet may grow while it turns; a station that is known stays in it.
"""

from collections.abc import Callable, Mapping
from itertools import islice

from ocpp_load.central_system.station import Station


class Rotation:
    """Goes round the stations of a central system, in the order in which they came.

    `skipped` counts the turns of stations that had not answered their last command.
    """

    def __init__(self, stations: Mapping[str, Station]) -> None:
        self._stations = stations
        self._order: list[Station] = []
        self._next = 0
        self.skipped = 0

    def turn(
        self, may_have: Callable[[Station], bool], is_busy: Callable[[Station], bool]
    ) -> Station | None:
        """Return the next station that may have a command and is not busy.

        After one that is busy comes the one behind it. None where the round finds none.
        """
        self._order += islice(self._stations.values(), len(self._order), None)
        for _ in self._order:
            station = self._order[self._next % len(self._order)]
            self._next = (self._next + 1) % len(self._order)
            if not may_have(station):
                continue
            if is_busy(station):
                self.skipped += 1
                continue
            return station
        return None
