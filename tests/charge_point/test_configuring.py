"""What a new value of a configuration key changes (OCPP 1.6 section 5.3, OCPP-J 1.6 chapter 7)."""

import pytest
from support.simulation import EPOCH_S, SILENCE, VALIDATOR, Simulation, a_station

from ocpp_load.charge_point import call
from ocpp_load.charge_point.activities import (
    boot,
    charge,
    connect,
    plug_in,
    start_transaction,
    stop_transaction,
)
from ocpp_load.charge_point.activities.configuring import apply_configuration
from ocpp_load.handlers import HandlerRegistry, Leniency
from ocpp_load.handlers.effects import ApplyConfiguration
from ocpp_load.handlers.v16.core import configuration as handlers
from ocpp_load.messages.v16.actions import PROFILES, Action
from ocpp_load.ocppj import format_timestamp

NOW = format_timestamp(EPOCH_S)
ACCEPTED = {"status": "Accepted"}


def a_simulation(answers=None, *, configuration=None, lenient=False, **behaviour):
    registry = HandlerRegistry(PROFILES, VALIDATOR, Leniency(registration=lenient))
    registry.register([handlers])
    boot_answer = {"status": "Accepted", "currentTime": NOW, "interval": 100}
    return Simulation(
        {"BootNotification": boot_answer, **(answers or {})},
        registry=registry,
        station=a_station(configuration=configuration or {}),
        consequences={ApplyConfiguration: apply_configuration},
        **behaviour,
    )


def online(station):
    yield from connect(station)
    yield from boot(station)


def charging(station, seconds=1000.0):
    connector = station.station.connector(1)
    yield from online(station)
    yield from plug_in(station, connector)
    yield from start_transaction(station, connector, "TAG")
    yield from charge(station, connector, seconds)


def a_session(station):
    yield from charging(station)
    yield from stop_transaction(station, station.station.connector(1))


def change(simulation, key, value):
    return simulation.command("ChangeConfiguration", {"key": key, "value": value})


def times(simulation, action):
    return [message.at for message in simulation.messages if message.action == action]


@pytest.mark.parametrize("key", ["HeartbeatInterval", "HeartBeatInterval"])
def test_a_new_heartbeat_interval_counts_from_its_change(key):
    simulation = a_simulation().start(online).run(130)
    assert change(simulation, key, "30") == ACCEPTED
    simulation.run(70)
    assert times(simulation, "Heartbeat") == [100, 160, 190]


def test_heartbeats_can_be_turned_off_and_on():
    simulation = a_simulation().start(online).run(110)
    change(simulation, "HeartbeatInterval", "0")
    simulation.run(1000)
    assert times(simulation, "Heartbeat") == [100]
    change(simulation, "HeartbeatInterval", "10")
    simulation.run(25)
    assert times(simulation, "Heartbeat") == [100, 1120, 1130]


def test_the_same_interval_again_leaves_the_heartbeats_as_they_are():
    simulation = a_simulation().start(online).run(150)
    assert change(simulation, "HeartbeatInterval", "100") == ACCEPTED
    simulation.run(60)
    assert times(simulation, "Heartbeat") == [100, 200]


def test_a_station_that_is_not_accepted_yet_sends_no_heartbeat_for_being_configured():
    # Section 4.2: while pending it answers, and sends nothing by itself.
    pending = {"status": "Pending", "currentTime": NOW, "interval": 60}
    simulation = a_simulation({"BootNotification": pending}).start(online).run(5)
    assert change(simulation, "HeartbeatInterval", "10") == ACCEPTED
    assert change(simulation, "ClockAlignedDataInterval", "10") == ACCEPTED
    simulation.run(50)
    assert simulation.actions == ["BootNotification"]
    simulation.answers["BootNotification"] = pending | {"status": "Accepted", "interval": 0}
    simulation.run(40)
    assert times(simulation, "Heartbeat") == [70, 80, 90]
    # On two connectors; the wall clock was set to a whole minute when it was accepted.
    assert times(simulation, "MeterValues") == pytest.approx([70, 70, 80, 80, 90, 90])


@pytest.mark.parametrize("key", ["HeartbeatInterval", "ClockAlignedDataInterval"])
def test_a_station_that_has_not_even_booted_sends_nothing_for_being_configured(key):
    simulation = a_simulation(lenient=True).start(connect).run(5)
    assert change(simulation, key, "10") == ACCEPTED
    assert simulation.run(100).actions == []


def test_a_new_ping_interval_counts_from_its_change():
    simulation = a_simulation(configuration={"WebSocketPingInterval": "20"}).start(online).run(50)
    assert change(simulation, "WebSocketPingInterval", "7") == ACCEPTED
    simulation.run(20)
    assert simulation.pings == [20, 40, 57, 64]


def test_pings_can_be_turned_on_and_off():
    simulation = a_simulation().start(online).run(50)
    change(simulation, "WebSocketPingInterval", "20")
    simulation.run(50)
    change(simulation, "WebSocketPingInterval", "0")
    simulation.run(500)
    assert simulation.pings == [70, 90]


