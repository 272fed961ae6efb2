"""What is yet to come of commands that were sent: when, to which station.

Pure; `now` is in seconds of one monotonic clock.
"""

from collections import Counter
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import NamedTuple

from ocpp_load.central_system.mix.situation import Recipe
from ocpp_load.central_system.station import Station

_TRY_AGAIN_S = 5.0
_GIVE_UP_S = 600.0


class DueFollowUp(NamedTuple):
    """A recipe whose time has come for a station; it is given up after `last_chance`."""

    station: Station
    recipe: Recipe
    last_chance: float


class FollowUps:
    """Follow-ups in the order in which they are due."""

    def __init__(self) -> None:
        self._waiting: list[tuple[float, int, DueFollowUp]] = []
        self._numbers = count()
        self._stations: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def next_at(self) -> float:
        """Return when the next one is due; infinity if there is none."""
        return self._waiting[0][0] if self._waiting else inf

    def add(self, station: Station, recipe: Recipe, at: float) -> None:
        """Plan what is due for a station at a time."""
        self._push(at, DueFollowUp(station, recipe, at + _GIVE_UP_S))

    def try_again(self, follow_up: DueFollowUp, now: float) -> None:
        """Put one off that could not be sent, or that was not answered."""
        if now < follow_up.last_chance:
            self._push(now + _TRY_AGAIN_S, follow_up)

    def concern(self, identity: str) -> bool:
        """Tell whether anything is yet to come for this station."""
        return identity in self._stations

    def take(self, now: float, is_free: Callable[[Station], bool]) -> DueFollowUp | None:
        """Take out the first that is due and whose station is free; put the busy ones off."""
        while self._waiting and self._waiting[0][0] <= now:
            _, _, follow_up = heappop(self._waiting)
            self._forget(follow_up.station.identity)
            if is_free(follow_up.station):
                return follow_up
            self.try_again(follow_up, now)
        return None

    def _push(self, at: float, follow_up: DueFollowUp) -> None:
        heappush(self._waiting, (at, next(self._numbers), follow_up))
        self._stations[follow_up.station.identity] += 1

    def _forget(self, identity: str) -> None:
        self._stations[identity] -= 1
        if not self._stations[identity]:
            del self._stations[identity]
