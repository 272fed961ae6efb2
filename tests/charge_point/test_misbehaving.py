"""The course of a fault under a simulated clock: when it begins, ends and comes again."""

import pytest
from support.simulation import EPOCH_S, SILENCE, Simulation

from ocpp_load.charge_point import BackOff, BeginFault, EndFault, HoldStill, call
from ocpp_load.charge_point.activities import (
    begin_fault,
    boot,
    connect,
    end_fault,
    have_faults,
    send_heartbeat,
)
from ocpp_load.model import Between
from ocpp_load.model.misbehaviour import FaultKind, StationFault
from ocpp_load.ocppj import format_timestamp

AT_ONCE = BackOff(minimum_s=1.0, random_s=0.0, maximum_s=1.0)


def seconds(number):
    return Between(number, number)


def fault(kind, **fields):
    return StationFault(kind, fields.pop("name", kind.value), **fields)


class Watched(Simulation):
    """A station with faults."""

    def __init__(self, *faults, **options):
        super().__init__(back_off=AT_ONCE, **options)
        self.faults = faults

    def begin(self, script=None):
        def all_of_it(station):
            have_faults(station, self.faults)
            yield from connect(station)
            yield from boot(station)
            if script is not None:
                yield from script(station)

        return self.start(all_of_it)

    def let(self, do, name):
        self.station.now = self.now
        do(self.station, name)
        self._carry_out()
        return self


def test_a_fault_without_times_begins_at_once_and_stays():
    simulation = Watched(fault(FaultKind.NO_PONG)).begin().run(3600)
    assert simulation.fault_effects == [(0.0, BeginFault)]


def test_a_fault_begins_after_its_time_lasts_and_comes_again():
    times = {"after": seconds(10), "lasts": seconds(5), "every": seconds(60)}
    simulation = Watched(fault(FaultKind.SLOW_READING, **times)).begin().run(80)
    assert simulation.fault_effects == [
        (10.0, BeginFault),
        (15.0, EndFault),
        (70.0, BeginFault),
        (75.0, EndFault),
    ]


def test_whoever_looks_on_is_told_when_a_fault_begins_and_is_over():
    told = []
    times = {"after": seconds(10), "lasts": seconds(5)}
    simulation = Watched(fault(FaultKind.NO_PONG, **times), tell_step=told.append).begin()
    simulation.run(14)
    assert told == ["fault no_pong begins"]
    simulation.run(16)
    assert told[1:] == ["fault no_pong is over"]


def test_a_fault_that_lasts_longer_than_it_takes_to_come_again_begins_anew_when_it_ends():
    times = {"lasts": seconds(9), "every": seconds(4)}
    simulation = Watched(fault(FaultKind.NO_PONG, **times)).begin().run(10)
    assert simulation.fault_effects == [(0.0, BeginFault), (9.0, EndFault), (9.01, BeginFault)]


def test_a_fault_of_an_event_waits_for_it_and_ends_with_another_as_often_as_they_come():
    simulation = Watched(fault(FaultKind.NO_PONG, by_event=True)).begin().run(10)
    assert simulation.fault_effects == []
    for _ in range(2):
        simulation.fault_effects.clear()
        simulation.let(begin_fault, "no_pong").let(begin_fault, "no_pong").run(5)
        simulation.let(end_fault, "no_pong").let(end_fault, "no_pong").run(5)
        assert [what for _, what in simulation.fault_effects] == [BeginFault, EndFault]


def test_a_fault_that_has_run_its_course_can_be_begun_again():
    simulation = Watched(fault(FaultKind.NO_PONG, lasts=seconds(5))).begin().run(10)
    simulation.let(begin_fault, "no_pong").run(10)
    assert [at for at, _ in simulation.fault_effects] == [0.0, 5.0, 10.0, 15.0]


def test_an_event_for_a_fault_that_the_station_does_not_have_does_nothing():
    simulation = Watched(fault(FaultKind.NO_PONG)).begin()
    simulation.let(begin_fault, "flapping").let(end_fault, "flapping").run(5)
    assert simulation.fault_effects == [(0.0, BeginFault)]


def test_faults_end_with_the_run_so_that_the_station_can_say_good_bye():
    simulation = Watched(fault(FaultKind.SLOW_READING)).begin().run(5).stop().run(30)
    assert [what for _, what in simulation.fault_effects] == [BeginFault, EndFault]
    assert simulation.station.finished


