"""Staying connected (OCPP-J 1.6 chapters 3 and 5, errata 3.4 and 3.11)."""

from random import Random

import pytest
from support.simulation import SILENCE, Simulation, a_station

from ocpp_load.charge_point import BackOff, Pause
from ocpp_load.charge_point.activities import boot, connect, disconnect, send_heartbeat
from ocpp_load.charge_point.activities.resetting import lose_power


def script(station):
    yield from connect(station)
    yield from boot(station)


def test_attempts_to_connect_come_ever_more_slowly_up_to_a_maximum():
    back_off = BackOff(minimum_s=1, factor=2, maximum_s=10, random_s=0)
    simulation = Simulation(back_off=back_off)
    simulation.reachable = False
    simulation.start(script).run(36)
    assert simulation.attempts == [0, 1, 3, 7, 15, 25, 35]


def test_a_connection_that_stood_begins_the_back_off_anew():
    simulation = Simulation(back_off=BackOff(minimum_s=1, factor=2, maximum_s=10, random_s=0))
    simulation.reachable = False
    simulation.start(script).run(7)
    simulation.reachable = True
    simulation.run(8)
    simulation.lose_connection().run(1)
    assert simulation.attempts[-1] == 16
    assert simulation.station.connected


def test_the_random_part_spreads_a_fleet():
    back_off = BackOff(minimum_s=10, factor=2, random_s=5, maximum_s=60)
    waits = [back_off.wait_s(0, Random(seed)) for seed in range(1000)]
    assert all(10 <= wait <= 15 for wait in waits)
    assert len(set(waits)) == 1000
    assert 12.2 < sum(waits) / 1000 < 12.8


def test_the_random_part_spreads_a_fleet_that_waits_as_long_as_it_can_or_is_told_to():
    back_off = BackOff(minimum_s=10, factor=2, random_s=5, maximum_s=60)
    for retry_after_s, least_s in [(None, 60), (300.0, 300)]:
        waits = [back_off.wait_s(9, Random(seed), retry_after_s) for seed in range(1000)]
        assert all(least_s <= wait <= least_s + 5 for wait in waits)
        assert len(set(waits)) == 1000


def test_the_wait_is_never_shorter_than_the_peer_asked_for():
    assert BackOff(random_s=0).wait_s(0, Random(1), retry_after_s=120.0) == 120.0


def test_a_peer_that_asks_for_years_does_not_lose_its_fleet():
    assert BackOff(random_s=0).wait_s(0, Random(1), retry_after_s=1e9) == 3600.0
    patient = BackOff(minimum_s=7200.0, maximum_s=7200.0, random_s=0)
    assert patient.wait_s(0, Random(1), retry_after_s=1e9) == 7200.0


def test_what_is_given_goes_over_a_back_off_and_the_rest_of_it_stays():
    changed = BackOff(10, 3, 15, 300).with_changes(
        minimum_s=5.0, factor=None, random_s=0.0, maximum_s=None
    )
    assert changed == BackOff(5.0, 3, 0.0, 300)


def test_a_longest_wait_that_is_shorter_than_the_first_is_refused():
    with pytest.raises(ValueError, match="the longest wait, 60 s, is shorter than the first one"):
        BackOff().with_changes(minimum_s=90.0, factor=None, random_s=None, maximum_s=None)


def test_the_first_wait_after_a_loss_is_the_shortest_and_the_next_grow():
    simulation = Simulation(back_off=BackOff(minimum_s=1, factor=2, maximum_s=8, random_s=0))
    simulation.start(script).run(100)
    simulation.reachable = False
    simulation.lose_connection().run(30)
    assert [at - 100 for at in simulation.attempts[1:]] == [1, 3, 7, 15, 23]


@pytest.mark.parametrize("failures", [0, 64, 10_000])
def test_any_number_of_failures_has_a_wait(failures):
    assert BackOff(maximum_s=60, random_s=0).wait_s(failures, Random(1)) <= 60


def test_a_mere_reconnect_sends_no_boot_notification():
    simulation = Simulation().start(script).run(1)
    simulation.lose_connection().run(30)
    assert simulation.station.connected
    assert simulation.actions.count("BootNotification") == 1


def test_a_call_in_flight_fails_with_the_connection_and_says_so():
    def beat(station):
        yield from script(station)
        yield from send_heartbeat(station)

    simulation = Simulation({"Heartbeat": SILENCE}).start(beat).run(1)
    simulation.lose_connection("closed by peer (1001)")
    assert simulation.observer.failed == [("Heartbeat", "connection lost: closed by peer (1001)")]


def test_a_call_made_without_a_connection_waits_for_the_next_one():
    def beat_later(station):
        yield from script(station)
        yield Pause(10)
        yield from send_heartbeat(station)

    simulation = Simulation().start(beat_later).run(5)
    simulation.reachable = False
    simulation.lose_connection().run(60)
    assert "Heartbeat" not in simulation.actions
    simulation.reachable = True
    simulation.run(120)
    assert "Heartbeat" in simulation.actions
    assert simulation.observer.failed == []


def test_disconnect_closes_with_its_code_and_stays_away():
    def leave(station):
        yield from script(station)
        yield from disconnect(station, 3001)

    simulation = Simulation().start(leave).run(1000)
    assert simulation.closings == [(0, 3001, "closed by us")]
    assert len(simulation.attempts) == 1


def test_a_station_can_come_back_after_it_disconnected():
    def leave_and_return(station):
        yield from script(station)
        yield from disconnect(station)
        yield Pause(60)
        yield from connect(station)
        yield from send_heartbeat(station)

    simulation = Simulation().start(leave_and_return).run(100)
    assert simulation.attempts == [0, 60]
    assert simulation.actions.count("Heartbeat") == 1


def test_pings_go_out_at_the_configured_interval():
    station = a_station(configuration={"WebSocketPingInterval": "20"})
    simulation = Simulation(station=station).start(script).run(100)
    assert simulation.pings == [20, 40, 60, 80, 100]
    assert simulation.closings == []


def test_a_peer_without_a_sign_of_life_after_a_ping_is_half_open():
    station = a_station(configuration={"WebSocketPingInterval": "20"})
    simulation = Simulation(station=station)
    simulation.answers_pings = False
    simulation.start(script).run(39)
    simulation.answers["Heartbeat"] = SILENCE
    simulation.spawn("beat", send_heartbeat(simulation.station)).run(1.5)
    assert simulation.closings == [(40, 1001, "no pong")]
    assert simulation.observer.failed == [("Heartbeat", "connection lost: no pong")]
    simulation.run(5)
    assert len(simulation.attempts) == 2


def test_any_frame_after_a_ping_is_life():
    station = a_station(configuration={"WebSocketPingInterval": "20", "HeartbeatInterval": "30"})
    boot_answer = {"status": "Accepted", "currentTime": "2026-09-21T13:33:20Z", "interval": 30}
    simulation = Simulation({"BootNotification": boot_answer}, station=station)
    simulation.answers_pings = False
    simulation.start(script).run(35)
    simulation.run(6)
    assert simulation.closings == []


def test_a_dark_station_connects_when_it_has_power_again_whatever_the_script_asks():
    simulation = Simulation().start(script).run(1)
    simulation.spawn("dark", lose_power(simulation.station, 60.0)).run(5)
    simulation.spawn("script in a hurry", connect(simulation.station)).run(50)
    assert not simulation.station.connected
    assert simulation.run(30).station.connected
    assert len(simulation.attempts) == 2
