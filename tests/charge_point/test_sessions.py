"""Charging sessions (OCPP 1.6 sections 4.1, 4.7 to 4.10)."""

from itertools import pairwise

import pytest
from support.simulation import SILENCE, ErrorAnswer, Simulation, a_station

from ocpp_load.charge_point.activities import (
    authorize,
    boot,
    charge,
    connect,
    plug_in,
    send_meter_values,
    start_transaction,
    stop_transaction,
    unplug,
)
from ocpp_load.charge_point.activities.resetting import lose_power
from ocpp_load.ocppj import parse_timestamp

REFUSED = {"idTagInfo": {"status": "Blocked"}}


def session(station, seconds=90.0, connector_id=1):
    connector = station.station.connector(connector_id)
    yield from plug_in(station, connector)
    yield from authorize(station, "TAG")
    yield from start_transaction(station, connector, "TAG")
    yield from charge(station, connector, seconds)
    yield from stop_transaction(station, connector)
    yield from unplug(station, connector)


def online(steps):
    def script(station):
        yield from connect(station)
        yield from boot(station)
        yield from steps(station)

    return script


def after_boot(simulation):
    return [m for m in simulation.messages if m.action != "BootNotification"][3:]


def statuses(simulation):
    return [m.payload["status"] for m in after_boot(simulation) if m.action == "StatusNotification"]


def test_a_session_goes_by_the_book():
    station = a_station(configuration={"MeterValueSampleInterval": "30"})
    simulation = Simulation(station=station).start(online(session)).run(100)
    assert [m.action for m in after_boot(simulation)] == [
        "StatusNotification",
        "Authorize",
        "StartTransaction",
        "StatusNotification",
        "MeterValues",
        "MeterValues",
        "StatusNotification",
        "StopTransaction",
        "StatusNotification",
    ]
    assert statuses(simulation) == ["Preparing", "Charging", "Finishing", "Available"]
    [start] = simulation.payloads("StartTransaction")
    assert (start["connectorId"], start["idTag"], start["meterStart"]) == (1, "TAG", 0)
    [stop] = simulation.payloads("StopTransaction")
    # 22 kW for 90 s are 550 Wh.
    assert (stop["transactionId"], stop["meterStop"], stop["idTag"]) == (1, 550, "TAG")
    assert simulation.observer.stopped_wh == [550]
    assert simulation.observer.own_faults == []


def test_meter_values_carry_the_transaction_and_never_run_backwards():
    station = a_station(configuration={"MeterValueSampleInterval": "30"})
    simulation = Simulation(station=station).start(online(session)).run(100)
    values = simulation.payloads("MeterValues")
    assert [value["transactionId"] for value in values] == [1, 1]
    readings = [int(value["meterValue"][0]["sampledValue"][0]["value"]) for value in values]
    assert readings == [183, 366]


def test_every_configured_measurand_is_sampled_with_its_phases_and_units():
    measurands = "Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage"
    station = a_station(
        configuration={"MeterValueSampleInterval": "60", "MeterValuesSampledData": measurands}
    )
    simulation = Simulation(station=station).start(online(session)).run(100)
    [values] = simulation.payloads("MeterValues")
    sampled = values["meterValue"][0]["sampledValue"]
    assert [(s["measurand"], s.get("phase"), s["value"], s["unit"]) for s in sampled] == [
        ("Energy.Active.Import.Register", None, "366", "Wh"),
        ("Power.Active.Import", None, "22000.0", "W"),
        ("Current.Import", "L1", "31.88", "A"),
        ("Current.Import", "L2", "31.88", "A"),
        ("Current.Import", "L3", "31.88", "A"),
        ("Voltage", "L1-N", "230.0", "V"),
        ("Voltage", "L2-N", "230.0", "V"),
        ("Voltage", "L3-N", "230.0", "V"),
    ]


def test_no_meter_values_are_sent_where_the_interval_is_0():
    station = a_station(configuration={"MeterValueSampleInterval": "0"})
    simulation = Simulation(station=station).start(online(session)).run(100)
    assert "MeterValues" not in simulation.actions
    assert simulation.observer.stopped_wh == [550]


def test_samples_are_taken_in_time_however_slow_the_answers_are():
    station = a_station(configuration={"MeterValueSampleInterval": "10"})
    simulation = Simulation(station=station, latency_s=25.0)
    simulation.start(online(lambda s: session(s, 100.0))).run(500)
    sampled = [
        parse_timestamp(payload["meterValue"][0]["timestamp"])
        for payload in simulation.payloads("MeterValues")
    ]
    assert len(sampled) > 8
    assert {later - earlier for earlier, later in pairwise(sampled)} == {10}


@pytest.mark.parametrize("answer", [REFUSED, ErrorAnswer("InternalError")])
def test_a_driver_who_is_not_authorized_gets_no_transaction_and_leaves(answer):
    simulation = Simulation({"Authorize": answer}).start(online(session)).run(100)
    assert [m.action for m in after_boot(simulation)] == [
        "StatusNotification",
        "Authorize",
        "StatusNotification",
    ]
    assert statuses(simulation) == ["Preparing", "Available"]


def test_the_next_driver_at_that_connector_is_not_taken_for_the_refused_one():
    answers = iter([REFUSED, {"idTagInfo": {"status": "Accepted"}}])

    def two_sessions(station):
        yield from session(station)
        yield from session(station)

    simulation = Simulation({"Authorize": lambda _: next(answers)})
    simulation.start(online(two_sessions)).run(200)
    assert simulation.actions.count("StartTransaction") == 1


