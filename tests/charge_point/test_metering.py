"""Metering: power, its limits, and what is told of it (OCPP 1.6 sections 3.13, 3.16, 4.7 and 4.9)."""

from dataclasses import replace

import pytest
from support.charging import DEFAULT, MAX, TX, wire_profile
from support.simulation import EPOCH_S, VALIDATOR, Simulation, a_station

from ocpp_load.charge_point.activities import (
    ChargeTarget,
    boot,
    charge,
    connect,
    lose_power,
    plug_in,
    send_meter_values,
    start_transaction,
    stop_transaction,
    unplug,
)
from ocpp_load.messages.v16.enums import Measurand
from ocpp_load.model.electrical.electrical import (
    USUAL_ELECTRICAL,
    USUAL_MEASURANDS,
    Electrical,
    SupplyType,
)
from ocpp_load.model.electrical.vehicle import VehicleType
from ocpp_load.ocppj import format_timestamp, parse_timestamp

# 10 kWh, half full; 11 kW until 80 %, then down to 550 W at 100 %.
SMALL_EV = VehicleType(10_000, lowest_soc=0.5, highest_soc=0.5, max_power_w=11_000)
WITH_EV = Electrical(ev=SMALL_EV)
DC = Electrical(SupplyType.DC, 400.0, ev=SMALL_EV, measurands=USUAL_MEASURANDS[SupplyType.DC])
ENERGY, POWER = "Energy.Active.Import.Register", "Power.Active.Import"
BLOCKED = {"transactionId": 9, "idTagInfo": {"status": "Blocked"}}
ACCEPTED = {"status": "Accepted"}


def a_simulation(answers=None, *, connectors=1, electrical=USUAL_ELECTRICAL, **fields):
    """Return an accepted station; without other wishes nothing is sampled periodically."""
    configuration = {"MeterValueSampleInterval": "0"} | fields.pop("configuration", {})
    station = a_station(connectors, electrical=electrical, configuration=configuration, **fields)
    boot_answer = {
        "status": "Accepted",
        "currentTime": format_timestamp(EPOCH_S),
        "interval": 1_000_000,
    }
    simulation = Simulation({"BootNotification": boot_answer, **(answers or {})}, station=station)

    def online(charge_point):
        yield from connect(charge_point)
        yield from boot(charge_point)

    simulation.start(online).run(0)
    simulation.messages.clear()
    return simulation


def session(station, seconds=1e9, connector_id=1, target=None):
    connector = station.station.connector(connector_id)
    yield from plug_in(station, connector)
    yield from start_transaction(station, connector, "TAG")
    yield from charge(station, connector, seconds, target or ChargeTarget())
    yield from stop_transaction(station, connector)
    yield from unplug(station, connector)


def charging(simulation, connector_id=1, **options):
    steps = session(simulation.station, connector_id=connector_id, **options)
    return simulation.spawn(f"driver {connector_id}", steps)


def statuses(simulation, connector_id=1):
    """Return second and status of every StatusNotification of a connector."""
    return [
        (round(message.at, 3), message.payload["status"])
        for message in simulation.messages
        if message.action == "StatusNotification" and message.payload["connectorId"] == connector_id
    ]


def values(meter_value):
    """Return measurand (with its phase) and value of every SampledValue, as printed."""
    return {
        ".".join(filter(None, (one["measurand"], one.get("phase")))): one["value"]
        for one in meter_value["sampledValue"]
    }


def sampled(simulation, connector_id=1):
    """Return second and values of every MeterValues of a connector."""
    return [
        (round(parse_timestamp(each["timestamp"]) - EPOCH_S, 3), values(each))
        for payload in simulation.payloads("MeterValues")
        if payload["connectorId"] == connector_id
        for each in payload["meterValue"]
    ]


def set_profile(simulation, connector_id, *args, **fields):
    profile = wire_profile(*args, **fields)
    payload = {"connectorId": connector_id, "csChargingProfiles": profile}
    assert simulation.command("SetChargingProfile", payload) == ACCEPTED


