"""TriggerMessage (OCPP 1.6 section 5.17 with errata 3.35, 3.40 and 3.46)."""

import pytest
from support.commands import booted, charging, told
from support.simulation import SILENCE

from ocpp_load.charge_point.activities import plug_in

ACCEPTED = {"status": "Accepted"}


def trigger(simulation, message, connector_id=None):
    payload = {"requestedMessage": message}
    if connector_id is not None:
        payload["connectorId"] = connector_id
    answer = simulation.command("TriggerMessage", payload)
    simulation.run(1)
    return answer


@pytest.mark.parametrize(
    ("message", "connector_id", "sent"),
    [
        ("Heartbeat", None, ["Heartbeat"]),
        ("Heartbeat", 99, ["Heartbeat"]),  # not relevant: ignored
        ("StatusNotification", None, ["0 Available", "1 Available", "2 Available"]),
        ("StatusNotification", 0, ["0 Available"]),
        ("StatusNotification", 2, ["2 Available"]),
        ("MeterValues", None, ["MeterValues 1", "MeterValues 2"]),
        ("MeterValues", 2, ["MeterValues 2"]),
        ("DiagnosticsStatusNotification", None, ["DiagnosticsStatusNotification Idle"]),
        ("FirmwareStatusNotification", 1, ["FirmwareStatusNotification Idle"]),
    ],
)
def test_the_message_follows_the_answer(message, connector_id, sent):
    simulation = booted()
    assert trigger(simulation, message, connector_id) == ACCEPTED
    assert told(simulation) == sent


@pytest.mark.parametrize(
    ("message", "connector_id"),
    [("StatusNotification", 3), ("MeterValues", 3), ("MeterValues", 99)],
)
def test_a_connector_that_matters_and_does_not_exist_is_rejected(message, connector_id):
    simulation = booted()
    assert trigger(simulation, message, connector_id) == {"status": "Rejected"}
    assert told(simulation) == []


@pytest.mark.parametrize("message", ["FirmwareTemperature", "StartTransaction", "heartbeat", ""])
def test_an_unknown_message_is_not_implemented(message):
    simulation = booted()
    assert trigger(simulation, message) == {"status": "NotImplemented"}
    assert told(simulation) == []


@pytest.mark.parametrize("message", ["DiagnosticsStatusNotification", "FirmwareStatusNotification"])
def test_a_message_of_a_profile_that_the_station_lacks_is_not_implemented(message):
    profiles = frozenset({"Core", "RemoteTrigger"})
    simulation = booted(type_fields={"feature_profiles": profiles})
    assert trigger(simulation, message) == {"status": "NotImplemented"}


def test_meter_values_are_marked_as_triggered_and_carry_the_transaction_that_runs():
    simulation = charging()
    simulation.run(59)
    simulation.messages.clear()
    assert trigger(simulation, "MeterValues", 1) == ACCEPTED
    [values] = simulation.payloads("MeterValues")
    [sampled] = values["meterValue"][0]["sampledValue"]
    assert values["transactionId"] == 1
    assert (sampled["context"], sampled["value"]) == ("Trigger", "366")


def test_meter_values_come_without_a_transaction_too():
    simulation = booted()
    trigger(simulation, "MeterValues", 1)
    [values] = simulation.payloads("MeterValues")
    assert "transactionId" not in values


def test_boot_notification_is_rejected_once_the_station_is_accepted():
    simulation = booted()
    assert trigger(simulation, "BootNotification") == {"status": "Rejected"}
    assert told(simulation) == []


def pending():
    verdicts = iter(["Pending"] + ["Accepted"] * 9)
    return booted(
        {
            "BootNotification": lambda _: {
                "status": next(verdicts),
                "currentTime": "2026-09-21T13:33:20.000Z",
                "interval": 1000,
            }
        }
    )


def test_a_pending_station_boots_again_at_once_when_it_is_asked_to():
    simulation = pending()
    assert trigger(simulation, "BootNotification") == ACCEPTED
    assert told(simulation) == ["BootNotification", "0 Available", "1 Available", "2 Available"]


def test_a_pending_station_sends_what_it_is_asked_for_and_nothing_else():
    simulation = pending()
    simulation.spawn("driver", plug_in_1(simulation))
    assert trigger(simulation, "StatusNotification", 1) == ACCEPTED
    assert trigger(simulation, "Heartbeat") == ACCEPTED
    assert told(simulation) == ["1 Preparing", "Heartbeat"]
    assert trigger(simulation, "BootNotification") == ACCEPTED
    assert told(simulation)[2:] == [
        "BootNotification",
        "0 Available",
        "1 Preparing",
        "2 Available",
    ]


def test_requests_do_not_pile_up_while_the_central_system_is_silent():
    simulation = booted({"Heartbeat": SILENCE})
    answers = [trigger(simulation, "Heartbeat")["status"] for _ in range(25)]
    assert answers == ["Accepted"] * 20 + ["Rejected"] * 5
    simulation.answers["Heartbeat"] = {"currentTime": "2026-09-21T14:13:20.000Z"}
    simulation.run(100)
    assert trigger(simulation, "Heartbeat") == ACCEPTED


def test_the_message_waits_for_a_call_that_is_outstanding():
    simulation = booted({"Heartbeat": SILENCE})
    trigger(simulation, "Heartbeat")
    assert trigger(simulation, "StatusNotification", 1) == ACCEPTED
    assert told(simulation) == ["Heartbeat"]
    simulation.run(40)
    assert told(simulation) == ["Heartbeat", "1 Available"]


def plug_in_1(simulation):
    return plug_in(simulation.station, simulation.station.station.connectors[1])
