"""Who is there of a fleet that is to be released together: whether to wait any longer, and for whom.

Pure: callers pass the time in, and which processes there are.
"""

from collections.abc import Collection, Mapping
from math import inf

PATIENCE_S = 30.0
"""How long nobody may come before those who are there are released without the others."""


class Muster:
    """The stations of each process, by its name, as it last told of them."""

    def __init__(self) -> None:
        self._told: dict[str, tuple[int, int]] = {}
        self._latest = -1
        self._latest_at = inf

    def note(self, process: str, there: int, absent: int) -> None:
        """Note how many stations of a process are there, and how many will not come."""
        self._told[process] = there, absent

    def missing(self, expected: int, present: Collection[str], now: float) -> int | None:
        """Return None while the fleet is waited for; then how many are missing, 0 if all are there.

        Stations of a process that is not `present` any more are not there.
        """
        accounted = sum(sum(self._told.get(process, (0, 0))) for process in present)
        if accounted >= expected:
            return 0
        if accounted != self._latest:
            self._latest, self._latest_at = accounted, now
        return expected - accounted if now - self._latest_at > PATIENCE_S else None

    def places(self, present: Collection[str]) -> Mapping[str, tuple[int, int]]:
        """Return the place of each process among those that have stations, and how many those are.

        One that has none, as far as is known, is by itself.
        """
        having = [process for process in present if self._told.get(process, (0, 0))[0]]
        places = {process: (place, len(having)) for place, process in enumerate(having)}
        return {process: places.get(process, (0, 1)) for process in present}
