"""Security events: the log, and what the central system is told (security whitepaper, A04)."""

import pytest
from support.simulation import (
    EPOCH_S,
    SILENCE,
    ErrorAnswer,
    Simulation,
    a_station,
)

from ocpp_load.charge_point.activities import boot, connect
from ocpp_load.charge_point.activities.resetting import restart
from ocpp_load.charge_point.activities.security_events import report_effect, report_security_event
from ocpp_load.handlers.effects import ReportSecurityEvent
from ocpp_load.messages.v16.actions import FeatureProfile
from ocpp_load.messages.v16.security_enums import SecurityEvent

NOTIFICATION = "SecurityEventNotification"

# A00.FR.309, 315, 318; A02.FR.07; L01.FR.02, 03: the paper has them triggered or sent.
TRIGGERED = {
    "InvalidCentralSystemCertificate",
    "InvalidChargePointCertificate",
    "InvalidFirmwareSignature",
    "InvalidFirmwareSigningCertificate",
    "InvalidTLSCipherSuite",
    "InvalidTLSVersion",
}


def booted(answers=None, **type_fields):
    simulation = Simulation(answers, station=a_station(**type_fields))

    def script(station):
        yield from connect(station)
        yield from boot(station)

    simulation.start(script).run(1)
    simulation.messages.clear()
    return simulation


def report(simulation, type_=SecurityEvent.MEMORY_EXHAUSTION, tech_info=None):
    """Let an event happen now; as an effect would."""
    effect = ReportSecurityEvent(type_, tech_info)
    return simulation.spawn("event", report_effect(simulation.station, effect))


def log(simulation):
    return simulation.station.station.security_log.text(0.0, EPOCH_S * 2).decode().splitlines()


@pytest.mark.parametrize("event", SecurityEvent)
def test_every_event_is_logged_and_the_critical_ones_are_told(event):
    simulation = booted(security_events=True)
    simulation.messages.clear()
    before = len(log(simulation))
    report(simulation, event, "how it came")
    stamp = simulation.station.timestamp()
    told = {"type": event.value, "timestamp": stamp, "techInfo": "how it came"}
    is_told = event.is_critical or event.value in TRIGGERED
    assert simulation.payloads(NOTIFICATION) == ([told] if is_told else [])
    assert log(simulation)[before:] == [f"{stamp} {event.value} how it came"]
    assert simulation.observer.own_faults == []


@pytest.mark.parametrize("event", ["FirmwareUpdated", "ResetOrReboot", "StartupOfTheDevice"])
def test_the_events_of_ordinary_life_are_only_logged_unless_the_scenario_wants_them_told(event):
    simulation = report(booted(), SecurityEvent(event))
    assert simulation.payloads(NOTIFICATION) == []
    assert log(simulation)[-1].endswith(event)


def test_a_station_that_tells_them_tells_its_startup_and_its_reset():
    simulation = booted(security_events=True)
    simulation.command("Reset", {"type": "Hard"})
    simulation.run(10)
    told = [event["type"] for event in simulation.payloads(NOTIFICATION)]
    # The central system of these tests has a clock that stands still.
    assert told == ["SettingSystemTime", "StartupOfTheDevice", "ResetOrReboot"]
    assert [line.split()[1] for line in log(simulation)] == [*told[:2], *told]


def test_a_clock_that_was_off_is_an_event():
    late = {"status": "Accepted", "currentTime": "2026-09-21T14:00:00Z", "interval": 300}
    simulation = booted({"BootNotification": late})
    assert [line.split()[1] for line in log(simulation)] == [
        "SettingSystemTime",
        "StartupOfTheDevice",
    ]


def test_an_event_needs_no_more_than_its_type():
    simulation = report(booted())
    [told] = simulation.payloads(NOTIFICATION)
    assert set(told) == {"type", "timestamp"}


