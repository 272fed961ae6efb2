"""Booting (OCPP 1.6 section 4.2, errata 3.22)."""

import pytest
from support.simulation import EPOCH_S, SILENCE, ErrorAnswer, Simulation, a_station

from ocpp_load.charge_point.activities import boot, connect
from ocpp_load.model import Registration

NOW = "2026-09-21T13:33:20.000Z"


def script(station):
    yield from connect(station)
    yield from boot(station)


def boot_answer(status, interval=300):
    return {"status": status, "currentTime": NOW, "interval": interval}


def test_an_accepted_station_reports_connector_0_and_every_connector():
    simulation = Simulation().start(script).run(1)
    assert simulation.actions == ["BootNotification"] + ["StatusNotification"] * 3
    reported = [
        (payload["connectorId"], payload["status"], payload["errorCode"])
        for payload in simulation.payloads("StatusNotification")
    ]
    assert reported == [
        (0, "Available", "NoError"),
        (1, "Available", "NoError"),
        (2, "Available", "NoError"),
    ]
    assert simulation.observer.registrations == [True]


def test_boot_notification_carries_what_is_known_of_the_station():
    station = a_station(serial_number="S-1", firmware_version="1.2.3")
    simulation = Simulation(station=station).start(script)
    assert simulation.payloads("BootNotification") == [
        {
            "chargePointVendor": "ocpp_load",
            "chargePointModel": "AC-22",
            "chargePointSerialNumber": "S-1",
            "firmwareVersion": "1.2.3",
        }
    ]


@pytest.mark.parametrize(
    ("status", "registration"),
    [("Pending", Registration.PENDING), ("Rejected", Registration.REJECTED)],
)
def test_a_station_that_is_not_accepted_asks_again_after_the_interval_and_sends_nothing_else(
    status, registration
):
    answers = iter([boot_answer(status, 17), boot_answer(status, 17), boot_answer("Accepted")])
    simulation = Simulation({"BootNotification": lambda _: next(answers)}).start(script)
    simulation.run(16)
    assert simulation.station.station.registration is registration
    assert simulation.actions == ["BootNotification"]
    simulation.run(30)
    boots = [message.at for message in simulation.messages if message.action == "BootNotification"]
    assert boots == [0, 17, 34]
    assert simulation.station.registered
    assert simulation.actions[3:] == ["StatusNotification"] * 3


@pytest.mark.parametrize("interval", [0, -5])
def test_an_interval_that_names_no_wait_leaves_it_to_the_station(interval):
    answers = iter([boot_answer("Pending", interval), boot_answer("Accepted")])
    simulation = Simulation({"BootNotification": lambda _: next(answers)}, boot_retry_s=42.0).start(
        script
    )
    simulation.run(41.9)
    assert simulation.actions == ["BootNotification"]
    simulation.run(0.2)
    assert simulation.station.registered


@pytest.mark.parametrize(
    ("answer", "reason", "asks_again_at"),
    [
        (SILENCE, "timeout", 40.0),
        (ErrorAnswer("InternalError"), "CallError InternalError", 10.0),
        ({"status": "Perhaps"}, "answer breaks its schema: currentTime breaks required", 10.0),
    ],
)
def test_a_boot_without_a_usable_answer_is_a_failure_and_is_tried_again(
    answer, reason, asks_again_at
):
    answers = iter([answer, boot_answer("Accepted")])
    simulation = Simulation({"BootNotification": lambda _: next(answers)}, boot_retry_s=10.0).start(
        script
    )
    simulation.run(60)
    boots = [message.at for message in simulation.messages if message.action == "BootNotification"]
    assert boots == [0, asks_again_at]
    assert simulation.observer.failed == [("BootNotification", reason)]
    assert simulation.station.registered


def test_a_boot_that_the_connection_takes_with_it_goes_on_after_the_reconnect():
    answers = iter([SILENCE, boot_answer("Accepted")])
    simulation = Simulation({"BootNotification": lambda _: next(answers)}).start(script).run(1)
    simulation.lose_connection().run(60)
    assert simulation.actions[:2] == ["BootNotification", "BootNotification"]
    assert simulation.station.registered


def test_the_station_takes_over_the_central_systems_time():
    simulation = Simulation(
        {"BootNotification": boot_answer("Accepted") | {"currentTime": "2030-01-01T00:00:00Z"}}
    )
    simulation.start(script).run(1)
    stamps = [payload["timestamp"] for payload in simulation.payloads("StatusNotification")]
    assert all(stamp.startswith("2030-01-01T00:00:00") for stamp in stamps)


@pytest.mark.parametrize("leap_second", ["2016-12-31T23:59:60Z"])
def test_a_time_that_this_clock_cannot_show_is_passed_over(leap_second):
    simulation = Simulation(
        {"BootNotification": boot_answer("Accepted") | {"currentTime": leap_second}}
    )
    simulation.start(script).run(1)
    assert simulation.station.registered
    assert simulation.observer.own_faults == []


def test_no_heartbeat_is_sent_while_another_boot_is_not_accepted():
    answers = iter(
        [boot_answer("Accepted", 10), boot_answer("Rejected", 60), boot_answer("Accepted", 10)]
    )

    def boots_twice(station):
        yield from script(station)
        yield from boot(station)

    simulation = Simulation({"BootNotification": lambda _: next(answers)}).start(boots_twice)
    simulation.run(59)
    assert "Heartbeat" not in simulation.actions
    simulation.run(20)
    assert "Heartbeat" in simulation.actions
    assert simulation.observer.registrations == [True, False, True]


def test_a_slow_answer_does_not_turn_the_clock_back():
    simulation = Simulation(latency_s=8.0).start(script).run(100)
    stamps = [payload["timestamp"] for payload in simulation.payloads("StatusNotification")]
    assert stamps == sorted(stamps)
    assert len(set(stamps)) == 3


@pytest.mark.parametrize(
    "time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "0001-01-02T00:00:00Z"]
)
def test_a_time_at_the_end_of_the_calendar_is_not_followed(time):
    answer = {"status": "Accepted", "currentTime": time, "interval": 300}
    simulation = Simulation({"BootNotification": answer, "Heartbeat": {"currentTime": time}})
    simulation.start(script).run(1000)
    assert simulation.station.epoch_s() - simulation.station.now == EPOCH_S
    assert simulation.observer.own_faults == []
