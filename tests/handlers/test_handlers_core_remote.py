"""RemoteStartTransaction and RemoteStopTransaction (OCPP 1.6 sections 5.11 and 5.12)."""

import pytest
from support.commands import booted, charging, connector, reserve, told
from support.simulation import SILENCE

from ocpp_load.charge_point.activities import (
    authorize,
    charge,
    plug_in,
    start_transaction,
    stop_transaction,
    unplug,
)
from ocpp_load.model import Between, RemoteDriver, Surroundings
from ocpp_load.scenario.distribution import Fixed

ACCEPTED = {"status": "Accepted"}
REJECTED = {"status": "Rejected"}
AT_ONCE = {"configuration": {"AuthorizeRemoteTxRequests": "false"}}


def driver(plugs_in_after=1.5, charges_for=60.0, unplugs_after=2.0):
    return Surroundings(
        remote_driver=RemoteDriver(
            None if plugs_in_after is None else Fixed(plugs_in_after),
            Fixed(charges_for),
            Fixed(unplugs_after),
        )
    )


def with_driver(*, configuration=None, **times):
    settings = {"AuthorizeRemoteTxRequests": "false", "MeterValueSampleInterval": "0"}
    return {"configuration": settings | (configuration or {}), "surroundings": driver(**times)}


def start(simulation, id_tag="APP", **fields):
    return simulation.command("RemoteStartTransaction", {"idTag": id_tag, **fields})


def test_a_driver_comes_charges_and_leaves():
    simulation = booted(type_fields=with_driver())
    assert start(simulation, connectorId=2) == ACCEPTED
    simulation.run(100)
    assert [
        (message.at, text)
        for message, text in zip(simulation.messages, told(simulation), strict=True)
    ] == [
        (1, "2 Preparing"),
        (2.5, "StartTransaction"),
        (2.5, "2 Charging"),
        (62.5, "2 Finishing"),
        (62.5, "StopTransaction 1 Local"),
        (64.5, "2 Available"),
    ]
    [started] = simulation.payloads("StartTransaction")
    assert (started["connectorId"], started["idTag"]) == (2, "APP")
    assert connector(simulation, 2).claimed_by is None


def test_usually_the_cable_comes_after_a_second_or_two():
    assert RemoteDriver().plugs_in_after == Between(1.0, 2.0)


def test_without_a_connector_a_free_one_is_chosen():
    simulation = booted(type_fields=with_driver())
    assert [start(simulation), start(simulation), start(simulation)] == [
        ACCEPTED,
        ACCEPTED,
        REJECTED,
    ]
    simulation.run(3)
    started = simulation.payloads("StartTransaction")
    assert [each["connectorId"] for each in started] == [1, 2]


def test_without_a_connector_one_at_which_a_car_waits_is_preferred():
    simulation = booted(type_fields=with_driver())
    simulation.spawn("driver", plug_in(simulation.station, connector(simulation, 2))).run(1)
    assert start(simulation) == ACCEPTED
    simulation.run(0)
    assert told(simulation) == ["2 Preparing", "StartTransaction", "2 Charging"]


def test_a_driver_who_is_there_already_goes_on_with_their_session():
    def session(station):
        place = station.station.connector(1)
        yield from plug_in(station, place)
        yield from authorize(station, "TAG")  # the card reader is slow: the app is first
        yield from start_transaction(station, place, "TAG")
        yield from charge(station, place, 60)
        yield from stop_transaction(station, place)
        yield from unplug(station, place)

    simulation = booted({"Authorize": SILENCE}, script=session, type_fields=with_driver())
    simulation.answers["Authorize"] = {"idTagInfo": {"status": "Accepted"}}
    assert start(simulation, connectorId=1) == ACCEPTED
    simulation.run(200)
    [started] = simulation.payloads("StartTransaction")
    assert started["idTag"] == "APP"
    assert told(simulation)[-3:] == ["1 Finishing", "StopTransaction 1 Local", "1 Available"]
    assert simulation.observer.own_faults == []


@pytest.mark.parametrize("connector_id", [0, 3, 99])
def test_connector_0_and_unknown_ones_are_rejected(connector_id):
    simulation = booted()
    assert start(simulation, connectorId=connector_id) in (
        REJECTED,
        "PropertyConstraintViolation",
    )
    simulation.run(10)
    assert told(simulation) == []


def test_an_occupied_connector_is_rejected():
    assert start(charging(), connectorId=1) == REJECTED


def test_a_connector_whose_last_driver_has_not_left_is_rejected():
    simulation = charging()
    simulation.spawn("stop", stop_transaction(simulation.station, connector(simulation))).run(1)
    assert connector(simulation).status == "Finishing"
    assert start(simulation, connectorId=1) == REJECTED


