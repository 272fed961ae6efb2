"""The simulated day: sessions run faster than the clock, the protocol does not."""

from datetime import datetime

import pytest
from support.simulation import EPOCH_S, SILENCE, Simulation

from ocpp_load.charge_point import BackOff
from ocpp_load.ocppj import format_timestamp
from ocpp_load.scenario import find_scenario, load_scenario, parse_scenario
from ocpp_load.scenario.commission import Commission

DAY_S = 86_400.0
HEAD = 'name: x\nocpp: "1.6"\n'
STATION = "station: {vendor: v, model: m, connectors: 1, power: 11 kW"
BOOTED = "steps:\n  - connect\n  - boot\n"


def simulation_of(text, answers=None, *, time_scale=None, **behaviour):
    commission = Commission(parse_scenario(text.encode(), "x.yaml"), time_scale=time_scale)
    simulation = Simulation(answers, station=commission.station(1), **behaviour)
    return simulation.start(commission.script)


def answering(interval=300):
    """Return a central system's answers that tell the right time."""

    def now(message):
        return {"currentTime": format_timestamp(EPOCH_S + message.at)}

    boot = {"status": "Accepted", "interval": interval}
    return {"BootNotification": lambda message: boot | now(message), "Heartbeat": now}


def times(simulation, action):
    return [message.at for message in simulation.messages if message.action == action]


@pytest.fixture(scope="module")
def day():
    """Return a whole day of the shipped scenario, which takes 24 minutes of the clock."""
    commission = Commission(load_scenario(find_scenario("simulated_day")))
    simulation = Simulation(answering(), station=commission.station(1))
    return simulation.start(commission.script).run(DAY_S / 60)


def test_a_day_has_its_three_sessions(day):
    assert len(day.payloads("StartTransaction")) == 3
    assert len(day.payloads("StopTransaction")) == 3
    assert day.observer.own_faults == []
    hours = [at * 60 / 3600 for at in times(day, "StartTransaction")]
    for hour, earliest, latest in zip(hours, (6, 10.5, 16), (8.5, 14.5, 22), strict=True):
        assert earliest <= hour <= latest


def test_a_day_s_energy_is_that_of_its_hours_and_not_of_the_clock_s_minutes(day):
    starts, stops = times(day, "StartTransaction"), times(day, "StopTransaction")
    for started, stopped, stop, start in zip(
        starts,
        stops,
        day.payloads("StopTransaction"),
        day.payloads("StartTransaction"),
        strict=True,
    ):
        charged_wh = stop["meterStop"] - start["meterStart"]
        most_wh = 22_000 * 60 * (stopped - started) / 3600
        assert 0.2 * most_wh < charged_wh <= most_wh + 1
    assert 15_000 < sum(day.observer.stopped_wh) < 5 * 22_000


def test_heartbeats_of_a_simulated_day_keep_to_the_clock(day):
    beats = times(day, "Heartbeat")
    assert len(beats) == 4
    assert [beat - 300 * (n + 1) for n, beat in enumerate(beats)] == pytest.approx([0] * 4, abs=5)


def test_timestamps_of_a_simulated_day_are_those_of_the_clock(day):
    [first, *_, last] = [
        datetime.fromisoformat(payload["timestamp"])
        for payload in (*day.payloads("StartTransaction"), *day.payloads("StopTransaction"))
    ]
    assert 0 < (last - first).total_seconds() < 1440


def test_a_scale_of_sessions_shortens_waits_and_charging_alone():
    text = f"{HEAD}time_scale: 60\n{STATION}, configuration: {{MeterValueSampleInterval: 10}}}}\n"
    steps = (
        "  - wait: 10 min\n  - start_transaction\n  - charge: {for: 30 min}\n  - stop_transaction\n"
    )
    simulation = simulation_of(text + BOOTED + steps).run(200)
    assert times(simulation, "StartTransaction") == [10]
    assert times(simulation, "StopTransaction") == [40]
    periodic = [at - 10 for at in times(simulation, "MeterValues")]
    assert periodic[:2] == [10, 20]
    # Half an hour at 11 kW, though half a minute has passed.
    assert simulation.observer.stopped_wh == pytest.approx([5500], abs=60)


