"""Reset (OCPP 1.6 section 5.14 with errata 3.36 and 3.82)."""

import pytest
from support.commands import booted, charging, connector, forget, reserve, told
from support.simulation import SILENCE

from ocpp_load.charge_point.activities import plug_in, start_transaction
from ocpp_load.model import Between, Surroundings

ACCEPTED = {"status": "Accepted"}
BOOT = ["BootNotification", "0 Available"]


def test_a_soft_reset_stops_every_transaction_before_the_restart():
    simulation = charging()
    assert simulation.command("Reset", {"type": "Soft"}) == ACCEPTED
    simulation.run(1)
    assert told(simulation) == ["1 Finishing", "StopTransaction 1 SoftReset"]
    assert simulation.closings == [(1, 1001, "closed by us")]
    forget(simulation)
    simulation.run(10)
    assert told(simulation) == [*BOOT, "1 Finishing", "2 Available"]
    assert simulation.messages[0].at == 6  # the reset takes five seconds
    assert simulation.observer.registrations == [True, False, True]


def test_the_restart_waits_for_the_answer_to_stop_transaction():
    simulation = charging({"StopTransaction": SILENCE})
    simulation.command("Reset", {"type": "Soft"})
    simulation.run(29)
    assert simulation.closings == []
    simulation.run(2)
    assert len(simulation.closings) == 1


def test_a_hard_reset_restarts_at_once_and_stops_the_transaction_after_the_next_accepted_boot():
    simulation = charging()
    simulation.run(59)
    forget(simulation)
    verdicts = iter(["Pending", "Accepted"])
    simulation.answers["BootNotification"] = lambda _: boot_answer(next(verdicts))
    assert simulation.command("Reset", {"type": "Hard"}) == ACCEPTED
    assert simulation.closings == [(60, 1001, "closed by us")]
    simulation.run(310)
    assert told(simulation) == [
        "BootNotification",
        "BootNotification",
        "StopTransaction 1 HardReset",
        "0 Available",
        "1 Finishing",
        "2 Available",
    ]
    [stop] = simulation.payloads("StopTransaction")
    # The energy and the time of the reset, not those of the message.
    assert stop["meterStop"] == 366
    assert stop["timestamp"] == "2026-09-21T13:34:20.000Z"
    assert simulation.observer.stopped_wh == [366]


def test_a_start_transaction_whose_answer_a_hard_reset_cuts_off_is_sent_again_after_the_boot():
    simulation = charging({"StartTransaction": SILENCE})
    simulation.command("Reset", {"type": "Hard"})
    simulation.answers["StartTransaction"] = {
        "transactionId": 42,
        "idTagInfo": {"status": "Accepted"},
    }
    forget(simulation)
    simulation.run(20)
    assert told(simulation)[:3] == [
        "BootNotification",
        "StartTransaction",
        "StopTransaction 42 HardReset",
    ]


def test_heartbeats_stand_still_while_the_station_is_away_and_go_on_afterwards():
    simulation = booted()
    simulation.command("Reset", {"type": "Hard"})
    simulation.run(400)
    beats = [message.at for message in simulation.messages if message.action == "Heartbeat"]
    assert beats == [306]


def test_a_second_reset_is_rejected_while_the_first_is_on_its_way():
    simulation = charging({"StopTransaction": SILENCE})
    assert simulation.command("Reset", {"type": "Soft"}) == ACCEPTED
    assert simulation.command("Reset", {"type": "Hard"}) == {"status": "Rejected"}


def test_nothing_but_boot_notification_leaves_before_the_station_is_accepted_again():
    def driver(station):
        yield from plug_in(station, station.station.connector(2))

    simulation = booted()
    simulation.answers["BootNotification"] = SILENCE
    simulation.command("Reset", {"type": "Hard"})
    simulation.run(6)
    simulation.spawn("driver", driver(simulation.station))
    simulation.run(10)
    assert told(simulation) == ["BootNotification"]
    simulation.answers["BootNotification"] = boot_answer("Accepted")
    simulation.run(100)
    assert told(simulation)[1:] == [
        "BootNotification",
        "0 Available",
        "1 Available",
        "2 Preparing",
        "2 Finishing",  # no card within ConnectionTimeOut
    ]