def power_of(simulation, connector_id=1):
    meter = simulation.station.station.connectors[connector_id].meter
    return round(meter.power_at(simulation.now), 6)


# --- a charge from beginning to end ------------------------------------------------------------


def test_a_limited_charge_that_tapers_is_told_in_values_that_agree():
    """Every figure below was worked out by hand.

    16 A on three phases are 11,040 W, of which the EV takes 11,000: 1,833.3 Wh in 600 s. From then
    on 8 A are 5,520 W: 920 Wh in each 600 s. The EV's maximum falls by 10,450 W over the last
    2,000 Wh; it is 5,520 W where 951.2 Wh are missing, at 4,048.8 Wh, which is second 2,044.87.
    From there the power falls by 10,450 / 2,000 / 3,600 of itself each second.
    """
    lists = f"{ENERGY},{POWER},Current.Import.L1,SoC,Power.Offered,Current.Offered"
    measurands = USUAL_MEASURANDS[SupplyType.AC] | {Measurand.SOC}
    simulation = a_simulation(
        electrical=replace(WITH_EV, measurands=measurands),
        configuration={"MeterValueSampleInterval": "600", "MeterValuesSampledData": lists},
    )
    set_profile(simulation, 0, DEFAULT, (0, 16), (600, 8), kind="Absolute")
    charging(simulation, target=ChargeTarget(soc=1.0)).run(10_000)
    first, second, third, fourth, *_ = sampled(simulation)
    keys = (ENERGY, POWER, "Current.Import.L1", "SoC", "Power.Offered", "Current.Offered")
    assert [(at, *map(each.get, keys)) for at, each in (first, second, third, fourth)] == [
        (600, "1833", "5520.0", "8.00", "68.3", "5520.0", "8.00"),
        (1200, "2753", "5520.0", "8.00", "77.5", "5520.0", "8.00"),
        (1800, "3673", "5520.0", "8.00", "86.7", "5520.0", "8.00"),
        # 355.13 s later: 5520 W · e^-0.51543, and (5520 - 3296.8) W / 5.225 h^-1 more energy.
        (2400, "4474", "3296.8", "4.78", "94.7", "5520.0", "8.00"),
    ]
    [stop] = simulation.payloads("StopTransaction")
    assert stop["meterStop"] == 5000
    # Full at 550 W: ln(5520 / 550) / (10450 / 2000 / 3600) s later.
    assert [status for _, status in statuses(simulation)] == [
        "Preparing",
        "Charging",
        "SuspendedEV",
        "Finishing",
        "Available",
    ]
    assert statuses(simulation)[2][0] == pytest.approx(2044.87 + 1588.97, abs=0.1)
    assert simulation.observer.own_faults == []


def test_without_an_ev_all_that_is_offered_flows_as_long_as_the_step_lasts():
    simulation = charging(a_simulation(), seconds=36_000).run(40_000)
    assert simulation.payloads("StopTransaction")[0]["meterStop"] == 220_000


def test_a_full_ev_suspends_and_the_transaction_goes_on():
    simulation = charging(a_simulation(electrical=WITH_EV), seconds=20_000).run(15_000)
    assert statuses(simulation)[-1][1] == "SuspendedEV"
    assert "StopTransaction" not in simulation.actions
    simulation.run(6000)
    assert simulation.payloads("StopTransaction")[0]["meterStop"] == 5000


@pytest.mark.parametrize(
    ("target", "seconds", "ends_at", "energy_wh"),
    [
        (ChargeTarget(soc=0.8), 1e9, 981.818, 3000),
        (ChargeTarget(energy_wh=2000), 1e9, 654.545, 2000),
        (ChargeTarget(energy_wh=2000), 100, 100, 305),
        (ChargeTarget(soc=0.4), 1e9, 0, 0),
        (ChargeTarget(soc=0.6, energy_wh=2000), 1e9, 327.273, 1000),
    ],
)
def test_a_driver_stops_when_there_is_enough(target, seconds, ends_at, energy_wh):
    simulation = a_simulation(electrical=WITH_EV)
    charging(simulation, target=target, seconds=seconds).run(10_000)
    [stop] = [m for m in simulation.messages if m.action == "StopTransaction"]
    assert (round(stop.at, 3), stop.payload["meterStop"]) == (ends_at, energy_wh)


