"""Connectors that drivers can go to, and the search for one that is free.

A connector that a driver has claimed is looked at again when the visit ends; one that was found
busy for another reason, or whose station is away, at most once a second, together with all others
of its kind. So a search costs the same in a fleet of ten thousand stations as in one of ten.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from ocpp_load.charge_point import ChargePoint
from ocpp_load.messages.v16.enums import ChargePointStatus
from ocpp_load.scenario.feeders.supply import Supply

_LOOK_AGAIN_S = 1.0


@dataclass(slots=True, eq=False)
class Place:
    """A connector of a station.

    `befall` has a function called with the station where that runs. `visitor` is who has claimed the
    place; `gone` tells that the station is.
    """

    charge_point: ChargePoint
    connector_id: int
    supply: Supply
    befall: Callable[[Callable[[ChargePoint], None]], None]
    visitor: Any = None
    gone: bool = False

    @property
    def is_free(self) -> bool:
        """Tell whether a driver could plug in there now, who has not reserved it."""
        charge_point = self.charge_point
        # First what takes no look at anything else: thousands may be away, each its own cache miss.
        if not charge_point.is_online:
            return False
        station = charge_point.station
        connector = station.connectors[self.connector_id]
        return (
            connector.status is ChargePointStatus.AVAILABLE
            and connector.claimed_by is None
            and not connector.reserved
            and connector.is_in_service
            and charge_point.registered
            and not station.leaving
            and not station.restarting
        )


class Places:
    """The places of one process."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._free: list[Place] = []
        self._in_doubt: list[Place] = []
        self._look_again_at = 0.0

    def add(self, place: Place) -> None:
        """Have drivers find a place, once it is free."""
        self._in_doubt.append(place)

    def claim(self, visitor: Any, now: float) -> Place | None:
        """Claim any free place, all equally likely, for a visitor; None where there is none."""
        place = self._pick()
        if place is None and now >= self._look_again_at:
            self._look_again_at = now + _LOOK_AGAIN_S
            self._look_again()
            place = self._pick()
        if place is not None:
            place.visitor = visitor
        return place

    def release(self, place: Place) -> None:
        """Let others have a place whose visitor has left."""
        place.visitor = None
        if not place.gone:
            (self._free if place.is_free else self._in_doubt).append(place)

    def _pick(self) -> Place | None:
        free = self._free
        while free:
            index = self._random.randrange(len(free))
            free[index], free[-1] = free[-1], free[index]
            place = free.pop()
            if place.gone:
                continue
            if place.is_free:
                return place
            self._in_doubt.append(place)
        return None

    def _look_again(self) -> None:
        still_in_doubt = []
        for place in self._in_doubt:
            if place.is_free and not place.gone:
                self._free.append(place)
            elif not place.gone:
                still_in_doubt.append(place)
        self._in_doubt = still_in_doubt