@pytest.mark.parametrize(("failures", "retries", "seconds"), [(0, 0, 5), (2, 2, 15)])
def test_a_reset_that_fails_is_tried_again(failures, retries, seconds):
    simulation = booted(
        type_fields={
            "configuration": {"ResetRetries": str(retries)},
            "surroundings": surroundings(failures),
        }
    )
    simulation.command("Reset", {"type": "Soft"})
    simulation.run(100)
    assert simulation.messages[0].at == 1 + seconds
    assert told(simulation)[:2] == BOOT


def test_a_reset_that_fails_too_often_is_reported_and_the_station_stays():
    simulation = booted(
        type_fields={"configuration": {"ResetRetries": "1"}, "surroundings": surroundings(2)}
    )
    simulation.command("Reset", {"type": "Soft"})
    simulation.run(100)
    assert simulation.closings == []
    [notification] = simulation.payloads("StatusNotification")
    assert (notification["connectorId"], notification["errorCode"]) == (0, "ResetFailure")
    assert simulation.command("Reset", {"type": "Soft"}) == ACCEPTED


def test_what_is_kept_in_memory_that_lasts_survives():
    simulation = booted()
    station = simulation.station.station
    simulation.command("ChangeAvailability", {"connectorId": 2, "type": "Inoperative"})
    simulation.command("ChangeConfiguration", {"key": "ConnectionTimeOut", "value": "77"})
    simulation.command(
        "SendLocalList",
        {
            "listVersion": 3,
            "updateType": "Full",
            "localAuthorizationList": [{"idTag": "A", "idTagInfo": {"status": "Accepted"}}],
        },
    )
    profile = {
        "chargingProfileId": 1,
        "stackLevel": 0,
        "chargingProfilePurpose": "TxDefaultProfile",
        "chargingProfileKind": "Relative",
        "chargingSchedule": {
            "chargingRateUnit": "A",
            "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 10.0}],
        },
    }
    simulation.command("SetChargingProfile", {"connectorId": 1, "csChargingProfiles": profile})
    reserve(simulation)
    simulation.run(1)
    assert connector(simulation, 1).status == "Reserved"
    simulation.command("Reset", {"type": "Hard"})
    forget(simulation)
    simulation.run(30)
    assert told(simulation) == [*BOOT, "1 Available", "2 Unavailable"]
    assert station.configuration["ConnectionTimeOut"] == "77"
    assert simulation.command("GetLocalListVersion") == {"listVersion": 3}
    assert len(station.charging_profiles) == 1
    assert len(station.reservations) == 0


def test_a_driver_whose_session_a_reset_has_ended_goes_on_when_the_station_is_back():
    simulation = charging(seconds=10_000)
    simulation.command("Reset", {"type": "Soft"})
    simulation.run(100)
    assert simulation.station.running("script") is None  # `charge` has ended with its transaction
    assert simulation.observer.own_faults == []


def test_a_run_that_ends_in_the_middle_of_a_reset_ends_well():
    simulation = charging()
    simulation.command("Reset", {"type": "Hard"})
    simulation.run(2)
    simulation.stop().run(20)
    assert simulation.station.finished
    assert told(simulation) == [
        "BootNotification",
        "StopTransaction 1 HardReset",
        "0 Available",
        "1 Finishing",
        "2 Available",
    ]
    assert simulation.observer.delivered == 1


def surroundings(reset_failures):
    return Surroundings(reset_failures=reset_failures)


def boot_answer(status):
    return {"status": status, "currentTime": "2026-09-21T13:33:20.000Z", "interval": 300}


def test_no_transaction_starts_in_a_station_that_is_about_to_restart():
    simulation = charging({"StopTransaction": SILENCE})
    simulation.command("Reset", {"type": "Soft"})
    starting = start_transaction(simulation.station, connector(simulation, 2), "OTHER")
    simulation.spawn("driver", starting).run(20)
    assert len(simulation.payloads("StartTransaction")) == 0
    assert connector(simulation, 2).transaction is None


def test_a_fleet_that_is_reset_at_once_comes_back_spread_where_the_scenario_has_it_so():
    spread = Surroundings(reset_takes=Between(20.0, 40.0))
    simulation = booted(type_fields={"surroundings": spread})
    at = simulation.now
    simulation.command("Reset", {"type": "Hard"})
    simulation.run(60)
    assert 20.0 < simulation.attempts[-1] - at < 40.0
