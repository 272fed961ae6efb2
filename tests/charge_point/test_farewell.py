"""The end of a run for one station."""

from support.simulation import SILENCE, Simulation, a_station

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


def test_a_connection_lost_during_the_farewell_does_not_keep_the_station():
    simulation = Simulation({"StopTransaction": SILENCE}).start(charging).run(90)
    simulation.stop().run(1)
    assert not simulation.station.finished
    simulation.lose_connection()
    assert simulation.station.finished
    assert simulation.observer.failed == [("StopTransaction", "connection lost: connection reset")]


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
    station = a_station(configuration={"MeterValueSampleInterval": "30"})
    simulation = Simulation({"MeterValues": SILENCE}, station=station).start(charging).run(35)
    simulation.stop().run(4)
    assert simulation.actions[-2:] == ["StatusNotification", "StopTransaction"]
    assert simulation.station.finished
    assert simulation.observer.failed == [("MeterValues", "timeout")]


def test_a_transaction_whose_end_was_never_sent_does_not_count_as_stopped():
    simulation = Simulation().start(charging).run(10)
    simulation.reachable = False
    simulation.lose_connection().stop()
    assert simulation.station.finished
    assert simulation.observer.stopped_wh == []


def test_a_transaction_whose_stop_could_not_leave_any_more_stays_open():
    def charging_twice(station):
        yield from connect(station)
        yield from boot(station)
        for connector in station.station.connectors[1:]:
            yield from start_transaction(station, connector, "TAG")

    simulation = Simulation({"StopTransaction": SILENCE}).start(charging_twice).run(1)
    simulation.stop().run(1).lose_connection()
    assert simulation.station.finished
    # The first one's end was sent and may have arrived; of the second's nobody knows.
    assert simulation.station.station.open_transactions == 1
    assert simulation.observer.stopped_wh == [0]