def test_more_than_the_battery_takes_is_enough_when_it_is_full():
    simulation = a_simulation(electrical=WITH_EV)
    charging(simulation, target=ChargeTarget(energy_wh=20_000)).run(10_000)
    assert simulation.payloads("StopTransaction")[0]["meterStop"] == 5000


def test_the_ev_stays_what_it_is_until_it_leaves():
    def twice_without_leaving(station):
        connector = station.station.connector(1)
        yield from plug_in(station, connector)
        for _ in range(2):
            yield from start_transaction(station, connector, "TAG")
            yield from charge(station, connector, 1e9, ChargeTarget(energy_wh=1000))
            yield from stop_transaction(station, connector)
        yield from unplug(station, connector)

    simulation = a_simulation(electrical=WITH_EV)
    simulation.spawn("driver", twice_without_leaving(simulation.station)).run(330)
    vehicle = simulation.station.station.connectors[1].vehicle
    assert vehicle.soc(1000) == pytest.approx(0.6)
    simulation.run(1000)
    assert vehicle.soc(2000) == pytest.approx(0.7)
    assert simulation.station.station.connectors[1].vehicle is None
    charging(simulation, target=ChargeTarget(soc=0.6)).run(1000)
    assert [stop["meterStop"] for stop in simulation.payloads("StopTransaction")] == [
        1000,
        2000,
        3000,
    ]


def test_the_register_goes_on_from_where_it_was():
    simulation = a_simulation()
    for _ in range(2):
        charging(simulation, seconds=90).run(100)
    starts = [start["meterStart"] for start in simulation.payloads("StartTransaction")]
    stops = [stop["meterStop"] for stop in simulation.payloads("StopTransaction")]
    assert (starts, stops) == ([0, 550], [550, 1100])


def test_a_session_runs_faster_than_the_clock_where_the_scenario_has_it_so():
    simulation = a_simulation(electrical=WITH_EV, time_scale=60.0)
    charging(simulation, target=ChargeTarget(soc=0.8)).run(20)
    [stop] = [m for m in simulation.messages if m.action == "StopTransaction"]
    assert (round(stop.at, 3), stop.payload["meterStop"]) == (16.364, 3000)


# --- limits ------------------------------------------------------------------------------------


def test_power_follows_a_profile_the_moment_it_comes_changes_and_goes():
    simulation = charging(a_simulation()).run(100)
    assert power_of(simulation) == 22_000
    set_profile(simulation, 1, TX, (0, 10), (200, 0), (300, 16), kind="Relative", start=None)
    assert power_of(simulation) == 6900
    simulation.run(99.9)
    assert power_of(simulation) == 6900
    simulation.run(0.2)
    assert power_of(simulation) == 0
    simulation.run(100)
    assert power_of(simulation) == 11_040
    assert simulation.command("ClearChargingProfile", {}) == ACCEPTED
    assert power_of(simulation) == 22_000
    simulation.run(10)
    assert statuses(simulation)[1:] == [(0, "Charging"), (200, "SuspendedEVSE"), (300, "Charging")]


def test_less_than_six_amperes_suspends_as_well():
    simulation = charging(a_simulation()).run(10)
    set_profile(simulation, 0, DEFAULT, (0, 5.9))
    assert power_of(simulation) == 0
    assert statuses(simulation.run(1))[-1] == (10, "SuspendedEVSE")


def test_a_limit_of_nothing_is_in_force_before_the_transaction_begins():
    simulation = a_simulation()
    set_profile(simulation, 0, DEFAULT, (0, 0))
    charging(simulation).run(10)
    assert [status for _, status in statuses(simulation)] == ["Preparing", "SuspendedEVSE"]