def test_a_station_without_a_connection_pings_nobody():
    simulation = a_simulation().start(online).run(50)
    simulation.reachable = False
    simulation.lose_connection()
    simulation.spawn(
        "by hand",
        apply_configuration(simulation.station, ApplyConfiguration("WebSocketPingInterval")),
    )
    simulation.station.station.configuration["WebSocketPingInterval"] = "5"
    simulation.run(60)
    assert simulation.pings == []
    simulation.reachable = True
    simulation.run(60)
    assert simulation.pings
    assert simulation.pings[0] == simulation.attempts[-1] + 5


def test_a_new_sample_interval_counts_from_its_change():
    simulation = a_simulation(configuration={"MeterValueSampleInterval": "60"})
    simulation.start(charging).run(100)
    assert change(simulation, "MeterValueSampleInterval", "25") == ACCEPTED
    simulation.run(60)
    assert times(simulation, "MeterValues") == [60, 125, 150]


def test_samples_can_be_turned_off_and_on_while_energy_flows_on():
    simulation = a_simulation(configuration={"MeterValueSampleInterval": "60"})
    simulation.start(a_session).run(100)
    change(simulation, "MeterValueSampleInterval", "0")
    simulation.run(500)
    change(simulation, "MeterValueSampleInterval", "300")
    simulation.run(390)
    assert times(simulation, "MeterValues") == [60, 900]
    simulation.run(20)
    [stop] = simulation.payloads("StopTransaction")
    assert stop["meterStop"] == 6111  # 22 kW for 1000 s
    assert simulation.observer.own_faults == []


def test_a_sample_interval_that_changes_while_a_sample_is_answered_counts_from_the_change():
    simulation = a_simulation(configuration={"MeterValueSampleInterval": "60"}, latency_s=4.0)
    simulation.start(charging).run(100)
    [first] = times(simulation, "MeterValues")
    simulation.run(first + 62 - simulation.now)
    change(simulation, "MeterValueSampleInterval", "10")
    simulation.run(25)
    assert [at - first for at in times(simulation, "MeterValues")] == [0, 60, 72, 82]


def test_new_measurands_are_sampled_from_the_next_sample_on():
    simulation = a_simulation(configuration={"MeterValueSampleInterval": "60"})
    simulation.start(charging).run(100)
    assert change(simulation, "MeterValuesSampledData", "Voltage.L1-N,Power.Active.Import") == (
        ACCEPTED
    )
    simulation.run(50)
    first, second = (
        [
            (value["measurand"], value.get("phase"))
            for value in payload["meterValue"][0]["sampledValue"]
        ]
        for payload in simulation.payloads("MeterValues")
    )
    assert first == [("Energy.Active.Import.Register", None)]
    assert second == [("Voltage", "L1-N"), ("Power.Active.Import", None)]


def test_where_no_measurand_is_to_be_sampled_no_sample_is_sent():
    simulation = a_simulation(configuration={"MeterValueSampleInterval": "60"})
    simulation.start(charging).run(100)
    change(simulation, "MeterValuesSampledData", "")
    simulation.run(800)
    assert times(simulation, "MeterValues") == [60]


def test_a_charge_ends_with_its_transaction():
    simulation = a_simulation(configuration={"MeterValueSampleInterval": "60"})
    simulation.start(charging).run(100)
    connector = simulation.station.station.connector(1)
    simulation.spawn("remote stop", stop_transaction(simulation.station, connector)).run(1)
    assert not simulation.station.is_running("script")
    simulation.run(500)
    assert times(simulation, "MeterValues") == [60]
    assert connector.meter.power_w == 0
    assert len(simulation.payloads("StopTransaction")) == 1


def test_a_charge_that_ends_late_leaves_the_next_ones_power_alone():
    simulation = a_simulation(
        {"MeterValues": SILENCE}, configuration={"MeterValueSampleInterval": "60"}
    )
    simulation.start(charging).run(61)
    connector = simulation.station.station.connector(1)

    def the_next_session(station):
        station.spawn("stop", stop_transaction(station, connector))
        station.spawn("start", start_transaction(station, connector, "OTHER"))
        yield from charge(station, connector, 500)

    simulation.spawn("the next", the_next_session(simulation.station)).run(40)
    assert simulation.observer.failed == [("MeterValues", "timeout")]
    assert not simulation.station.is_running("script")
    assert connector.transaction.id_tag == "OTHER"
    assert connector.meter.power_w == 22_000


def test_a_message_timeout_is_that_of_the_run_until_the_central_system_sets_one():
    # Errata 3.83.
    simulation = a_simulation({"DataTransfer": SILENCE}, call_timeout_s=30.0).start(online).run(1)

    def waits_s():
        begun = simulation.now
        asking = call(Action.DATA_TRANSFER, {"vendorId": "v"})
        simulation.spawn("asking", asking)
        while simulation.station.is_running("asking"):
            simulation.run(1)
        return simulation.now - begun

    assert waits_s() == 30
    assert change(simulation, "MessageTimeout", "7") == ACCEPTED
    assert waits_s() == 7


def test_a_key_without_a_timer_starts_nothing():
    simulation = a_simulation().start(online).run(50)
    before = list(simulation.actions)
    for key, value in [("ConnectionTimeOut", "5"), ("AuthorizeRemoteTxRequests", "true")]:
        assert change(simulation, key, value) == ACCEPTED
    simulation.run(45)
    assert simulation.actions == before
    assert simulation.station.station.configuration.seconds("ConnectionTimeOut") == 5
    assert simulation.observer.own_faults == []