@pytest.mark.parametrize("resets", [False, True])
def test_a_connection_breaks_off_without_a_close_frame_and_is_opened_again(resets):
    times = {"after": seconds(10), "every": seconds(20)}
    breaks = fault(FaultKind.CLOSE_WITHOUT_HANDSHAKE, resets=resets, **times)
    simulation = Watched(breaks).begin().run(45)
    outcome = "closed by the fault close_without_handshake"
    assert simulation.closings == [(10.0, 1006, outcome), (30.0, 1006, outcome)]
    assert simulation.attempts == [0.0, 11.0, 31.0]
    assert simulation.actions.count("BootNotification") == 1


def test_a_connection_that_only_breaks_off_every_so_often_lives_that_long_at_first():
    breaks = fault(FaultKind.CLOSE_WITHOUT_HANDSHAKE, every=seconds(20))
    assert Watched(breaks).begin().run(30).closings[0][0] == 20.0


def test_a_call_in_flight_is_cut_off_by_the_fault_and_has_not_failed():
    breaks = fault(FaultKind.CLOSE_WITHOUT_HANDSHAKE, after=seconds(10))

    def script(station):
        yield from call("DataTransfer", {"vendorId": "x"})

    simulation = Watched(breaks, answers={"DataTransfer": SILENCE}).begin(script).run(15)
    assert simulation.observer.cut_off == ["DataTransfer"]
    assert simulation.observer.failed == []


def test_a_flapping_station_drops_each_connection_after_a_while_until_it_is_over():
    flaps = fault(FaultKind.FLAPPING, stays=seconds(4), lasts=seconds(12))
    simulation = Watched(flaps).begin().run(60)
    assert [at for at, _, _ in simulation.closings] == [4.0, 9.0]
    assert simulation.fault_effects == [(0.0, BeginFault), (12.0, EndFault)]
    assert simulation.station.connected


def test_a_station_holds_still_once_it_is_connected():
    simulation = Watched(fault(FaultKind.HALF_OPEN, lasts=seconds(30)))
    simulation.reachable = False
    simulation.begin().run(5)
    assert simulation.fault_effects == []
    simulation.reachable = True
    simulation.run(5)
    assert [what for _, what in simulation.fault_effects] == [BeginFault, HoldStill, EndFault]


def test_without_a_time_it_is_half_open_until_the_connection_ends():
    simulation = Watched(fault(FaultKind.HALF_OPEN)).begin().run(5)
    assert [what for _, what in simulation.fault_effects] == [BeginFault, HoldStill]
    simulation.lose_connection().run(5)
    assert simulation.fault_effects[-1] == (5.0, EndFault)


def test_calls_in_flight_get_the_time_that_the_station_held_still():
    def script(station):
        yield from call("DataTransfer", {"vendorId": "x"})

    simulation = Watched(answers={"DataTransfer": SILENCE}, call_timeout_s=30.0).begin(script)
    assert simulation.station.moving_again(100.0, 100.0) == 1
    simulation.now = 100.0
    simulation.run(29)
    assert simulation.observer.failed == []
    simulation.run(2)
    assert simulation.observer.failed == [("DataTransfer", "timeout")]


def right_time(message):
    return {"currentTime": format_timestamp(EPOCH_S + message.at)}


def test_the_clock_is_off_whatever_the_central_system_says_and_right_again_afterwards():
    off = fault(FaultKind.CLOCK_OFF, off_by_s=-3600.0, after=seconds(10), lasts=seconds(100))
    accepted = {"status": "Accepted", "interval": 300}
    answers = {
        "BootNotification": lambda message: accepted | right_time(message),
        "Heartbeat": right_time,
    }
    simulation = Watched(off, answers=answers).begin()
    station = simulation.station

    def error_after(seconds_more):
        simulation.run(seconds_more)
        simulation.spawn("heartbeat", send_heartbeat(station)).run(0)
        return station.epoch_s() - EPOCH_S - station.now

    assert [error_after(wait) for wait in (5, 10, 90, 10)] == [0, -3600, -3600, 0]
    assert station.station.type.quirks.follows_clock
    assert simulation.observer.own_faults == []


def test_effects_of_faults_outlive_the_connection():
    simulation = Watched(fault(FaultKind.NO_PONG)).begin()
    station = simulation.station
    station.effects += [BeginFault(simulation.faults[0]), HoldStill(1.0, "x")]
    station.connection_lost(1.0, "connection reset")
    assert station.effects == [BeginFault(simulation.faults[0])]
