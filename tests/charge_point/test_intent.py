"""Calls are timed from when they were due, however late the generator or the central system is.

What is left out of the time from the intent is hidden: coordinated omission. The round trip is
the central system's alone.
"""

import pytest
from support.simulation import EPOCH_S, Simulation, a_station

from ocpp_load.charge_point import Pause
from ocpp_load.charge_point.activities import boot, charge, connect, plug_in, start_transaction
from ocpp_load.ocppj import format_timestamp
from ocpp_load.scenario import parse_scenario
from ocpp_load.scenario.commission import Commission

LATE_S, ANSWER_S = 0.3, 0.02
HEAD = """\
name: test
ocpp: "1.6"
station: {vendor: v, model: m, connectors: 2}
steps:
  - connect
  - boot
"""


def online(station):
    yield from connect(station)
    yield from boot(station)


def a_simulation(answers=None, script=online, interval=86_400, **configuration):
    """A station that runs `script`, with a generator that is late from second 1 on."""
    clock = {"currentTime": format_timestamp(EPOCH_S)}
    usual = {
        "BootNotification": {"status": "Accepted", "interval": interval, **clock},
        "Heartbeat": lambda message: {"currentTime": format_timestamp(EPOCH_S + message.at)},
    }
    settings = {"MeterValueSampleInterval": "0", **configuration}
    simulation = Simulation(
        usual | (answers or {}), station=a_station(configuration=settings), latency_s=ANSWER_S
    )
    return late_from_now(simulation.start(script).run(1))


def late_from_now(simulation):
    simulation.observer.times.clear()
    simulation.late_s = LATE_S
    return simulation


def running(steps, answers=None):
    """A station that runs the steps of a scenario, with a generator that is never late."""
    commission = Commission(parse_scenario((HEAD + steps).encode(), "x.yaml"))
    simulation = Simulation(answers, station=commission.station(1), latency_s=ANSWER_S)
    return simulation.start(commission.script)


def times(simulation, action):
    """Round trip and time from the intent of every answered Call of that action."""
    return [
        (pytest.approx(round_trip_s), pytest.approx(from_intent_s))
        for name, round_trip_s, from_intent_s in simulation.observer.times
        if name == action
    ]


LATE = (ANSWER_S, LATE_S + ANSWER_S)


def test_a_call_after_a_pause_is_late_from_its_intent_and_not_in_its_round_trip():
    def script(station):
        yield from online(station)
        yield Pause(10)
        station.spawn("values", charge_nothing(station))

    def charge_nothing(station):
        yield from plug_in(station, station.station.connector(1))

    simulation = a_simulation(script=script).run(20)
    assert times(simulation, "StatusNotification") == [LATE]


def test_heartbeats_are_timed_from_when_they_are_due():
    simulation = a_simulation(interval=10).run(35)
    assert times(simulation, "Heartbeat") == [LATE] * 3
    beats = [message.at for message in simulation.messages if message.action == "Heartbeat"]
    assert beats == pytest.approx([10.32, 20.32, 30.32])  # each 300 ms late, and no further


def test_a_heartbeat_that_was_due_before_the_last_one_was_answered_had_to_wait_for_that():
    simulation = a_simulation(interval=10)
    simulation.late_s, simulation.latency_s = 0.0, 15.0
    simulation.run(60)
    first, second, *_ = times(simulation, "Heartbeat")
    assert (first, second) == ((15, 15), (15, 20))


def test_clock_aligned_values_of_all_connectors_are_timed_from_the_aligned_time():
    simulation = a_simulation(ClockAlignedDataInterval="900").run(150)
    assert times(simulation, "MeterValues") == [
        LATE,
        (ANSWER_S, LATE_S + 2 * ANSWER_S),  # had to wait for the other connector's
    ]


def session(station):
    place = station.station.connector(1)
    yield from online(station)
    yield from plug_in(station, place)
    yield from start_transaction(station, place, "TAG")
    yield from charge(station, place, 1000)


def test_clock_aligned_values_of_a_transaction_are_timed_from_the_aligned_time():
    simulation = a_simulation(script=session, ClockAlignedDataInterval="60").run(100)
    assert times(simulation, "MeterValues")[0] == LATE


