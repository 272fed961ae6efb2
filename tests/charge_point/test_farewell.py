"""The end of a run for one station."""

from support.simulation import SILENCE, Simulation

from ocpp_load.charge_point import Pause
from ocpp_load.charge_point.activities import (
    boot,
    charge,
    connect,
    send_heartbeat,
    start_transaction,
)


def charging(station):
    yield from connect(station)
    yield from boot(station)
    connector = station.station.connector(1)
    yield from start_transaction(station, connector, "TAG")
    yield from charge(station, connector, 10_000)


def test_a_charging_station_stops_its_transaction_and_then_closes():
    simulation = Simulation().start(charging).run(90)
    simulation.stop().run(1)
    assert simulation.station.finished
    [stop] = simulation.payloads("StopTransaction")
    assert (stop["transactionId"], stop["meterStop"]) == (1, 550)
    assert simulation.closings == [(90, 1000, "closed by us")]
    assert simulation.observer.stopped_wh == [550]


def test_a_transaction_that_is_just_being_started_is_waited_for_and_stopped():
    simulation = Simulation(latency_s=2.0).start(charging).run(11)
    assert simulation.actions[-1] == "StartTransaction"
    simulation.stop().run(30)
    assert simulation.payloads("StopTransaction")[0]["transactionId"] == 1
    assert simulation.station.finished


def test_nothing_new_begins_once_the_run_is_over():
    simulation = Simulation(latency_s=1.0).start(charging).run(1000)
    simulation.messages.clear()
    simulation.stop().run(10_000)
    assert simulation.actions == ["StatusNotification", "StopTransaction"]


def test_a_station_without_a_connection_leaves_at_once():
    simulation = Simulation()
    simulation.reachable = False
    simulation.start(charging).run(10)
    simulation.stop()
    assert simulation.station.finished


def test_a_stop_that_is_lost_with_its_connection_is_sent_again_before_the_station_leaves():
    simulation = Simulation({"StopTransaction": SILENCE}).start(charging).run(90)
    simulation.stop().run(1)
    assert not simulation.station.finished
    del simulation.answers["StopTransaction"]
    simulation.lose_connection().run(8)
    assert simulation.station.finished
    assert simulation.actions[-2:] == ["StopTransaction", "StopTransaction"]
    assert simulation.observer.failed == [("StopTransaction", "connection lost: connection reset")]
    assert simulation.observer.delivered == 1


def test_a_connection_lost_with_nothing_left_to_deliver_does_not_keep_the_station():
    simulation = Simulation({"StatusNotification": SILENCE}).start(charging).run(1)
    simulation.stop()
    simulation.run(4)
    assert simulation.station.finished


def test_a_call_in_flight_when_the_station_is_ended_by_force_is_neither_success_nor_failure():
    def beat(station):
        yield from connect(station)
        yield from boot(station)
        yield from send_heartbeat(station)

    simulation = Simulation({"Heartbeat": SILENCE}).start(beat).run(1)
    answered = len(simulation.observer.answered)
    simulation.station.abandon()
    assert simulation.observer.cut_off == ["Heartbeat"]
    assert simulation.observer.failed == []
    assert len(simulation.observer.answered) == answered


def test_a_call_in_flight_when_the_station_leaves_is_neither_success_nor_failure():
    def beat(station):
        yield from connect(station)
        yield from boot(station)
        yield from send_heartbeat(station)

    simulation = Simulation({"Heartbeat": SILENCE}).start(beat).run(1)
    simulation.stop()
    assert simulation.station.finished
    assert simulation.observer.cut_off == ["Heartbeat"]
    assert simulation.observer.failed == []


def test_the_activities_of_a_station_ended_by_force_are_closed():
    closed = []

    def watched(_station):
        try:
            yield Pause(1000)
        finally:
            closed.append(True)

    simulation = Simulation().start(watched)
    simulation.station.abandon()
    assert closed == [True]
    assert simulation.station.finished


def test_an_unanswered_call_of_the_script_does_not_keep_the_last_stop_from_leaving():
    simulation = Simulation({"Heartbeat": SILENCE}).start(charging).run(35)
    simulation.spawn("beat", send_heartbeat(simulation.station)).run(1)
    simulation.stop().run(4)
    assert simulation.actions[-2:] == ["StatusNotification", "StopTransaction"]
    assert simulation.station.finished
    # Its own timeout was not over: it is the end that did not wait.
    assert simulation.observer.cut_off == ["Heartbeat"]
    assert simulation.observer.failed == []


def test_a_call_whose_timeout_is_over_while_the_station_leaves_has_failed():
    simulation = Simulation({"Heartbeat": SILENCE}).start(charging).run(35)
    simulation.spawn("beat", send_heartbeat(simulation.station)).run(29)
    simulation.stop().run(4)
    assert simulation.observer.failed == [("Heartbeat", "timeout")]
    assert simulation.observer.cut_off == []


def test_a_station_that_has_transactions_to_tell_of_tries_to_connect_for_as_long_as_it_is_let():
    simulation = Simulation().start(charging).run(10)
    simulation.reachable = False
    simulation.lose_connection().stop().run(9)
    assert not simulation.station.finished
    assert len(simulation.attempts) > 2
    simulation.reachable = True
    simulation.run(20)
    assert simulation.station.finished
    assert simulation.observer.delivered == 1
    assert simulation.observer.transaction_faults == []


def test_a_station_that_is_restarting_at_the_end_boots_and_tells_what_the_restart_has_ended():
    simulation = Simulation().start(charging).run(90)
    simulation.command("Reset", {"type": "Hard"})
    simulation.run(1).stop().run(10)
    assert simulation.station.finished
    after_boot = simulation.actions[simulation.actions.index("BootNotification", 1) + 1 :]
    assert after_boot[0] == "StopTransaction"
    assert simulation.observer.delivered == 1


def test_what_could_not_be_told_when_time_is_up_is_left_open_and_named():
    def charging_twice(station):
        yield from connect(station)
        yield from boot(station)
        for connector in station.station.connectors[1:]:
            yield from start_transaction(station, connector, "TAG")

    simulation = Simulation({"StopTransaction": SILENCE}).start(charging_twice).run(1)
    simulation.stop().run(1)
    simulation.station.abandon()
    assert simulation.observer.stopped_wh == [0, 0]
    assert simulation.observer.delivered == 0
    assert simulation.observer.transaction_faults == [
        (
            "left open",
            "CP000007",
            number,
            "StopTransaction was not acknowledged when the run was over",
        )
        for number in (1, 2)
    ]
