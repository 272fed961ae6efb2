"""Drivers and connectors brought together: who goes where, who waits, who leaves.

Knows the time only as it is told, and no greenlet: `Place.befall` reaches those of the stations.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from ocpp_load.campaign.arrivals import Drivers, Place, Places
from ocpp_load.charge_point import ChargePoint, Steps
from ocpp_load.errors import OcppLoadError
from ocpp_load.messages.v16.authorization_data import folded
from ocpp_load.metrics.arrivals import DriverCounts
from ocpp_load.scenario.feeders.supply import NoRowLeft, Supply
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.side_by_side import tell_no_row_left

VISIT = "driver"
"""What the activity of a station is called that is a driver's visit."""


@dataclass(slots=True, eq=False)
class Visitor:
    """A driver, the `number`-th of this process: when they were due, and when they arrived."""

    number: int
    due: float
    arrived: float
    is_noted: bool = False
    has_waited: bool = False
    has_begun: bool = False


class Reception:
    """Receives the drivers of one process."""

    def __init__(self, drivers: Drivers, random: Random) -> None:
        """Receive `drivers`, who choose among free connectors by `random`, while it `is_open`."""
        self.is_open = True
        self.counts = DriverCounts()
        self._drivers = drivers
        self._places = Places(random)
        self._by_station: dict[ChargePoint, list[Place]] = {}
        self._queue: deque[Visitor] = deque()

    def open_station(
        self,
        charge_point: ChargePoint,
        supply: Supply,
        befall: Callable[[Callable[[ChargePoint], None]], None],
        group: str,
    ) -> None:
        """Let drivers go to a station, once it is online, if they go to its group."""
        if self._drivers.groups is not None and group not in self._drivers.groups:
            return
        places = [
            Place(charge_point, connector.id, supply, befall)
            for connector in charge_point.station.connectors[1:]
        ]
        self._by_station[charge_point] = places
        for place in places:
            self._places.add(place)

    def close_station(self, charge_point: ChargePoint, now: float) -> None:
        """Let no driver go to a station any more that leaves; who was on the way looks elsewhere."""
        for place in self._by_station.pop(charge_point, ()):
            place.gone = True
            visitor = place.visitor
            if visitor is not None and not visitor.has_begun:
                place.visitor = None
                # That the station left is nothing that the generator could be late by.
                self._note_lag(visitor, visitor.arrived)
                self._seek(visitor, now)

    def arrive(self, due: float, now: float) -> None:
        """Receive a driver who was to come at `due`."""
        if not self.is_open:
            return
        self.counts.arrived += 1
        visitor = Visitor(self.counts.arrived, due, now)
        if not self._seek(visitor, now):
            self._note_lag(visitor, now)

    def serve(self, now: float) -> None:
        """Let those who wait have what is free by now, and leave when their patience is over."""
        if not self.is_open:
            return  # whoever waits now does so to the end
        while self._queue and self._queue[0].due + self._drivers.patience_s <= now:
            self._queue.popleft()
            self.counts.gave_up += 1
        while self._queue and self._send(self._queue[0], now):
            self._queue.popleft()
        self.counts.waiting = len(self._queue)

    @property
    def somebody_waits(self) -> bool:
        """Tell whether `serve` has anything to do."""
        return bool(self._queue)

    def _seek(self, visitor: Visitor, now: float) -> bool:
        """Tell whether there is a connector for a driver; without one they wait, or leave."""
        if not self.is_open:
            self._wait(visitor)
            return False
        if not self._queue and self._send(visitor, now):
            return True
        if not visitor.has_waited:
            self.counts.no_free_connector += 1
        if visitor.due + self._drivers.patience_s > now:
            visitor.has_waited = True
            self._wait(visitor)
        elif self._drivers.patience_s:
            self.counts.gave_up += 1
        else:
            self.counts.turned_away += 1
        return False

    def _wait(self, visitor: Visitor) -> None:
        self._queue.append(visitor)
        self.counts.waiting = len(self._queue)

    def _send(self, visitor: Visitor, now: float) -> bool:
        place = self._places.claim(visitor, now)
        if place is None:
            return False
        place.befall(lambda station: self._begin(place, visitor, station.now))
        return True

    def _begin(self, place: Place, visitor: Visitor, now: float) -> None:
        """Begin the visit; called where the station runs."""
        if place.gone or place.visitor is not visitor:
            return  # sent elsewhere already
        # Who has waited for a connector, or was sent elsewhere, is not late by the generator.
        comes_late = not visitor.is_noted
        self._note_lag(visitor, now)
        if not place.is_free:  # somebody was quicker
            self._places.release(place)
            self._seek(visitor, now)
            return
        visitor.has_begun = True
        station = place.charge_point
        station.intended_at = visitor.due if comes_late else None
        station.spawn(VISIT, self._visit(place, visitor))
        station.intended_at = None

    def _visit(self, place: Place, visitor: Visitor) -> Steps[None]:
        charge_point, counts = place.charge_point, self.counts
        waited_s = max(0.0, charge_point.now - visitor.due)
        driver: dict[str, Any] = {"number": visitor.number, "waited_s": waited_s}
        script = Script(charge_point, {"driver": driver}, place.connector_id, place.supply)
        try:
            id_tag = self._id_tag(script)
            if id_tag is None:
                counts.without_data += 1
                return
            driver["id_tag"] = script.id_tag = id_tag
            counts.began += 1
            try:
                yield from self._drivers.session(script)
                counts.ended += 1
            finally:
                counts.refused += folded(id_tag) in charge_point.station.refused_id_tags
        finally:
            self._places.release(place)
            if self._queue:
                self.serve(charge_point.now)

    def _id_tag(self, script: Script) -> str | None:
        """Return the id tag of a driver; None where there is none, which has been told then."""
        charge_point = script.charge_point
        try:
            return self._drivers.id_tag_for(script)
        except NoRowLeft as error:
            tell_no_row_left(charge_point, error)
        except OcppLoadError as error:
            charge_point.observer.own_fault("drivers", error)
        return None

    def _note_lag(self, visitor: Visitor, now: float) -> None:
        if not visitor.is_noted:
            visitor.is_noted = True
            self.counts.came(now - visitor.due)