def test_samples_of_a_transaction_are_timed_from_when_they_were_to_be_taken():
    simulation = a_simulation(script=session, MeterValueSampleInterval="60").run(100)
    started, values = (
        next(message.at for message in simulation.messages if message.action == action)
        for action in ("StartTransaction", "MeterValues")
    )
    late_s = values - (started + 60)
    assert late_s > 0.2
    assert times(simulation, "MeterValues") == [(ANSWER_S, late_s + ANSWER_S)]


def test_a_start_transaction_that_nothing_precedes_is_timed_from_when_it_was_due():
    def script(station):
        place = station.station.connector(1)
        yield from online(station)
        yield from plug_in(station, place)
        yield Pause(10)
        yield from start_transaction(station, place, "TAG")

    simulation = a_simulation(script=script).run(20)
    assert times(simulation, "StartTransaction") == [LATE]


@pytest.mark.parametrize("every", ["10 s", "{uniform: [10 s, 10 s]}", "'${5 * 2}'"])
@pytest.mark.parametrize("when_late", ["shift", "catch_up"])
def test_a_round_that_the_generator_begins_late_is_timed_from_when_it_was_due(every, when_late):
    simulation = running(
        f"  - repeat: {{every: {every}, when_late: {when_late}, steps: [heartbeat]}}\n"
    )
    late_from_now(simulation.run(1)).run(40)
    assert times(simulation, "Heartbeat")[:3] == [LATE] * 3


def sent(simulation):
    return [message.at for message in simulation.messages if message.action == "Heartbeat"]


class Stall:
    """A central system that answers nothing from one second to another, and everything then."""

    def __init__(self, begins_at, ends_at):
        self.begins_at, self.ends_at = begins_at, ends_at

    def run(self, simulation, until):
        simulation.run(self.begins_at - simulation.now)
        simulation.latency_s = self.ends_at - self.begins_at
        simulation.run(self.ends_at - 0.5 - simulation.now)
        simulation.latency_s = 0.0
        return simulation.run(until - simulation.now)


def test_with_shift_what_a_stall_kept_from_beginning_is_left_out():
    simulation = running("  - repeat: {every: 1 s, steps: [heartbeat]}\n").run(0.5)
    due = simulation.messages[-1].at
    Stall(due + 2.5, due + 7.0).run(simulation, due + 12.5)
    after = [round(at - due, 3) for at in sent(simulation)]
    assert after == [0, 1, 2, 3, 7.5, 8.5, 9.5, 10.5, 11.5, 12.5][: len(after)]
    from_intent = [round(late, 3) for _, _, late in simulation.observer.times[-len(after) :]]
    assert from_intent[:5] == [ANSWER_S, ANSWER_S, ANSWER_S, 4.5, 3.5]


def test_with_catch_up_every_missed_round_follows_and_tells_how_long_it_had_to_wait():
    simulation = running("  - repeat: {every: 1 s, when_late: catch_up, steps: [heartbeat]}\n").run(
        0.5
    )
    due = simulation.messages[-1].at
    Stall(due + 2.5, due + 7.0).run(simulation, due + 12.4)
    after = [round(at - due, 3) for at in sent(simulation)]
    assert after == [0, 1, 2, 3, *[7.5] * 4, 8, 9, 10, 11, 12]
    beats = simulation.observer.times[-len(after) :]
    assert [round(late, 3) for _, _, late in beats][3:9] == [4.5, 3.5, 2.5, 1.5, 0.5, 0]
    assert [round(trip, 3) for _, trip, _ in beats][3:9] == [4.5, 0, 0, 0, 0, 0]


def test_only_the_first_call_of_a_round_was_due_when_the_round_was():
    simulation = running("  - repeat: {every: 10 s, steps: [heartbeat, heartbeat]}\n")
    late_from_now(simulation.run(1)).run(10)
    assert times(simulation, "Heartbeat") == [LATE, (ANSWER_S, ANSWER_S)]


def test_rounds_without_a_pace_are_due_when_they_begin():
    simulation = running("  - repeat: {times: 3, steps: [heartbeat]}\n").run(1)
    assert times(simulation, "Heartbeat") == [(ANSWER_S, ANSWER_S)] * 3
