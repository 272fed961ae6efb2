"""The search for a free connector: what is free, and what it costs to find out."""

from random import Random

import pytest
from support.simulation import Simulation, a_station

from ocpp_load.campaign.arrivals import Place, Places
from ocpp_load.charge_point.activities import boot, connect
from ocpp_load.messages.v16.enums import ChargePointStatus
from ocpp_load.model import Registration
from ocpp_load.scenario.feeders.supply import NOTHING


def a_place():
    simulation = Simulation(station=a_station(1))

    def begin(station):
        yield from connect(station)
        yield from boot(station)

    simulation.start(begin).run(1)
    return Place(simulation.station, 1, NOTHING, lambda event: event(simulation.station))


def test_a_connector_that_nobody_uses_is_free():
    assert a_place().is_free


@pytest.mark.parametrize(
    "change",
    [
        lambda station, connector: connector.change_status(ChargePointStatus.PREPARING),
        lambda station, connector: setattr(connector, "reserved", True),
        lambda station, connector: setattr(connector, "claimed_by", "TAG"),
        lambda station, connector: setattr(connector, "operative", False),
        lambda station, connector: setattr(connector, "withheld", True),
        lambda station, connector: station.connection_lost(1.0, "reset"),
        lambda station, connector: setattr(station.station, "registration", Registration.NONE),
        lambda station, connector: setattr(station.station, "leaving", True),
        lambda station, connector: setattr(station.station, "restarting", True),
    ],
)
def test_a_connector_that_is_used_or_cannot_serve_is_not_free(change):
    place = a_place()
    change(place.charge_point, place.charge_point.station.connectors[1])
    assert not place.is_free


class CountedPlace:
    """A place that counts how often somebody looks at it."""

    def __init__(self, is_free):
        self._is_free = is_free
        self.looks = 0
        self.gone = False
        self.visitor = None

    @property
    def is_free(self):
        self.looks += 1
        return self._is_free and self.visitor is None

    @is_free.setter
    def is_free(self, value):
        self._is_free = value


def places_of(*places):
    found = Places(Random(1))
    for place in places:
        found.add(place)
    return found


def test_a_place_is_claimed_by_one_visitor_at_a_time():
    places = places_of(CountedPlace(True))
    place = places.claim("A", 0.0)
    assert place.visitor == "A"
    assert places.claim("B", 0.0) is None
    places.release(place)
    assert places.claim("B", 0.0) is place


def test_all_free_places_are_claimed_before_anybody_is_turned_away():
    every = [CountedPlace(True) for _ in range(50)]
    places = places_of(*every)
    assert {id(places.claim("A", 0.0)) for _ in range(50)} == {id(place) for place in every}
    assert places.claim("A", 0.0) is None


def test_a_place_that_is_free_again_by_itself_is_found_within_a_second():
    place = CountedPlace(False)
    places = places_of(place)
    assert places.claim("A", 0.0) is None
    place.is_free = True
    assert places.claim("A", 1.0) is place


def test_a_thousand_searches_in_a_busy_fleet_look_at_every_place_once_a_second_at_most():
    busy = [CountedPlace(False) for _ in range(2000)]
    free = CountedPlace(True)
    places = places_of(*busy, free)
    for attempt in range(1000):
        place = places.claim("A", attempt / 1000)
        assert place is (free if place else None)
        if place:
            places.release(place)
    assert max(place.looks for place in busy) <= 1
    assert free.looks <= 2001


def test_a_place_whose_station_is_gone_is_nobodys():
    place = CountedPlace(True)
    places = places_of(place)
    claimed = places.claim("A", 0.0)
    claimed.gone = True
    places.release(claimed)
    assert places.claim("B", 5.0) is None