def test_a_full_ev_is_suspended_by_whoever_offers_nothing():
    simulation = charging(a_simulation(electrical=WITH_EV)).run(10_000)
    set_profile(simulation, 0, DEFAULT, (0, 0))
    simulation.run(10)
    assert simulation.command("ClearChargingProfile", {}) == ACCEPTED
    simulation.run(10)
    assert [status for _, status in statuses(simulation)][-3:] == [
        "SuspendedEV",
        "SuspendedEVSE",
        "SuspendedEV",
    ]


def test_fewer_phases_carry_less():
    lists = {"MeterValuesSampledData": "Current.Import,Power.Active.Import"}
    simulation = charging(a_simulation(configuration=lists)).run(10)
    set_profile(simulation, 1, TX, (0, 16, 1))
    station = simulation.station
    steps = send_meter_values(station, station.station.connector(1))
    [(_, shown)] = sampled(simulation.spawn("values", steps).run(1))
    assert shown == {
        "Current.Import.L1": "16.00",
        "Current.Import.L2": "0.00",
        "Current.Import.L3": "0.00",
        POWER: "3680.0",
    }


def test_a_limit_of_the_station_is_shared_and_shared_anew_when_somebody_leaves():
    simulation = a_simulation(connectors=2)
    set_profile(simulation, 0, MAX, (0, 24_000), unit="W")
    charging(simulation, 1, seconds=100).run(10)
    assert power_of(simulation, 1) == 22_000
    charging(simulation, 2, seconds=300).run(10)
    assert [power_of(simulation, number) for number in (1, 2)] == [12_000, 12_000]
    simulation.run(100)
    assert [power_of(simulation, number) for number in (1, 2)] == [0, 22_000]


def test_what_is_too_little_for_two_is_for_the_first_until_it_has_gone():
    simulation = a_simulation(connectors=2)
    set_profile(simulation, 0, MAX, (0, 10))
    charging(simulation, 1, seconds=100).run(10)
    charging(simulation, 2, seconds=300).run(10)
    assert [power_of(simulation, number) for number in (1, 2)] == [6900, 0]
    simulation.run(100)
    assert power_of(simulation, 2) == 6900
    assert statuses(simulation, 2)[1:] == [(10, "SuspendedEVSE"), (100, "Charging")]


def test_a_full_ev_leaves_its_share_to_the_others():
    simulation = a_simulation(connectors=2, electrical=WITH_EV)
    set_profile(simulation, 0, MAX, (0, 12_000), unit="W")
    charging(simulation, 1).run(600)
    charging(simulation, 2).run(10)
    assert power_of(simulation, 1) == power_of(simulation, 2) == 6000
    simulation.run(20_000)
    assert [statuses(simulation, number)[-1][1] for number in (1, 2)] == ["SuspendedEV"] * 2


def test_a_clock_that_is_set_brings_the_limit_of_that_time():
    simulation = charging(a_simulation()).run(10)
    set_profile(simulation, 0, DEFAULT, (0, 32), (3600, 8))
    assert power_of(simulation) == 22_000
    simulation.answers["Heartbeat"] = {"currentTime": format_timestamp(EPOCH_S + 3700)}
    assert simulation.command("TriggerMessage", {"requestedMessage": "Heartbeat"}) == ACCEPTED
    simulation.run(1)
    assert power_of(simulation) == 5520


# --- an id that is not accepted ----------------------------------------------------------------


def test_an_invalid_id_has_only_so_much_energy_and_then_the_station_suspends():
    simulation = a_simulation(
        {"StartTransaction": BLOCKED},
        configuration={"StopTransactionOnInvalidId": "false", "MaxEnergyOnInvalidId": "500"},
    )

    def stays(station):
        connector = station.station.connector(1)
        yield from plug_in(station, connector)
        yield from start_transaction(station, connector, "TAG")
        yield from charge(station, connector, 1000)

    simulation.spawn("driver", stays(simulation.station)).run(2000)
    connector = simulation.station.station.connectors[1]
    assert connector.meter.energy_wh(simulation.now) == 500
    assert statuses(simulation) == [
        (0, "Preparing"),
        (0, "Charging"),
        (81.818, "SuspendedEVSE"),
    ]


