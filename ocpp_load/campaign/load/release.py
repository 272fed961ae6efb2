"""The release of stations that have waited at a barrier: how many, and when each of them connects.

Pure: every process of a fleet spreads its own stations, and together they are spread evenly.
"""

from dataclasses import dataclass

RELEASE = "release"
"""The event of stations that have been released: until they are online and accepted."""

IN_TIME = 0.98
"""In how much of the time that was asked for all are due: who is late is still in time then."""


@dataclass(frozen=True, slots=True)
class Release:
    """Stations that are all created first, and then connect spread over `over_s`; 0 is at once.

    `level` is how many, as a share of the fleet.
    """

    level: float
    over_s: float

    def due_s(self, index: int, stations: int, place: int = 0, processes: int = 1) -> float:
        """Return when the station at `index` of so many in one process is due, in seconds.

        That process is the one at `place` of so many that have stations: their stations are due
        in turn.
        """
        turn = index + (place + 0.5) / processes
        return IN_TIME * self.over_s * turn / stations