def test_a_transaction_refused_by_its_start_answer_is_stopped_as_deauthorized():
    refused = {"transactionId": 9, **REFUSED}
    simulation = Simulation({"StartTransaction": refused}).start(online(session)).run(200)
    [stop] = simulation.payloads("StopTransaction")
    assert (stop["transactionId"], stop["reason"], stop["meterStop"]) == (9, "DeAuthorized", 0)
    assert statuses(simulation) == ["Preparing", "Finishing", "Available"]


def test_it_goes_on_without_energy_where_it_is_not_to_be_stopped():
    station = a_station(configuration={"StopTransactionOnInvalidId": "false"})
    refused = {"transactionId": 9, **REFUSED}
    simulation = Simulation({"StartTransaction": refused}, station=station)
    simulation.start(online(session)).run(200)
    [stop] = simulation.payloads("StopTransaction")
    assert (stop["transactionId"], stop["meterStop"], "reason" in stop) == (9, 0, False)
    assert statuses(simulation) == ["Preparing", "SuspendedEVSE", "Finishing", "Available"]


def test_a_transaction_whose_start_was_never_answered_carries_minus_1():
    simulation = Simulation({"StartTransaction": SILENCE}, call_timeout_s=5.0)
    simulation.start(online(session)).run(300)
    assert {value["transactionId"] for value in simulation.payloads("MeterValues")} == {-1}
    assert simulation.payloads("StopTransaction")[0]["transactionId"] == -1
    assert simulation.observer.failed == [("StartTransaction", "timeout")] * 3


def test_pulling_the_cable_out_ends_the_transaction_that_still_runs():
    def pulled_out(station):
        connector = station.station.connector(1)
        yield from plug_in(station, connector)
        yield from start_transaction(station, connector, "TAG")
        yield from charge(station, connector, 60)
        yield from unplug(station, connector)

    simulation = Simulation().start(online(pulled_out)).run(100)
    [stop] = simulation.payloads("StopTransaction")
    assert stop["reason"] == "EVDisconnected"
    assert statuses(simulation)[-1] == "Available"


def test_two_connectors_charge_side_by_side():
    def both(station):
        station.spawn("second session", session(station, 100.0, connector_id=2))
        yield from session(station, 100.0, connector_id=1)

    simulation = Simulation().start(online(both)).run(150)
    starts = simulation.payloads("StartTransaction")
    assert [start["connectorId"] for start in starts] == [2, 1]
    stops = simulation.payloads("StopTransaction")
    assert {stop["transactionId"] for stop in stops} == {1, 2}


def test_meter_values_without_a_transaction_carry_none():
    simulation = Simulation().start(online(lambda s: send_meter_values(s, s.station.connector(1))))
    [value] = simulation.run(1).payloads("MeterValues")
    assert "transactionId" not in value


def test_a_status_that_the_table_does_not_allow_ends_the_script_and_not_the_station():
    def plugs_in_while_charging(station):
        connector = station.station.connector(1)
        yield from start_transaction(station, connector, "TAG")
        yield from plug_in(station, connector)

    simulation = Simulation().start(online(plugs_in_while_charging)).run(400)
    [(where, problem)] = simulation.observer.own_faults
    assert where == "script"
    assert problem.startswith("a connector cannot change from Charging to Preparing")
    assert "Heartbeat" in simulation.actions


def test_sessions_without_a_cable_in_the_script_go_by_the_book_all_the_same():
    def bare_sessions(station):
        connector = station.station.connector(1)
        for _ in range(2):
            yield from start_transaction(station, connector, "TAG")
            yield from charge(station, connector, 60)
            yield from stop_transaction(station, connector)

    simulation = Simulation().start(online(bare_sessions)).run(200)
    assert statuses(simulation) == ["Preparing", "Charging", "Finishing"] * 2
    assert simulation.observer.own_faults == []


def test_an_id_tag_that_was_refused_starts_no_transaction_on_any_connector():
    def at_the_other_connector(station):
        yield from authorize(station, "TAG")
        yield from start_transaction(station, station.station.connector(2), "TAG")
        yield from start_transaction(station, station.station.connector(2), "OTHER")

    simulation = Simulation({"Authorize": REFUSED}).start(online(at_the_other_connector)).run(1)
    [start] = simulation.payloads("StartTransaction")
    assert start["idTag"] == "OTHER"
    assert simulation.observer.refused == 1


def test_a_refusal_by_the_start_answer_is_not_for_ever():
    answers = iter(
        [{"transactionId": 1, **REFUSED}, {"transactionId": 2, "idTagInfo": {"status": "Accepted"}}]
    )

    def twice(station):
        for _ in range(2):
            yield from start_transaction(station, station.station.connector(1), "TAG")

    simulation = Simulation({"StartTransaction": lambda _: next(answers)}).start(online(twice))
    simulation.run(10)
    assert simulation.actions.count("StartTransaction") == 2
    assert simulation.station.station.connectors[1].status == "Charging"


def plugged_in(station):
    yield from plug_in(station, station.station.connector(1))


def test_a_driver_who_comes_while_the_station_has_no_power_is_turned_away():
    simulation = Simulation().start(online(plugged_in)).run(1)
    simulation.spawn("dark", lose_power(simulation.station, 60.0)).run(5)
    connector = simulation.station.station.connector(1)
    simulation.spawn("driver", start_transaction(simulation.station, connector, "TAG")).run(100)
    assert simulation.payloads("StartTransaction") == []
    assert simulation.observer.refused == 1