def test_without_that_key_it_has_none():
    simulation = a_simulation(
        {"StartTransaction": BLOCKED}, configuration={"StopTransactionOnInvalidId": "false"}
    )
    charging(simulation).run(10)
    assert simulation.payloads("StopTransaction")[0]["meterStop"] == 0
    assert [status for _, status in statuses(simulation)][:2] == ["Preparing", "SuspendedEVSE"]


def test_an_id_that_turns_out_to_be_invalid_after_a_while_has_what_is_left():
    simulation = a_simulation(
        {"StartTransaction": BLOCKED},
        configuration={"StopTransactionOnInvalidId": "false", "MaxEnergyOnInvalidId": "1000"},
    )
    simulation.reachable = False
    simulation.lose_connection()
    charging(simulation, seconds=1000).run(90)
    simulation.reachable = True
    simulation.run(2000)
    [stop] = simulation.payloads("StopTransaction")
    assert stop["meterStop"] == 1000


# --- what is told ------------------------------------------------------------------------------


def test_all_measurands_have_their_units_and_places():
    lists = ",".join(sorted(USUAL_MEASURANDS[SupplyType.AC]))
    simulation = charging(a_simulation(configuration={"MeterValuesSampledData": lists})).run(3600)
    steps = send_meter_values(simulation.station, simulation.station.station.connector(1))
    simulation.spawn("values", steps).run(1)
    [payload] = simulation.payloads("MeterValues")
    told = [
        (one["measurand"], one.get("phase"), one["value"], one.get("unit"), one.get("location"))
        for one in payload["meterValue"][0]["sampledValue"]
    ]
    assert {one["context"] for one in payload["meterValue"][0]["sampledValue"]} == {
        "Sample.Periodic"
    }
    assert told == [
        *(("Current.Export", phase, "0.00", "A", None) for phase in ("L1", "L2", "L3")),
        *(("Current.Import", phase, "31.88", "A", None) for phase in ("L1", "L2", "L3")),
        ("Current.Offered", None, "31.88", "A", None),
        ("Energy.Active.Export.Interval", None, "0", "Wh", None),
        ("Energy.Active.Export.Register", None, "0", "Wh", None),
        ("Energy.Active.Import.Interval", None, "22000", "Wh", None),
        ("Energy.Active.Import.Register", None, "22000", "Wh", None),
        ("Energy.Reactive.Export.Interval", None, "0", "varh", None),
        ("Energy.Reactive.Export.Register", None, "0", "varh", None),
        ("Energy.Reactive.Import.Interval", None, "0", "varh", None),
        ("Energy.Reactive.Import.Register", None, "0", "varh", None),
        ("Frequency", None, "50.00", None, None),
        ("Power.Active.Export", None, "0.0", "W", None),
        ("Power.Active.Import", None, "22000.0", "W", None),
        ("Power.Factor", None, "1.000", None, None),
        ("Power.Offered", None, "22000.0", "W", None),
        ("Power.Reactive.Export", None, "0.0", "var", None),
        ("Power.Reactive.Import", None, "0.0", "var", None),
        ("Temperature", None, "36.0", "Celcius", "Body"),
        *(("Voltage", phase, "230.0", "V", None) for phase in ("L1-N", "L2-N", "L3-N")),
    ]


def test_a_dc_charger_tells_the_charge_of_the_ev_and_no_phases():
    lists = "SoC,Current.Import,Voltage,RPM"
    simulation = a_simulation(
        electrical=DC, power_w=50_000.0, configuration={"MeterValuesSampledData": lists}
    )
    charging(simulation).run(360)
    steps = send_meter_values(simulation.station, simulation.station.station.connector(1))
    simulation.spawn("values", steps).run(1)
    [payload] = simulation.payloads("MeterValues")
    told = [
        (one["measurand"], one.get("phase"), one["value"], one.get("unit"), one.get("location"))
        for one in payload["meterValue"][0]["sampledValue"]
    ]
    assert told == [
        ("SoC", None, "61.0", "Percent", "EV"),
        ("Current.Import", None, "27.50", "A", None),
        ("Voltage", None, "400.0", "V", None),
        ("RPM", None, "660", None, "Body"),
    ]


