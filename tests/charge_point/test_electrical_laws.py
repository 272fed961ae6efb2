"""Laws of metering, whatever comes between (OCPP 1.6 sections 3.13.3 and 7.31).

The register never runs backwards; power is never above the limit in force, nor above what the EV
or the connector can do; together the connectors never draw more than the station may have.
"""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from support.charging import DEFAULT, MAX, TX, wire_profile
from support.simulation import EPOCH_S, Simulation, a_station

from ocpp_load.charge_point.activities import (
    boot,
    charge,
    connect,
    plug_in,
    start_transaction,
    stop_transaction,
    unplug,
)
from ocpp_load.model.charging.limits import limit_w
from ocpp_load.model.electrical.electrical import Electrical
from ocpp_load.model.electrical.vehicle import VehicleType
from ocpp_load.ocppj import format_timestamp

EV = VehicleType(5_000, lowest_soc=0.2, highest_soc=0.9, max_power_w=11_000)
ALMOST_W = 1e-3

profiles = st.builds(
    lambda purpose, limits, number: (
        purpose,
        [(start * 120, round(limit, 1)) for start, limit in enumerate(limits)],
        number,
    ),
    st.sampled_from([MAX, DEFAULT, TX]),
    st.lists(st.sampled_from([0, 3, 6, 8, 12.5, 16, 32]), min_size=1, max_size=3),
    st.integers(1, 4),
)
events = st.one_of(
    st.tuples(st.just("charge"), st.sampled_from([1, 2])),
    st.tuples(st.just("stop"), st.sampled_from([1, 2])),
    st.tuples(st.just("limit"), st.sampled_from([1, 2]), profiles),
    st.tuples(st.just("clear")),
    st.tuples(st.just("reset"), st.sampled_from(["Hard", "Soft"])),
    st.tuples(st.just("lose connection")),
    st.tuples(st.just("wait"), st.sampled_from([0.5, 30, 119, 600])),
)


def right_time(message):
    current_time = format_timestamp(EPOCH_S + message.at)
    return {"status": "Accepted", "currentTime": current_time, "interval": 1_000_000}


def a_simulation():
    station = a_station(
        2,
        electrical=Electrical(ev=EV, power_factor=0.95),
        configuration={
            "MeterValueSampleInterval": "60",
            "ClockAlignedDataInterval": "300",
            "MeterValuesSampledData": "Energy.Active.Import.Register,Power.Active.Import",
            "StopTxnSampledData": "Energy.Active.Import.Register",
            "StopTransactionMaxMeterValues": "6",
        },
    )
    simulation = Simulation({"BootNotification": right_time}, station=station)

    def online(charge_point):
        yield from connect(charge_point)
        yield from boot(charge_point)

    return simulation.start(online).run(1)


def session(station, connector_id):
    connector = station.station.connector(connector_id)
    yield from plug_in(station, connector)
    yield from start_transaction(station, connector, "TAG")
    yield from charge(station, connector, 3000)
    yield from stop_transaction(station, connector)
    yield from unplug(station, connector)


def stop(station, connector_id):
    yield from stop_transaction(station, station.station.connector(connector_id))


def let_happen(simulation, event):
    match event:
        case ("charge", number):
            if not simulation.station.is_running(f"driver {number}"):
                simulation.spawn(f"driver {number}", session(simulation.station, number))
        case ("stop", number):
            simulation.spawn("stop", stop(simulation.station, number))
        case ("limit", number, (purpose, periods, profile_id)):
            place = 0 if purpose == MAX else number
            profile = wire_profile(purpose, *periods, number=profile_id, start=simulation.now // 1)
            payload = {"connectorId": place, "csChargingProfiles": profile}
            if simulation.station.connected:
                simulation.command("SetChargingProfile", payload)
        case ("clear",):
            if simulation.station.connected:
                simulation.command("ClearChargingProfile", {})
        case ("reset", kind):
            if simulation.station.connected:
                simulation.command("Reset", {"type": kind})
        case ("lose connection",):
            if simulation.station.connected:
                simulation.lose_connection()


def check_power(simulation):
    station = simulation.station.station
    epoch_s = simulation.station.epoch_s()
    powers = [each.meter.power_at(simulation.now) for each in station.connectors[1:]]
    for number, power_w in enumerate(powers, 1):
        allowed = [limit_w(station, number, epoch_s), EV.max_power_w, station.type.power_w]
        assert 0 <= power_w <= min(each for each in allowed if each is not None) + ALMOST_W
    together = limit_w(station, 0, epoch_s)
    assert together is None or sum(powers) <= together + ALMOST_W
    assert simulation.observer.own_faults == []


@given(st.lists(events, max_size=25))
@settings(max_examples=60)
def test_the_laws_hold_whatever_comes_between(happenings):
    simulation = a_simulation()
    connectors = simulation.station.station.connectors[1:]
    shown = [0, 0]
    for event in [*happenings, ("wait", 600)]:
        let_happen(simulation, event)
        until = simulation.now + (event[1] if event[0] == "wait" else 1.5)
        while simulation.now < until:
            simulation.run(min(20.0, until - simulation.now))
            check_power(simulation)
            registers = [each.meter.energy_wh(simulation.now) for each in connectors]
            assert all(now >= before for now, before in zip(registers, shown, strict=True))
            shown = registers
    for number in (1, 2):
        told = [
            int(value["value"])
            for message in simulation.messages
            if message.action == "MeterValues" and message.payload["connectorId"] == number
            for value in message.payload["meterValue"][0]["sampledValue"]
            if value["measurand"] == "Energy.Active.Import.Register"
            and value["context"] == "Sample.Periodic"
        ]
        assert all(later >= earlier for earlier, later in pairwise(told))
    for payload in simulation.payloads("StopTransaction"):
        data = [int(each["sampledValue"][0]["value"]) for each in payload["transactionData"]]
        assert data == sorted(data)
        assert data[-1] == payload["meterStop"]
        assert len(data) <= 6


def test_the_limits_of_the_law_are_in_force():
    simulation = a_simulation()
    let_happen(simulation, ("charge", 1))
    simulation.run(1)
    let_happen(simulation, ("limit", 1, (TX, [(0, 8), (120, 3)], 1)))
    simulation.run(1)
    assert limit_w(simulation.station.station, 1, simulation.station.epoch_s()) == 5520
    simulation.run(130)
    check_power(simulation)
    assert simulation.station.station.connectors[1].meter.power_w == 0