@pytest.mark.parametrize("connector_id", [0, 1])
def test_a_connector_that_is_out_of_service_is_rejected(connector_id):
    simulation = booted()
    simulation.command("ChangeAvailability", {"connectorId": connector_id, "type": "Inoperative"})
    assert start(simulation, connectorId=1) == REJECTED


def test_a_station_that_is_out_of_service_rejects_whatever_its_connectors_are():
    simulation = booted()
    connector(simulation, 0).change_status("Unavailable")
    assert start(simulation) == REJECTED


def test_a_faulted_connector_is_rejected():
    simulation = booted()
    connector(simulation).change_status("Faulted")
    assert start(simulation, connectorId=1) == REJECTED


@pytest.mark.parametrize(
    ("id_tag", "answer"), [("app", ACCEPTED), ("MEMBER", ACCEPTED), ("STRANGER", REJECTED)]
)
def test_a_reserved_connector_is_for_its_idtag_and_its_group(id_tag, answer):
    simulation = booted(type_fields=with_driver())
    simulation.command(
        "SendLocalList",
        {
            "listVersion": 1,
            "updateType": "Full",
            "localAuthorizationList": [
                {"idTag": "MEMBER", "idTagInfo": {"status": "Accepted", "parentIdTag": "GROUP"}},
                {"idTag": "STRANGER", "idTagInfo": {"status": "Accepted"}},
            ],
        },
    )
    reserve(simulation, idTag="APP", parentIdTag="GROUP", reservationId=9)
    assert start(simulation, id_tag, connectorId=1) == answer
    simulation.run(10)
    started = simulation.payloads("StartTransaction")
    assert [each["reservationId"] for each in started] == ([9] if answer == ACCEPTED else [])


def test_with_authorize_remote_tx_requests_the_central_system_is_asked_first():
    simulation = booted(
        type_fields=with_driver(configuration={"AuthorizeRemoteTxRequests": "true"})
    )
    assert start(simulation, connectorId=1) == ACCEPTED
    simulation.run(3)
    assert told(simulation) == ["1 Preparing", "Authorize", "StartTransaction", "1 Charging"]


def test_without_authorization_there_is_no_transaction():
    simulation = booted(
        {"Authorize": {"idTagInfo": {"status": "Blocked"}}},
        type_fields=with_driver(configuration={"AuthorizeRemoteTxRequests": "true"}),
    )
    assert start(simulation, connectorId=1) == ACCEPTED
    simulation.run(10)
    assert told(simulation) == ["1 Preparing", "Authorize", "1 Available"]
    assert simulation.observer.refused == 1


def test_who_is_known_from_the_local_list_is_not_asked_about():
    simulation = booted(
        type_fields=with_driver(
            configuration={
                "AuthorizeRemoteTxRequests": "true",
                "LocalPreAuthorize": "true",
                "LocalAuthListEnabled": "true",
            }
        )
    )
    simulation.command(
        "SendLocalList",
        {
            "listVersion": 1,
            "updateType": "Full",
            "localAuthorizationList": [{"idTag": "APP", "idTagInfo": {"status": "Accepted"}}],
        },
    )
    start(simulation, connectorId=1)
    simulation.run(3)
    assert told(simulation) == ["1 Preparing", "StartTransaction", "1 Charging"]


def test_an_idtag_that_was_refused_before_is_started_all_the_same_without_the_key():
    simulation = booted(type_fields=with_driver())
    simulation.station.station.refused_id_tags |= {"APP"}
    start(simulation, connectorId=1)
    simulation.run(3)
    assert "StartTransaction" in told(simulation)


@pytest.mark.parametrize("plugs_in_after", [None, 31.0])
def test_without_a_cable_the_connector_is_free_again_after_connection_time_out(plugs_in_after):
    simulation = booted(
        type_fields=with_driver(
            configuration={"ConnectionTimeOut": "30"}, plugs_in_after=plugs_in_after
        )
    )
    start(simulation, connectorId=1)
    assert start(simulation, connectorId=1) == REJECTED
    simulation.run(100)
    assert [
        (message.at, text)
        for message, text in zip(simulation.messages, told(simulation), strict=True)
    ] == [
        (1, "1 Preparing"),
        (31, "1 Available"),
    ]
    assert start(simulation, connectorId=1) == ACCEPTED


def profile(**fields):
    return {
        "chargingProfileId": 1,
        "stackLevel": 0,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Relative",
        "chargingSchedule": {
            "chargingRateUnit": "A",
            "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 10.0}],
        },
    } | fields


def test_a_charging_profile_is_in_force_for_the_transaction_and_ends_with_it():
    simulation = booted(type_fields=with_driver())
    assert start(simulation, connectorId=1, chargingProfile=profile()) == ACCEPTED
    simulation.run(10)
    profiles = simulation.station.station.charging_profiles
    assert len(profiles) == 1
    request = {"connectorId": 1, "duration": 60, "chargingRateUnit": "A"}
    schedule = simulation.command("GetCompositeSchedule", request)["chargingSchedule"]
    assert schedule["chargingSchedulePeriod"][0]["limit"] == 10.0
    simulation.command("RemoteStopTransaction", {"transactionId": 1})
    assert len(profiles) == 0