@pytest.mark.parametrize("electrical", [WITH_EV, DC])
def test_whatever_is_told_fits_the_schemas(electrical):
    everything = ",".join(sorted(electrical.measurands))
    signed = ((Measurand.ENERGY_ACTIVE_IMPORT_REGISTER, "OCMF|{}|abcd"),)
    lists = ("MeterValuesSampledData", "MeterValuesAlignedData", "StopTxnSampledData")
    simulation = a_simulation(
        electrical=replace(electrical, main_meter=True, signed_data=signed),
        configuration={
            **dict.fromkeys((*lists, "StopTxnAlignedData"), everything),
            "MeterValueSampleInterval": "60",
            "ClockAlignedDataInterval": "300",
        },
    )
    charging(simulation, seconds=1000).run(1100)
    assert {"MeterValues", "StopTransaction"} < set(simulation.actions)
    for message in simulation.messages:
        assert VALIDATOR.check_request(message.action, message.payload) is None
    assert simulation.observer.own_faults == []


def test_an_interval_counts_from_the_last_sample_of_its_kind():
    interval = "Energy.Active.Import.Interval"
    simulation = a_simulation(
        configuration={
            "MeterValueSampleInterval": "60",
            "MeterValuesSampledData": interval,
            "StopTxnSampledData": interval,
        }
    )
    charging(simulation, seconds=150).run(90)
    trigger = {"requestedMessage": "MeterValues", "connectorId": 1}
    assert simulation.command("TriggerMessage", trigger) == ACCEPTED
    simulation.run(100)
    assert sampled(simulation) == [
        (60, {interval: "366"}),
        (90, {interval: "184"}),  # asked for: the interval goes on
        (120, {interval: "367"}),
    ]
    [stop] = simulation.payloads("StopTransaction")
    assert [values(each)[interval] for each in stop["transactionData"]] == [
        "0",
        "366",
        "367",
        "183",
    ]


def test_the_first_and_the_last_interval_on_the_clock_are_those_of_the_transaction():
    # Section 9.1.5: a partial interval at the beginning or end of a transaction.
    interval = "Energy.Active.Import.Interval"
    simulation = a_simulation(
        configuration={
            "ClockAlignedDataInterval": "300",
            "MeterValuesAlignedData": interval,
            "StopTxnAlignedData": interval,
        }
    )
    simulation.run(10)
    charging(simulation, seconds=500).run(600)
    [stop] = simulation.payloads("StopTransaction")
    # At the seconds 100, 400 and 510, with 22 kW from second 10 on.
    assert [values(each)[interval] for each in stop["transactionData"]] == [
        "0",
        "550",
        "1833",
        "672",
    ]
    assert [each[interval] for _, each in sampled(simulation)] == ["550", "1833"]


def test_samples_go_on_without_energy_and_without_a_connection():
    def leaves_it_plugged_in(station):
        connector = station.station.connector(1)
        yield from plug_in(station, connector)
        yield from start_transaction(station, connector, "TAG")
        yield from charge(station, connector, 90)

    simulation = a_simulation(configuration={"MeterValueSampleInterval": "60"})
    simulation.spawn("driver", leaves_it_plugged_in(simulation.station)).run(70)
    simulation.reachable = False
    simulation.lose_connection().run(200)
    simulation.reachable = True
    simulation.run(100)
    assert sampled(simulation)[:5] == [
        (60, {ENERGY: "366"}),
        (120, {ENERGY: "550"}),
        (180, {ENERGY: "550"}),
        (240, {ENERGY: "550"}),
        (300, {ENERGY: "550"}),
    ]
    assert {payload["transactionId"] for payload in simulation.payloads("MeterValues")} == {1}


def test_what_the_central_system_asks_for_is_sent_at_once_and_says_so():
    simulation = charging(a_simulation()).run(10)
    assert simulation.command("TriggerMessage", {"requestedMessage": "MeterValues"}) == ACCEPTED
    simulation.run(1)
    [payload] = simulation.payloads("MeterValues")
    assert payload["transactionId"] == 1
    assert payload["meterValue"][0]["sampledValue"][0]["context"] == "Trigger"