def test_a_vendors_event_is_logged():
    simulation = report(booted(), "DoorOpened")
    assert simulation.payloads(NOTIFICATION) == []
    assert log(simulation)[-1].endswith(" DoorOpened")


def test_what_does_not_fit_the_message_is_cut():
    simulation = report(booted(), tech_info="ä" * 300)
    assert simulation.payloads(NOTIFICATION)[0]["techInfo"] == "ä" * 255
    assert simulation.observer.own_faults == []


@pytest.mark.parametrize(
    "type_fields",
    [
        {"feature_profiles": frozenset({FeatureProfile.CORE})},
        {"switched_off": frozenset({NOTIFICATION})},
    ],
)
def test_a_station_without_the_extension_does_neither(type_fields):
    simulation = report(booted(**type_fields))
    assert (simulation.payloads(NOTIFICATION), log(simulation)) == ([], [])


def test_events_of_a_lost_connection_are_told_once_it_is_back():
    simulation = booted()
    simulation.reachable = False
    simulation.lose_connection()
    happened_at = simulation.station.timestamp()
    report(simulation, SecurityEvent.MEMORY_EXHAUSTION)
    report(simulation, SecurityEvent.TAMPER_DETECTION_ACTIVATED)
    simulation.run(60)
    assert simulation.actions == []
    simulation.reachable = True
    simulation.run(200)
    told = simulation.payloads(NOTIFICATION)
    assert [event["type"] for event in told] == ["MemoryExhaustion", "TamperDetectionActivated"]
    assert {event["timestamp"] for event in told} == {happened_at}


def test_an_event_that_left_with_a_lost_connection_is_told_once_more():
    simulation = booted({NOTIFICATION: SILENCE})
    report(simulation)
    assert len(simulation.payloads(NOTIFICATION)) == 1
    simulation.lose_connection()
    del simulation.answers[NOTIFICATION]
    simulation.run(300)
    first, second = simulation.payloads(NOTIFICATION)
    assert first == second


@pytest.mark.parametrize("answer", [SILENCE, ErrorAnswer("InternalError"), {"extra": 1}])
def test_an_event_that_a_standing_connection_took_is_told_once(answer):
    simulation = report(booted({NOTIFICATION: answer}))
    simulation.run(300)
    assert len(simulation.payloads(NOTIFICATION)) == 1


def test_an_event_that_was_about_to_leave_is_told_after_a_restart():
    simulation = booted({"DataTransfer": SILENCE})
    report(simulation, SecurityEvent.INVALID_MESSAGES)
    simulation.reachable = False
    simulation.lose_connection()
    report(simulation)
    simulation.spawn("reset", restart(simulation.station, hard=True))
    simulation.reachable = True
    simulation.run(300)
    told = [event["type"] for event in simulation.payloads(NOTIFICATION)]
    assert told.count("MemoryExhaustion") == 1
    assert simulation.actions.index("BootNotification") < simulation.actions.index(NOTIFICATION)


def test_events_before_registration_wait_for_it():
    answers = {
        "BootNotification": {
            "status": "Pending",
            "interval": 60,
            "currentTime": "2026-09-21T14:13:20Z",
        }
    }
    simulation = report(booted(answers))
    assert simulation.payloads(NOTIFICATION) == []
    del simulation.answers["BootNotification"]
    simulation.answers["BootNotification"] = {
        "status": "Accepted",
        "interval": 300,
        "currentTime": "2026-09-21T14:14:20Z",
    }
    simulation.run(100)
    assert len(simulation.payloads(NOTIFICATION)) == 1


def test_the_end_of_a_run_does_not_wait_for_events():
    simulation = booted()
    simulation.reachable = False
    simulation.lose_connection()
    report(simulation)
    simulation.stop()
    report_security_event(simulation.station, SecurityEvent.MEMORY_EXHAUSTION)
    simulation.run(10)
    assert simulation.station.finished
    assert simulation.payloads(NOTIFICATION) == []