def test_the_option_goes_over_the_scenario_s_scale():
    text = f"{HEAD}time_scale: 60\n{STATION}}}\n{BOOTED}  - wait: 10 min\n  - heartbeat\n"
    assert times(simulation_of(text, time_scale=6.0).run(200), "Heartbeat") == [100]


def test_the_driver_that_the_central_system_brings_along_hurries_too():
    driver = "{plugs_in_after: 2 min, charges_for: 1 h, unplugs_after: 10 min}"
    text = f"{HEAD}time_scale: 60\n{STATION}, remote_driver: {driver}}}\n{BOOTED}"
    simulation = simulation_of(text).run(1)
    request = {"connectorId": 1, "idTag": "REMOTE"}
    assert simulation.command("RemoteStartTransaction", request) == {"status": "Accepted"}
    simulation.run(200)
    assert times(simulation, "StartTransaction") == [3]
    assert times(simulation, "StopTransaction") == [63]
    available = [m.at for m in simulation.messages if m.payload.get("status") == "Available"]
    assert available[-1] == 73


def test_timers_run_faster_only_where_the_scenario_asks_for_it():
    def beats(scale):
        text = f"{HEAD}time_scale: {scale}\n{STATION}}}\n{BOOTED}"
        return times(simulation_of(text, answering(600)).run(1201), "Heartbeat")

    assert beats("60") == [600, 1200]
    assert beats("{sessions: 60, timers: 60}")[:3] == [10, 20, 30]


def test_fast_timers_sample_meters_and_lose_patience_faster():
    keys = "{MeterValueSampleInterval: 60, ConnectionTimeOut: 120}"
    rest = f"configuration: {keys}, remote_driver: {{plugs_in_after: never}}}}\n"
    text = f"{HEAD}time_scale: {{timers: 60}}\n{STATION}, {rest}{BOOTED}"
    steps = "  - start_transaction\n  - charge: {for: 5 s}\n  - stop_transaction\n  - unplug\n"
    simulation = simulation_of(text + steps).run(20)
    assert times(simulation, "MeterValues")[:3] == [1, 2, 3]
    request = {"connectorId": 1, "idTag": "REMOTE"}
    assert simulation.command("RemoteStartTransaction", request) == {"status": "Accepted"}
    simulation.run(10)
    available = [m.at for m in simulation.messages if m.payload.get("status") == "Available"]
    assert available[-1] == 22


def test_neither_call_timeouts_nor_back_off_nor_aligned_boundaries_are_scaled():
    keys = "{ClockAlignedDataInterval: 900, HeartbeatInterval: 3600}"
    text = f"{HEAD}time_scale: {{sessions: 60, timers: 60}}\n{STATION}, configuration: {keys}}}\n"
    back_off = BackOff(minimum_s=8, factor=2, random_s=0, maximum_s=60)
    simulation = simulation_of(
        f"{text}{BOOTED}  - heartbeat\n",
        answering(0) | {"Heartbeat": SILENCE},
        back_off=back_off,
        call_timeout_s=20.0,
    )
    simulation.run(21)
    assert simulation.observer.failed == [("Heartbeat", "timeout")]
    simulation.run(1800)
    aligned = {
        payload["meterValue"][0]["timestamp"][14:19]
        for payload in simulation.payloads("MeterValues")
    }
    assert aligned <= {"00:00", "15:00", "30:00", "45:00"}
    assert len(aligned) == 2
    simulation.reachable = False
    lost_at = simulation.now
    simulation.lose_connection().run(60)
    assert [at - lost_at for at in simulation.attempts[1:]] == [8, 24, 56]