def test_a_signed_value_stands_beside_the_raw_one():
    signed = ((Measurand.ENERGY_ACTIVE_IMPORT_REGISTER, "OCMF|{}|abcd"),)
    lists = {"MeterValuesSampledData": f"{ENERGY},{POWER}"}
    simulation = a_simulation(
        electrical=replace(USUAL_ELECTRICAL, signed_data=signed), configuration=lists
    )
    assert simulation.command("TriggerMessage", {"requestedMessage": "MeterValues"}) == ACCEPTED
    simulation.run(1)
    told = simulation.payloads("MeterValues")[0]["meterValue"][0]["sampledValue"]
    assert [(one["measurand"], one["value"], one.get("format")) for one in told] == [
        (ENERGY, "0", None),
        (ENERGY, "OCMF|{}|abcd", "SignedData"),
        (POWER, "0.0", None),
    ]


# --- the main meter ----------------------------------------------------------------------------


def test_a_main_meter_reports_as_connector_0_at_the_inlet_and_names_no_transaction():
    # The example of section 3.16.3.
    simulation = a_simulation(
        connectors=2,
        electrical=replace(USUAL_ELECTRICAL, main_meter=True),
        configuration={
            "MeterValueSampleInterval": "300",
            "MeterValuesSampledData": "Current.Import",
        },
    )
    charging(simulation, 1, seconds=350)
    charging(simulation, 2, seconds=350).run(1000)
    told = {
        payload["connectorId"]: (
            payload.get("transactionId"),
            [
                (one["phase"], one["value"], one["location"])
                for one in payload["meterValue"][0]["sampledValue"]
            ],
        )
        for payload in simulation.payloads("MeterValues")
    }
    assert len(simulation.payloads("MeterValues")) == 3
    lines = ("L1", "L2", "L3")
    assert told == {
        0: (None, [(line, "63.77", "Inlet") for line in lines]),
        1: (1, [(line, "31.88", "Outlet") for line in lines]),
        2: (2, [(line, "31.88", "Outlet") for line in lines]),
    }


@pytest.mark.parametrize(
    ("main_meter", "connector_id", "status", "sent"),
    [
        (True, 0, "Accepted", [0]),
        (True, None, "Accepted", [0, 1]),
        (False, 0, "Rejected", []),
        (False, None, "Accepted", [1]),
    ],
)
def test_only_a_station_with_a_main_meter_has_values_of_connector_0(
    main_meter, connector_id, status, sent
):
    simulation = a_simulation(electrical=replace(USUAL_ELECTRICAL, main_meter=main_meter))
    trigger = {"requestedMessage": "MeterValues"}
    if connector_id is not None:
        trigger["connectorId"] = connector_id
    assert simulation.command("TriggerMessage", trigger) == {"status": status}
    simulation.run(1)
    assert [payload["connectorId"] for payload in simulation.payloads("MeterValues")] == sent


def test_the_main_meter_is_read_on_the_clock_too():
    simulation = a_simulation(
        electrical=replace(USUAL_ELECTRICAL, main_meter=True),
        configuration={"ClockAlignedDataInterval": "900"},
    )
    simulation.run(1000)
    assert [at for at, _ in sampled(simulation, 0)] == [at for at, _ in sampled(simulation, 1)]
    assert len(sampled(simulation, 0)) == 2


# --- what StopTransaction tells ----------------------------------------------------------------


def contexts(stop):
    return [
        (
            round(parse_timestamp(each["timestamp"]) - EPOCH_S),
            each["sampledValue"][0]["context"],
            values(each),
        )
        for each in stop["transactionData"]
    ]


