"""How long a station is out: from what threw it out until it is online and accepted again."""

import pytest
from support.simulation import SILENCE, Simulation, a_station

from ocpp_load.charge_point import BackOff
from ocpp_load.charge_point.activities import boot, connect, disconnect
from ocpp_load.model import Quirks

AT_ONCE = BackOff(minimum_s=1, factor=2, maximum_s=10, random_s=0)


def script(station):
    yield from connect(station)
    yield from boot(station)


def struck(station, event):
    station.assessment.absence.begin(event, station.now)
    yield from ()


def online():
    return Simulation(back_off=AT_ONCE).start(script).run(10)


def told(simulation):
    observer = simulation.observer
    return observer.struck_by, observer.back_after, observer.never_back_after


def test_a_lost_connection_counts_from_its_loss_until_there_is_another():
    simulation = online().lose_connection().run(5)
    assert told(simulation) == (["connection lost"], [("connection lost", 1.0)], [])


def test_a_central_system_that_is_away_makes_it_longer():
    simulation = online()
    simulation.reachable = False
    simulation.lose_connection().run(2)
    simulation.reachable = True
    simulation.run(5)
    assert simulation.observer.back_after == [("connection lost", 3.0)]


def test_a_station_that_leaves_before_it_is_back_never_was():
    simulation = online()
    simulation.reachable = False
    simulation.lose_connection().run(2).stop()
    simulation.station.abandon()
    assert told(simulation) == (["connection lost"], [], ["connection lost"])


def test_what_the_station_ends_itself_is_no_loss():
    simulation = online()
    simulation.spawn("leaves", disconnect(simulation.station)).run(1)
    assert told(simulation) == ([], [], [])
    simulation = online().stop().run(5)
    assert told(simulation) == ([], [], [])


def test_a_connection_that_is_lost_before_the_station_was_let_in_is_no_outage():
    simulation = Simulation({"BootNotification": SILENCE}, back_off=AT_ONCE).start(script).run(5)
    simulation.lose_connection().run(5)
    assert told(simulation) == ([], [], [])


def test_a_station_that_has_to_boot_again_is_back_when_it_is_accepted():
    quirks = Quirks(boots_on_reconnect=True)
    simulation = (
        Simulation(station=a_station(quirks=quirks), back_off=AT_ONCE, latency_s=0.5)
        .start(script)
        .run(10)
    )
    simulation.lose_connection().run(1.4)
    assert simulation.observer.back_after == []
    simulation.run(1)
    assert simulation.observer.back_after == [("connection lost", 1.5)]


@pytest.mark.parametrize("again", ["outage", "another"])
def test_who_is_out_is_thrown_out_once_by_each_event(again):
    simulation = online()
    simulation.reachable = False
    simulation.spawn("an event", struck(simulation.station, "outage"))
    simulation.lose_connection().run(2)
    simulation.spawn("an event", struck(simulation.station, again))
    simulation.reachable = True
    simulation.run(5)
    events = dict.fromkeys(["outage", "connection lost", again])
    assert simulation.observer.struck_by == list(events)
    assert [event for event, _ in simulation.observer.back_after] == list(events)
    assert simulation.observer.back_after[0] == ("outage", 3.0)
