"""What a station does otherwise than the book has it, where its template says so."""

import re

import pytest
from support.simulation import EPOCH_S, Simulation, a_station

from ocpp_load.charge_point import Pause
from ocpp_load.charge_point.activities import boot, connect, notify_status
from ocpp_load.model import Quirks
from ocpp_load.ocppj import format_timestamp, parse_timestamp

DAY_S = 86_400.0


def script(station):
    yield from connect(station)
    yield from boot(station)


def simulation_of(quirks, **answers):
    """Return a station with `quirks`, whose central system always has the right time."""
    simulation = Simulation(station=a_station(quirks=quirks))

    def boot_answer(_):
        now = format_timestamp(EPOCH_S + simulation.now)
        return {"status": "Accepted", "currentTime": now, "interval": 300}

    def beat_answer(_):
        return {"currentTime": format_timestamp(EPOCH_S + simulation.now)}

    simulation.answers |= {"BootNotification": boot_answer, "Heartbeat": beat_answer, **answers}
    return simulation


def error_s(simulation):
    """Return by how much the station's clock is ahead."""
    simulation.station.now = simulation.now
    return simulation.station.epoch_s() - (EPOCH_S + simulation.now)


class TestAMisspeltHeartbeatKey:
    """`HeartBeatInterval`, the one standard key that firmware often misspells (section 9.1.10)."""

    quirks = Quirks(heartbeat_key="HeartBeatInterval")

    def test_is_what_the_station_reports(self):
        simulation = simulation_of(self.quirks).start(script).run(1)
        told = simulation.command("GetConfiguration")["configurationKey"]
        names = [entry["key"] for entry in told]
        assert "HeartBeatInterval" in names
        assert "HeartbeatInterval" not in names

    def test_is_the_only_spelling_that_it_can_be_asked_for(self):
        simulation = simulation_of(self.quirks).start(script).run(1)
        keys = ["HeartbeatInterval", "HeartBeatInterval", "heartbeatinterval"]
        answer = simulation.command("GetConfiguration", {"key": keys})
        assert answer == {
            "configurationKey": [{"key": "HeartBeatInterval", "readonly": False, "value": "300"}],
            "unknownKey": ["HeartbeatInterval", "heartbeatinterval"],
        }

    def test_is_the_only_spelling_that_changes_the_interval(self):
        simulation = simulation_of(self.quirks).start(script).run(1)
        change = {"key": "HeartbeatInterval", "value": "60"}
        assert simulation.command("ChangeConfiguration", change) == {"status": "NotSupported"}
        simulation.run(200)
        assert "Heartbeat" not in simulation.actions
        change["key"] = "HeartBeatInterval"
        assert simulation.command("ChangeConfiguration", change) == {"status": "Accepted"}
        simulation.run(121)
        assert simulation.actions.count("Heartbeat") == 2


def test_a_station_without_quirks_takes_the_key_in_any_case():
    simulation = simulation_of(Quirks()).start(script).run(1)
    change = {"key": "HeartBeatInterval", "value": "60"}
    assert simulation.command("ChangeConfiguration", change) == {"status": "Accepted"}


def test_a_key_that_the_station_has_never_heard_of_is_unknown_and_not_supported():
    quirks = Quirks(unknown_keys=frozenset({"MessageTimeout"}))
    simulation = simulation_of(quirks).start(script).run(1)
    asked = simulation.command("GetConfiguration", {"key": ["MessageTimeout"]})
    assert asked == {"unknownKey": ["MessageTimeout"]}
    told = simulation.command("GetConfiguration")["configurationKey"]
    assert "MessageTimeout" not in [entry["key"] for entry in told]
    change = {"key": "MessageTimeout", "value": "5"}
    assert simulation.command("ChangeConfiguration", change) == {"status": "NotSupported"}


@pytest.mark.parametrize(
    ("quirks", "form"),
    [
        (Quirks(), r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"),
        (Quirks(fractional_seconds=0), r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
        (Quirks(fractional_seconds=1), r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\dZ"),
        (Quirks(fractional_seconds=7), r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z"),
        (Quirks(utc_offset_s=7200.0), r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+02:00"),
        (
            Quirks(fractional_seconds=0, utc_offset_s=-19_800.0),
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-05:30",
        ),
    ],
)
def test_timestamps_have_the_form_that_the_firmware_gives_them_and_mean_the_same(quirks, form):
    def tell_later(station):
        yield from script(station)
        yield Pause(10)
        yield from notify_status(station, station.station.connectors[1])

    simulation = simulation_of(quirks).start(tell_later).run(11)
    written = simulation.payloads("StatusNotification")[-1]["timestamp"]
    assert re.fullmatch(form, written)
    assert parse_timestamp(written) == pytest.approx(EPOCH_S + 10, abs=1e-3)
    assert simulation.observer.own_faults == []


def test_a_clock_that_is_off_is_right_once_the_central_system_has_told_the_time():
    simulation = simulation_of(Quirks(clock_offset_s=-90.0))
    assert error_s(simulation) == -90.0
    simulation.start(script).run(1)
    assert error_s(simulation) == pytest.approx(0.0)


@pytest.mark.parametrize("drift_s", [20.0, -20.0])
def test_a_clock_that_drifts_gains_so_much_a_day_until_it_is_set(drift_s):
    simulation = simulation_of(Quirks(clock_drift_s=drift_s))
    simulation.start(lambda station: (yield from connect(station))).run(DAY_S)
    assert error_s(simulation) == pytest.approx(drift_s, rel=1e-3)
    simulation.spawn("powered up", boot(simulation.station)).run(1)
    assert abs(error_s(simulation)) < 0.1


def test_heartbeats_keep_a_drifting_clock_within_a_second_or_two():
    simulation = simulation_of(Quirks(clock_drift_s=200.0)).start(script)
    for _ in range(48):
        simulation.run(1800)
        assert abs(error_s(simulation)) < 2.0


def test_a_station_that_follows_no_clock_stays_wrong_for_ever():
    quirks = Quirks(clock_offset_s=-90.0, clock_drift_s=20.0, follows_clock=False)
    simulation = simulation_of(quirks).start(script).run(DAY_S)
    assert simulation.actions.count("Heartbeat") > 200
    assert error_s(simulation) == pytest.approx(-70.0, rel=1e-3)


def test_a_clock_that_is_off_stands_in_what_the_station_sends():
    simulation = simulation_of(Quirks(clock_offset_s=-90.0, follows_clock=False))
    simulation.start(script).run(1)
    written = simulation.payloads("StatusNotification")[0]["timestamp"]
    assert parse_timestamp(written) == EPOCH_S - 90


def test_a_station_that_boots_on_every_reconnect_says_nothing_before_it_is_accepted():
    simulation = simulation_of(Quirks(boots_on_reconnect=True)).start(script).run(1)
    for boots in (2, 3):
        seen = len(simulation.messages)
        simulation.reachable = False
        simulation.lose_connection().run(100)
        simulation.reachable = True
        simulation.run(500)
        assert simulation.actions[seen] == "BootNotification"
        assert simulation.actions.count("BootNotification") == boots
        assert "Heartbeat" in simulation.actions[seen:]


def test_a_station_that_boots_on_every_reconnect_boots_once_after_a_reset():
    simulation = simulation_of(Quirks(boots_on_reconnect=True)).start(script).run(1)
    assert simulation.command("Reset", {"type": "Soft"}) == {"status": "Accepted"}
    simulation.run(60)
    assert simulation.actions.count("BootNotification") == 2