def test_stop_transaction_tells_of_begin_samples_and_end():
    simulation = a_simulation(
        configuration={"MeterValueSampleInterval": "60", "StopTxnSampledData": ENERGY}
    )
    charging(simulation, seconds=150).run(200)
    assert contexts(simulation.payloads("StopTransaction")[0]) == [
        (0, "Transaction.Begin", {ENERGY: "0"}),
        (60, "Sample.Periodic", {ENERGY: "366"}),
        (120, "Sample.Periodic", {ENERGY: "733"}),
        (150, "Transaction.End", {ENERGY: "916"}),
    ]


def test_begin_and_end_have_every_measurand_of_both_lists():
    simulation = a_simulation(
        configuration={
            "MeterValueSampleInterval": "100",
            "StopTxnSampledData": ENERGY,
            "ClockAlignedDataInterval": "300",
            "MeterValuesAlignedData": "",
            "StopTxnAlignedData": "Voltage.L1",
        }
    )
    simulation.run(290)
    charging(simulation, seconds=150).run(200)
    told = contexts(simulation.payloads("StopTransaction")[0])
    assert [(at, context, list(each)) for at, context, each in told] == [
        (290, "Transaction.Begin", [ENERGY, "Voltage.L1"]),
        (390, "Sample.Periodic", [ENERGY]),
        (400, "Sample.Clock", ["Voltage.L1"]),
        (440, "Transaction.End", [ENERGY, "Voltage.L1"]),
    ]
    assert EPOCH_S % 300 == 200


def test_with_both_lists_empty_there_is_no_transaction_data():
    # Section 3.16.5.
    simulation = a_simulation(configuration={"MeterValueSampleInterval": "60"})
    charging(simulation, seconds=150).run(200)
    assert "transactionData" not in simulation.payloads("StopTransaction")[0]


def test_a_long_transaction_keeps_what_there_is_room_for():
    simulation = a_simulation(
        configuration={
            "MeterValueSampleInterval": "60",
            "StopTxnSampledData": ENERGY,
            "StopTransactionMaxMeterValues": "10",
        }
    )
    charging(simulation, seconds=86_400).run(90_000)
    told = contexts(simulation.payloads("StopTransaction")[0])
    assert 4 < len(told) <= 10
    assert (told[0][1], told[-1][1]) == ("Transaction.Begin", "Transaction.End")
    assert told[-1][2] == {ENERGY: "528000"}


def test_a_transaction_that_a_restart_has_cut_off_has_its_data_too():
    simulation = a_simulation(
        configuration={"MeterValueSampleInterval": "60", "StopTxnSampledData": ENERGY}
    )
    charging(simulation).run(90)
    assert simulation.command("Reset", {"type": "Hard"}) == ACCEPTED
    simulation.run(60)
    assert contexts(simulation.payloads("StopTransaction")[0]) == [
        (0, "Transaction.Begin", {ENERGY: "0"}),
        (60, "Sample.Periodic", {ENERGY: "366"}),
        (90, "Transaction.End", {ENERGY: "550"}),
    ]


def test_a_loss_of_power_is_an_interruption_before_it_is_the_end():
    simulation = a_simulation(configuration={"StopTxnSampledData": ENERGY})
    charging(simulation).run(90)
    simulation.spawn("dark", lose_power(simulation.station, 30)).run(60)
    [stop] = simulation.payloads("StopTransaction")
    assert stop["reason"] == "PowerLoss"
    assert contexts(stop) == [
        (0, "Transaction.Begin", {ENERGY: "0"}),
        (90, "Interruption.Begin", {ENERGY: "550"}),
        (90, "Transaction.End", {ENERGY: "550"}),
    ]


def test_an_idle_station_has_nothing_to_wake_up_for():
    simulation = charging(a_simulation(electrical=WITH_EV), seconds=60).run(100)
    before = simulation.station.suspensions
    simulation.run(100_000)
    assert simulation.station.suspensions == before


def test_while_it_charges_it_wakes_up_only_for_what_happens():
    simulation = charging(a_simulation(electrical=WITH_EV)).run(10)
    before = simulation.station.suspensions
    simulation.run(3000)
    assert simulation.station.suspensions == before
    simulation.run(3000)  # the battery is full: one status, its answer, one more wait
    assert simulation.station.suspensions - before <= 4