@pytest.mark.parametrize(
    "wrong", [{"chargingProfilePurpose": "TxDefaultProfile"}, {"transactionId": 7}]
)
def test_a_profile_that_is_no_tx_profile_or_names_a_transaction_is_rejected(wrong):
    simulation = booted()
    assert start(simulation, connectorId=1, chargingProfile=profile(**wrong)) == REJECTED
    simulation.run(10)
    assert told(simulation) == []


def test_without_smart_charging_the_profile_is_ignored():
    type_fields = with_driver() | {"feature_profiles": frozenset({"Core"})}
    simulation = booted(type_fields=type_fields)
    wrong = profile(chargingProfilePurpose="TxDefaultProfile")
    assert start(simulation, connectorId=1, chargingProfile=wrong) == ACCEPTED
    simulation.run(10)
    assert "StartTransaction" in told(simulation)
    assert len(simulation.station.station.charging_profiles) == 0


def test_a_station_that_restarts_starts_nothing():
    simulation = booted()
    simulation.command("Reset", {"type": "Soft"})
    simulation.station.connected = True  # the command was read before the connection closed
    assert start(simulation, connectorId=1) in (REJECTED, "SecurityError")


def test_a_transaction_that_runs_is_stopped():
    simulation = charging()
    assert simulation.command("RemoteStopTransaction", {"transactionId": 1}) == ACCEPTED
    simulation.run(1)
    assert told(simulation) == ["1 Finishing", "StopTransaction 1 Remote"]
    assert simulation.station.running("script") is None  # the driver sees it and does not charge on


def test_a_driver_who_unplugs_at_once_does_so_after_the_stop_is_told():
    def session(station):
        place = station.station.connector(1)
        yield from plug_in(station, place)
        yield from start_transaction(station, place, "TAG")
        yield from charge(station, place, 1000)
        yield from unplug(station, place)

    simulation = booted(script=session)
    simulation.command("RemoteStopTransaction", {"transactionId": 1})
    simulation.run(1)
    assert told(simulation) == ["1 Finishing", "StopTransaction 1 Remote", "1 Available"]
    assert simulation.observer.own_faults == []


def test_a_remote_driver_leaves_when_the_transaction_is_stopped():
    simulation = booted(type_fields=with_driver())
    start(simulation, connectorId=1)
    simulation.run(10)
    simulation.messages.clear()
    simulation.command("RemoteStopTransaction", {"transactionId": 1})
    simulation.run(10)
    assert told(simulation) == ["1 Finishing", "StopTransaction 1 Remote", "1 Available"]


@pytest.mark.parametrize("transaction_id", [2, 0, -1])
def test_an_unknown_transaction_is_rejected(transaction_id):
    simulation = charging()
    command = {"transactionId": transaction_id}
    assert simulation.command("RemoteStopTransaction", command) == REJECTED
    simulation.run(1)
    assert told(simulation) == []


def test_a_transaction_without_an_id_yet_cannot_be_stopped_as_minus_1():
    simulation = charging({"StartTransaction": SILENCE})
    assert simulation.command("RemoteStopTransaction", {"transactionId": -1}) == REJECTED


def test_a_transaction_is_stopped_once():
    simulation = charging({"StopTransaction": SILENCE})
    answers = [simulation.command("RemoteStopTransaction", {"transactionId": 1}) for _ in range(2)]
    assert answers == [ACCEPTED, REJECTED]
    simulation.run(25)
    assert len(simulation.payloads("StopTransaction")) == 1


def test_a_transaction_that_is_stopped_while_it_is_being_started_is_told_of_under_its_id():
    simulation = charging(latency_s=0.2)
    simulation.command("UnlockConnector", {"connectorId": 1})
    simulation.run(10)
    [stop] = simulation.payloads("StopTransaction")
    assert stop["transactionId"] == 1


def test_whoever_starts_without_a_cable_leaves_a_connector_that_is_claimed_alone():
    simulation = booted(type_fields=with_driver())
    start(simulation, connectorId=1)
    starting = start_transaction(simulation.station, connector(simulation), "TAG")
    simulation.spawn("driver", starting).run(5)
    assert [each["idTag"] for each in simulation.payloads("StartTransaction")] == ["APP"]


def test_a_session_that_is_due_on_a_connector_of_a_remote_driver_waits_for_it():
    simulation = booted(type_fields=with_driver())
    start(simulation, connectorId=1)
    simulation.spawn("driver", plug_in(simulation.station, connector(simulation))).run(60)
    assert told(simulation) == ["1 Preparing", "StartTransaction", "1 Charging"]
    simulation.run(10)
    assert told(simulation)[-2:] == ["1 Available", "1 Preparing"]
    assert simulation.observer.own_faults == []
