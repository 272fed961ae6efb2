"""Clock-aligned MeterValues (OCPP 1.6 section 9.1.5, errata 3.13 section 3.14.2, errata 3.16)."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.simulation import EPOCH_S, Simulation, a_station

from ocpp_load.charge_point.activities import (
    boot,
    charge,
    connect,
    plug_in,
    start_transaction,
    stop_transaction,
)
from ocpp_load.charge_point.activities.clock_aligned import last_aligned_time, next_aligned_time
from ocpp_load.ocppj import format_timestamp, parse_timestamp

DAY_S = 86_400
MIDNIGHT = parse_timestamp("2026-09-22T00:00:00Z")
QUARTER_HOURLY = {"ClockAlignedDataInterval": "900"}


def online(station):
    yield from connect(station)
    yield from boot(station)


def a_simulation(configuration, *, clock=EPOCH_S, latency_s=0.0, **type_fields):
    boot_answer = {
        "status": "Accepted",
        "currentTime": format_timestamp(clock),
        "interval": DAY_S * 10,
    }
    # Heartbeats would set the clock back to that time.
    station = a_station(
        configuration={"MeterValueSampleInterval": "0", **configuration}, **type_fields
    )
    return Simulation({"BootNotification": boot_answer}, latency_s=latency_s, station=station)


def aligned(simulation):
    """Return connector, time on the wire and transaction of every MeterValues."""
    return [
        (
            payload["connectorId"],
            payload["meterValue"][0]["timestamp"],
            payload.get("transactionId"),
        )
        for payload in simulation.payloads("MeterValues")
    ]


def test_every_connector_is_read_at_the_quarter_hours_of_the_wall_clock():
    assert format_timestamp(EPOCH_S) == "2026-09-21T14:13:20.000Z"
    simulation = a_simulation(QUARTER_HOURLY).start(online).run(2000)
    assert aligned(simulation) == [
        (1, "2026-09-21T14:15:00.000Z", None),
        (2, "2026-09-21T14:15:00.000Z", None),
        (1, "2026-09-21T14:30:00.000Z", None),
        (2, "2026-09-21T14:30:00.000Z", None),
        (1, "2026-09-21T14:45:00.000Z", None),
        (2, "2026-09-21T14:45:00.000Z", None),
    ]
    at = [message.at for message in simulation.messages if message.action == "MeterValues"]
    assert at == pytest.approx([100, 100, 1000, 1000, 1900, 1900])


def test_the_values_are_those_of_their_own_key_and_say_why_they_were_taken():
    measurands = {"MeterValuesAlignedData": "Voltage.L2-N,Energy.Active.Import.Register"}
    simulation = a_simulation(QUARTER_HOURLY | measurands, connectors=1).start(online).run(200)
    [payload] = simulation.payloads("MeterValues")
    [meter_value] = payload["meterValue"]
    assert meter_value["sampledValue"] == [
        {
            "value": "230.0",
            "context": "Sample.Clock",
            "measurand": "Voltage",
            "phase": "L2-N",
            "unit": "V",
        },
        {
            "value": "0",
            "context": "Sample.Clock",
            "measurand": "Energy.Active.Import.Register",
            "unit": "Wh",
        },
    ]


def test_only_a_connector_with_a_transaction_tells_one():
    def one_session(station):
        connector = station.station.connector(1)
        yield from online(station)
        yield from plug_in(station, connector)
        yield from start_transaction(station, connector, "TAG")
        yield from charge(station, connector, 1200)
        yield from stop_transaction(station, connector)

    simulation = a_simulation(QUARTER_HOURLY).start(one_session).run(2000)
    assert [(connector, transaction) for connector, _, transaction in aligned(simulation)] == [
        (1, 1),
        (2, None),
        (1, 1),
        (2, None),
        (1, None),
        (2, None),
    ]


def test_an_interval_of_0_sends_none():
    simulation = a_simulation({"ClockAlignedDataInterval": "0"}).start(online).run(DAY_S)
    assert aligned(simulation) == []


def test_none_is_sent_where_no_measurand_is_to_be():
    simulation = a_simulation(QUARTER_HOURLY | {"MeterValuesAlignedData": ""}).start(online)
    assert aligned(simulation.run(DAY_S)) == []


def test_a_day_has_96_quarter_hours():
    simulation = a_simulation(QUARTER_HOURLY, connectors=1).start(online).run(DAY_S)
    assert len(aligned(simulation)) == 96


def test_what_falls_into_a_time_without_a_connection_is_not_sent_later():
    simulation = a_simulation(QUARTER_HOURLY, connectors=1).start(online).run(200)
    simulation.reachable = False
    simulation.lose_connection().run(1800)
    simulation.reachable = True
    simulation.run(1000)
    assert [time[11:16] for _, time, _ in aligned(simulation)] == ["14:15", "15:00"]


def test_meters_are_read_together_however_long_the_answers_take():
    def draw(station):
        yield from online(station)
        for connector in station.station.connectors[1:]:
            connector.meter.set_power(3_600_000, station.now)

    simulation = a_simulation(QUARTER_HOURLY, latency_s=10.0).start(draw).run(300)
    readings = [
        (
            payload["meterValue"][0]["timestamp"],
            payload["meterValue"][0]["sampledValue"][0]["value"],
        )
        for payload in simulation.payloads("MeterValues")
    ]
    assert len(readings) == 2
    assert len(set(readings)) == 1


def test_aligned_times_that_slow_answers_have_cost_are_not_made_up_for():
    simulation = a_simulation({"ClockAlignedDataInterval": "10"}, connectors=1, latency_s=25.0)
    simulation.start(online).run(400)
    # The first two share the line with what the station says when it starts.
    _, _, *times = [parse_timestamp(time) for _, time, _ in aligned(simulation)]
    assert len(times) > 3
    assert {later - earlier for earlier, later in pairwise(times)} == {30}


def test_a_clock_that_is_set_back_delays_the_next_time_and_repeats_none():
    simulation = a_simulation(QUARTER_HOURLY, connectors=1).start(online).run(950)
    simulation.station.set_clock(simulation.station.epoch_s() - 60)
    simulation.run(900)
    assert [time[11:19] for _, time, _ in aligned(simulation)] == ["14:15:00", "14:30:00"]
    at = [message.at for message in simulation.messages if message.action == "MeterValues"]
    assert at == pytest.approx([100, 1060])


def test_a_clock_that_is_set_forward_passes_over_the_times_in_between():
    simulation = a_simulation(QUARTER_HOURLY, connectors=1).start(online).run(200)
    simulation.station.set_clock(simulation.station.epoch_s() + 7200)
    simulation.run(1800)
    assert [time[11:19] for _, time, _ in aligned(simulation)] == [
        "14:15:00",
        "16:30:00",
        "16:45:00",
    ]


def test_the_station_that_boots_again_sends_each_time_once():
    def twice(station):
        yield from online(station)
        yield from boot(station)

    simulation = a_simulation(QUARTER_HOURLY, connectors=1).start(twice).run(1100)
    assert [time[11:16] for _, time, _ in aligned(simulation)] == ["14:15", "14:30"]


def test_what_falls_into_a_time_without_registration_is_not_sent_later():
    simulation = a_simulation(QUARTER_HOURLY, connectors=1).start(online).run(200)
    accepted = simulation.answers["BootNotification"]
    pending = {**accepted, "status": "Pending", "interval": 2500}
    simulation.answers["BootNotification"] = pending
    simulation.spawn("again", boot(simulation.station)).run(2400)
    later = format_timestamp(EPOCH_S + simulation.now)
    simulation.answers["BootNotification"] = accepted | {"currentTime": later}
    simulation.run(1300)
    assert [time[11:16] for _, time, _ in aligned(simulation)] == ["14:15", "15:00", "15:15"]


@given(st.integers(0, 86_400_000), st.floats(0, 1e6), st.integers(1, 5000))
def test_each_aligned_time_has_its_values_whatever_the_clock_shows(ahead_ms, idle_s, interval_s):
    configuration = {"ClockAlignedDataInterval": str(interval_s)}
    clock = EPOCH_S + ahead_ms / 1000
    simulation = a_simulation(configuration, clock=clock, connectors=1)
    simulation.run(idle_s).start(online).run(0)
    shown = simulation.station.epoch_s()  # a difference of less than a second is let be
    simulation.run(interval_s * 5.5)
    times = [parse_timestamp(time) for _, time, _ in aligned(simulation)]
    assert len(times) >= 5
    assert times[0] == next_aligned_time(shown, interval_s)
    for earlier, later in pairwise(times):
        assert later == next_aligned_time(earlier, interval_s)


@pytest.mark.parametrize(
    ("interval_s", "since_midnight_s", "last_s", "next_s"),
    [
        (900, 0, 0, 900),
        (900, 899.5, 0, 900),
        (900, 900, 900, 1800),
        (50_000, 60_000, 50_000, 86_400),
        (100_000, 60_000, 0, 86_400),
        (86_400, 1, 0, 86_400),
    ],
)
def test_intervals_begin_at_midnight_and_the_last_of_a_day_may_be_shorter(
    interval_s, since_midnight_s, last_s, next_s
):
    now = MIDNIGHT + since_midnight_s
    assert last_aligned_time(now, interval_s) - MIDNIGHT == last_s
    assert next_aligned_time(now, interval_s) - MIDNIGHT == next_s


@given(st.floats(0, 4e9), st.integers(1, 200_000))
def test_the_next_aligned_time_is_the_first_one_after_now(now, interval_s):
    last, following = last_aligned_time(now, interval_s), next_aligned_time(now, interval_s)
    assert last <= now < following <= last + interval_s
    assert last_aligned_time(following, interval_s) == following
    assert last % DAY_S % interval_s == 0
