"""When commands of the mix are due and whose turn it is, on a clock that tests wind."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.command_mix import a_station, make_ready

from ocpp_load.central_system.mix.disruptions import RECOVERY_S, RESTART_S, Disruptions
from ocpp_load.central_system.mix.follow_ups import FollowUps
from ocpp_load.central_system.mix.rotation import Rotation
from ocpp_load.central_system.mix.schedule import Schedule


def always(_station):
    return True


def never(_station):
    return False


# --- schedule ------------------------------------------------------------------------------


def test_slots_come_at_the_rate():
    schedule = Schedule(4.0, now=10.0)
    assert schedule.next_at == 10.25
    assert schedule.take(10.0) == 0
    assert schedule.take(10.25) == 1
    assert schedule.take(10.25) == 0
    assert schedule.take(11.0) == 3
    assert schedule.next_at == 11.25


def test_there_is_no_slot_while_the_rate_is_0():
    schedule = Schedule(0.0, now=10.0)
    assert (schedule.take(1e9), schedule.next_at) == (0, inf)


def test_another_rate_holds_from_the_moment_it_is_set():
    schedule = Schedule(1.0, now=0.0)
    schedule.set_rate(10.0, now=0.5)
    assert schedule.next_at == 0.6
    schedule.set_rate(0.0, now=0.6)
    assert schedule.take(5.0) == 0
    schedule.set_rate(2.0, now=5.0)
    assert schedule.take(5.5) == 1


def test_a_standstill_of_the_process_is_not_made_up_for_in_one_burst():
    schedule = Schedule(10.0, now=0.0)
    assert schedule.take(600.0) == 11
    assert schedule.take(600.1) == 1


@given(
    rate=st.floats(0.1, 500.0),
    steps=st.lists(st.floats(0.0, 0.9), min_size=1, max_size=200),
)
def test_however_often_one_looks_the_rate_holds(rate, steps):
    schedule, now, taken = Schedule(rate, now=100.0), 100.0, 0
    for step in steps:
        now += step
        taken += schedule.take(now)
        assert schedule.next_at > now - 1e-6
    assert abs(taken - rate * (now - 100.0)) <= 1.0 + 1e-6


# --- rotation ------------------------------------------------------------------------------


def fleet_of(*identities):
    return {identity: a_station(identity) for identity in identities}


def turns(rotation, count, may_have=always, is_busy=never):
    stations = [rotation.turn(may_have, is_busy) for _ in range(count)]
    return [station.identity if station else None for station in stations]


def test_turns_go_round_the_fleet():
    rotation = Rotation(fleet_of("A", "B", "C"))
    assert turns(rotation, 7) == ["A", "B", "C", "A", "B", "C", "A"]


def test_a_station_that_comes_later_has_its_turn_too():
    fleet = fleet_of("A", "B")
    rotation = Rotation(fleet)
    assert turns(rotation, 3) == ["A", "B", "A"]
    fleet["C"] = a_station("C")
    assert turns(rotation, 4) == ["B", "C", "A", "B"]


def test_a_busy_station_is_skipped_and_counted_and_the_next_one_has_the_turn():
    rotation = Rotation(fleet_of("A", "B", "C"))
    assert turns(rotation, 3, is_busy=lambda station: station.identity == "B") == ["A", "C", "A"]
    assert rotation.skipped == 1


def test_a_station_that_may_have_no_command_is_passed_over_without_counting():
    rotation = Rotation(fleet_of("A", "B"))
    assert turns(rotation, 2, may_have=lambda station: station.identity == "B") == ["B", "B"]
    assert rotation.skipped == 0


def test_nobody_has_the_turn_where_nobody_can():
    assert turns(Rotation({}), 1) == [None]
    rotation = Rotation(fleet_of("A", "B"))
    assert turns(rotation, 1, is_busy=always) == [None]
    assert rotation.skipped == 2


# --- who may have a command ----------------------------------------------------------------


def test_a_station_is_ready_once_it_has_spoken_over_its_connection_and_is_registered():
    station = a_station(is_ready=False)
    assert not station.is_ready
    make_ready(station)
    assert station.is_ready
    station.connection = None
    assert not station.is_ready


def test_a_station_that_reconnects_is_ready_only_after_its_first_call():
    station = a_station()
    make_ready(station)
    station.connection = station.connection
    assert not station.is_ready
    station.calls_received += 1
    assert station.is_ready


def test_a_station_is_ready_only_after_its_boot_has_got_its_answer():
    station = a_station()
    station.boots += 1
    assert not station.is_ready
    station.boots_answered += 1
    assert station.is_ready


# --- disruptions ---------------------------------------------------------------------------


@pytest.mark.parametrize(("share", "fleet", "most"), [(0.05, 200, 10), (0.05, 30, 1), (0.05, 3, 1)])
def test_no_more_than_the_share_of_the_fleet_is_disrupted_at_the_same_time(share, fleet, most):
    disruptions = Disruptions(share)
    disrupted = 0
    for number in range(fleet):
        if disruptions.allows(f"CP{number}", fleet, now=5.0):
            disruptions.disrupted(f"CP{number}", now=5.0)
            disrupted += 1
    assert disrupted == most


def test_a_station_recovers_before_it_is_disrupted_again():
    disruptions = Disruptions(0.5)
    disruptions.disrupted("A", now=0.0)
    assert not disruptions.allows("A", 10, now=RECOVERY_S - 0.1)
    assert disruptions.allows("A", 10, now=RECOVERY_S)


def test_a_second_disruption_counts_from_its_own_time():
    disruptions = Disruptions(0.5)
    disruptions.disrupted("A", now=0.0)
    disruptions.disrupted("B", now=10.0)
    disruptions.disrupted("A", now=20.0)
    assert disruptions.allows("B", 10, now=RECOVERY_S + 10)
    assert not disruptions.allows("A", 10, now=RECOVERY_S + 10)


def test_without_a_limit_anything_may_be_disrupted():
    disruptions = Disruptions(1.0)
    disruptions.disrupted("A", now=0.0)
    assert disruptions.allows("A", 1, now=0.0)


def test_a_station_restarts_until_it_has_booted_or_should_have():
    disruptions = Disruptions(1.0)
    assert not disruptions.is_restarting("A", boots=1, now=0.0)
    for boots, now, is_restarting in [
        (1, RESTART_S - 0.1, True),
        (2, 1.0, False),
        (1, RESTART_S, False),
    ]:
        disruptions.restarts("A", boots=1, now=0.0)
        assert disruptions.is_restarting("A", boots=boots, now=now) is is_restarting


# --- follow-ups ----------------------------------------------------------------------------


def test_follow_ups_come_in_the_order_of_their_times():
    follow_ups, station = FollowUps(), a_station()
    for at in (3.0, 1.0, 2.0):
        follow_ups.add(station, at, at)
    assert (len(follow_ups), follow_ups.next_at) == (3, 1.0)
    assert follow_ups.take(0.9, always) is None
    assert [follow_ups.take(2.0, always).recipe for _ in range(2)] == [1.0, 2.0]
    assert follow_ups.take(2.0, always) is None
    assert follow_ups.next_at == 3.0


def test_a_follow_up_concerns_its_station_until_it_is_taken():
    follow_ups, station = FollowUps(), a_station("A")
    follow_ups.add(station, "first", 1.0)
    follow_ups.add(station, "second", 2.0)
    assert (follow_ups.concern("A"), follow_ups.concern("B")) == (True, False)
    follow_ups.take(1.0, always)
    assert follow_ups.concern("A")
    follow_ups.take(2.0, always)
    assert not follow_ups.concern("A")


def test_a_follow_up_of_a_station_that_is_not_free_is_put_off_and_another_taken():
    follow_ups = FollowUps()
    follow_ups.add(a_station("A"), "of A", 1.0)
    follow_ups.add(a_station("B"), "of B", 1.0)
    taken = follow_ups.take(1.0, lambda station: station.identity == "B")
    assert taken.recipe == "of B"
    assert (follow_ups.next_at, follow_ups.concern("A")) == (6.0, True)
    assert follow_ups.take(6.0, always).recipe == "of A"


def test_a_follow_up_whose_station_does_not_come_back_is_given_up():
    follow_ups = FollowUps()
    follow_ups.add(a_station("A"), "of A", 1.0)
    now = tries = 0
    while len(follow_ups):
        now = follow_ups.next_at
        assert follow_ups.take(now, never) is None
        tries += 1
    assert (now, tries) == (601.0, 121)
    assert not follow_ups.concern("A")
