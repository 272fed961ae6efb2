"""Who stops a transaction, and why (OCPP 1.6 sections 3.10, 4.1, 4.10 and 7.36)."""

import pytest
from support.commands import booted, charging, connector, forget, told
from support.simulation import EPOCH_S, ErrorAnswer

from ocpp_load.charge_point.activities import (
    charge,
    lose_power,
    plug_in,
    present_card,
    reboot,
    start_transaction,
    stop_transaction,
    stop_with_card,
    suffer,
    unplug,
)
from ocpp_load.charge_point.activities.status import tell_statuses
from ocpp_load.charge_point.activities.withholding import give_connectors_back
from ocpp_load.messages.v16.authorization_data import AuthorizationData, IdTagInfo
from ocpp_load.messages.v16.enums import (
    AuthorizationStatus,
    ChargePointErrorCode,
    Reason,
    UpdateType,
)
from ocpp_load.model import ConnectorError, RemoteDriver, Surroundings
from ocpp_load.scenario.distribution import Fixed

ACCEPTED = AuthorizationStatus.ACCEPTED


def id_tag_info(parent=None, status="Accepted"):
    info = {"status": status}
    return {"idTagInfo": info if parent is None else info | {"parentIdTag": parent}}


def group_of_starter(parent, **answers):
    """Return a station that charges for TAG, of that group, and what a second card is told."""
    started = {"transactionId": 1, **id_tag_info(parent)}
    simulation = charging(answers={"StartTransaction": started, **answers})
    simulation.station.station.authorization_cache.clear()
    return simulation


def stop_with(simulation, id_tag, reason=None):
    steps = stop_with_card(simulation.station, connector(simulation), id_tag, reason)
    return simulation.spawn("card", steps).run(1)


def stops(simulation):
    return [
        (p["transactionId"], p["idTag"], p.get("reason"))
        for p in simulation.payloads("StopTransaction")
    ]


# --- by a card -------------------------------------------------------------------------------


@pytest.mark.parametrize("id_tag", ["TAG", "tag"])
def test_the_card_that_started_it_stops_it_without_asking(id_tag):
    simulation = stop_with(charging(), id_tag)
    assert "Authorize" not in simulation.actions
    assert stops(simulation) == [(1, id_tag, None)]


@pytest.mark.parametrize(
    ("of_starter", "asked", "stopped", "refused"),
    [
        pytest.param("GROUP", id_tag_info("GROUP"), True, 0, id="same group"),
        pytest.param("GROUP", id_tag_info("group"), True, 0, id="in another case"),
        pytest.param("GROUP", id_tag_info("OTHER"), False, 1, id="another group"),
        pytest.param("GROUP", id_tag_info(), False, 1, id="no group"),
        pytest.param(None, id_tag_info("GROUP"), False, 1, id="starter without a group"),
        pytest.param(None, id_tag_info(), False, 1, id="both without"),
        pytest.param("GROUP", id_tag_info("GROUP", "Blocked"), False, 1, id="blocked"),
        pytest.param("GROUP", ErrorAnswer("InternalError"), False, 0, id="no answer"),
    ],
)
def test_another_card_has_to_be_accepted_and_of_the_same_group(of_starter, asked, stopped, refused):
    simulation = stop_with(group_of_starter(of_starter, Authorize=asked), "FRIEND")
    assert simulation.payloads("Authorize") == [{"idTag": "FRIEND"}]
    assert stops(simulation) == ([(1, "FRIEND", None)] if stopped else [])
    assert simulation.observer.refused == refused
    assert (connector(simulation).transaction is None) == stopped


def test_offline_the_local_list_tells_who_is_of_the_group():
    simulation = charging()
    members = [AuthorizationData(t, IdTagInfo(ACCEPTED, None, "GROUP")) for t in ("TAG", "FRIEND")]
    simulation.station.station.local_list.update(UpdateType.FULL, 1, members, max_length=10)
    simulation.reachable = False
    simulation.lose_connection()
    stop_with(simulation, "FRIEND")
    assert connector(simulation).transaction is None
    simulation.reachable = True
    assert stops(simulation.run(100)) == [(1, "FRIEND", None)]


def test_locally_authorized_nobody_is_asked():
    simulation = group_of_starter("GROUP")
    simulation.station.station.configuration["LocalPreAuthorize"] = "true"
    info = IdTagInfo(ACCEPTED, None, "GROUP")
    simulation.station.station.authorization_cache.put("FRIEND", info, EPOCH_S)
    stop_with(simulation, "FRIEND")
    assert "Authorize" not in simulation.actions
    assert stops(simulation) == [(1, "FRIEND", None)]


def test_what_the_answer_says_is_of_the_card_that_stopped_it():
    simulation = charging()
    simulation.answers["StopTransaction"] = id_tag_info("GROUP", "Expired")
    simulation.answers["StartTransaction"] = id_tag_info("GROUP")
    connector(simulation).transaction.parent_id_tag = "GROUP"
    simulation.answers["Authorize"] = id_tag_info("GROUP")
    stop_with(simulation, "FRIEND")
    cache = simulation.station.station.authorization_cache
    assert cache.find("FRIEND", EPOCH_S).status is AuthorizationStatus.EXPIRED
    assert cache.find("TAG", EPOCH_S).status is ACCEPTED


def test_a_card_held_to_the_reader_stops_what_runs_there():
    simulation = charging()
    presented = present_card(simulation.station, connector(simulation), "TAG")
    simulation.spawn("card", presented).run(1)
    assert told(simulation) == ["1 Finishing", "StopTransaction 1 Local"]


# --- by the station --------------------------------------------------------------------------


def by_command(action, payload):
    return lambda simulation: simulation.command(action, payload)


def by(activity, *args):
    def do(simulation):
        simulation.spawn("doing", activity(simulation.station, *args))

    return do


def by_driver(activity, *args):
    def do(simulation):
        simulation.spawn("doing", activity(simulation.station, connector(simulation), *args))

    return do


ERROR = ConnectorError(ChargePointErrorCode.GROUND_FAILURE)


@pytest.mark.parametrize(
    ("reason", "happens"),
    [
        (None, by_driver(stop_transaction)),
        ("Local", by_driver(stop_transaction, Reason.LOCAL)),
        ("EVDisconnected", by_driver(unplug)),
        ("Remote", by_command("RemoteStopTransaction", {"transactionId": 1})),
        ("UnlockCommand", by_command("UnlockConnector", {"connectorId": 1})),
        ("SoftReset", by_command("Reset", {"type": "Soft"})),
        ("HardReset", by_command("Reset", {"type": "Hard"})),
        ("Reboot", by(reboot)),
        ("PowerLoss", by(lose_power, 30.0)),
        ("Other", by_driver(suffer, ERROR, 10.0)),
        ("EmergencyStop", by_driver(suffer, ERROR, 10.0, Reason.EMERGENCY_STOP)),
    ],
)
def test_every_reason_has_its_occasion(reason, happens):
    simulation = charging()
    happens(simulation)
    simulation.run(200)
    assert [stop[2] for stop in stops(simulation)] == [reason]
    assert simulation.observer.own_faults == []
    assert simulation.station.registered


def test_an_id_tag_that_proves_invalid_is_the_last_of_them():
    refused = {"transactionId": 1, **id_tag_info(status="Invalid")}

    def session(station):
        place = station.station.connector(1)
        yield from plug_in(station, place)
        yield from start_transaction(station, place, "TAG")

    simulation = booted({"StartTransaction": refused})
    simulation.spawn("session", session(simulation.station)).run(1)
    assert [stop[2] for stop in stops(simulation)] == ["DeAuthorized"]
    reasons = {"DeAuthorized", "EVDisconnected", "EmergencyStop", "HardReset", "Local", "Other"}
    assert set(Reason) == reasons | {
        "PowerLoss",
        "Reboot",
        "Remote",
        "SoftReset",
        "UnlockCommand",
    }


def test_a_reboot_says_so_before_it_goes():
    simulation = charging()
    simulation.spawn("reboot", reboot(simulation.station)).run(100)
    assert told(simulation) == [
        "1 Finishing",
        "StopTransaction 1 Reboot",
        "BootNotification",
        "0 Available",
        "1 Finishing",
        "2 Available",
    ]
    assert [code for _, code, _ in simulation.closings] == [1001]


def test_a_power_loss_says_nothing_and_its_transaction_is_told_of_afterwards():
    simulation = charging()
    simulation.run(9)
    shown = connector(simulation).meter.energy_wh(simulation.now)
    simulation.spawn("dark", lose_power(simulation.station, 30.0)).run(29)
    assert told(simulation) == []
    assert not simulation.station.connected
    assert [(at, code) for at, code, _ in simulation.closings] == [(10.0, 1006)]
    simulation.run(10)
    assert told(simulation) == [
        "BootNotification",
        "StopTransaction 1 PowerLoss",
        "0 Available",
        "1 Finishing",
        "2 Available",
    ]
    [stop] = simulation.payloads("StopTransaction")
    assert stop["meterStop"] == shown
    assert stop["timestamp"] == "2026-09-21T13:33:30.000Z"


def test_in_the_dark_nothing_begins():
    simulation = booted()
    simulation.spawn("dark", lose_power(simulation.station, 30.0))
    place = connector(simulation)
    simulation.spawn("car", plug_in(simulation.station, place))
    simulation.spawn("driver", start_transaction(simulation.station, place, "TAG"))
    simulation.spawn("card", present_card(simulation.station, connector(simulation, 2), "TAG"))
    simulation.run(100)
    assert "StartTransaction" not in simulation.actions
    assert connector(simulation, 2).claimed_by is None


@pytest.mark.parametrize("second", [reboot, lambda station: lose_power(station, 5.0)])
def test_a_station_that_restarts_already_restarts_once(second):
    simulation = booted()
    simulation.spawn("first", reboot(simulation.station))
    simulation.spawn("second", second(simulation.station)).run(100)
    assert simulation.actions.count("BootNotification") == 1


# --- a driver of the central system's --------------------------------------------------------


def with_remote_driver(charges_for=100.0):
    driver = RemoteDriver(Fixed(2.0), Fixed(charges_for), Fixed(3.0))
    simulation = booted(type_fields={"surroundings": Surroundings(remote_driver=driver)})
    start = {"idTag": "REMOTE", "connectorId": 1}
    assert simulation.command("RemoteStartTransaction", start) == {"status": "Accepted"}
    forget(simulation.run(10))
    return simulation


@pytest.mark.parametrize(
    "activity", [unplug, lambda s, c: stop_with_card(s, c, "REMOTE")], ids=["unplug", "card"]
)
def test_the_drivers_of_a_scenario_leave_their_car_and_transaction_alone(activity):
    simulation = with_remote_driver()
    steps = activity(simulation.station, connector(simulation))
    simulation.spawn("driver", steps).run(1)
    assert told(simulation) == []
    assert connector(simulation).transaction.id_tag == "REMOTE"
    assert connector(simulation).plugged_in


def test_nor_do_they_charge_that_car_once_its_transaction_is_over():
    simulation = with_remote_driver(charges_for=20.0)
    simulation.run(13.5)
    assert connector(simulation).transaction is None
    assert connector(simulation).plugged_in
    starting = start_transaction(simulation.station, connector(simulation), "MINE")
    simulation.spawn("driver", starting).run(60)
    assert simulation.payloads("StartTransaction") == []
    assert connector(simulation).status == "Available"


def test_they_plug_in_when_that_driver_has_left():
    simulation = with_remote_driver()

    def session():
        place = connector(simulation)
        yield from plug_in(simulation.station, place)
        yield from start_transaction(simulation.station, place, "MINE")
        yield from charge(simulation.station, place, 10)
        yield from stop_transaction(simulation.station, place)
        yield from unplug(simulation.station, place)

    simulation.spawn("session", session()).run(200)
    assert [stop[1] for stop in stops(simulation)] == ["REMOTE", "MINE"]
    assert told(simulation)[-1] == "1 Available"
    assert not connector(simulation).used_remotely


@pytest.mark.parametrize(("stops_it", "running"), [("true", False), ("false", True)])
def test_a_driver_who_unplugs_while_the_central_system_starts_it_is_one_who_unplugs(
    stops_it, running
):
    keys = {"StopTransactionOnEVSideDisconnect": stops_it}
    simulation = booted(type_fields={"configuration": keys})
    simulation.latency_s = 1.0
    place = connector(simulation)
    simulation.spawn("car", plug_in(simulation.station, place)).run(2)
    start = {"idTag": "REMOTE", "connectorId": 1}
    assert simulation.command("RemoteStartTransaction", start) == {"status": "Accepted"}
    simulation.run(0.5)
    assert place.transaction is not None
    simulation.spawn("leaves", unplug(simulation.station, place)).run(30)
    assert (place.transaction is not None) == running
    assert place.status == ("SuspendedEV" if running else "Available")


def test_a_car_that_waits_for_an_update_begins_no_session_anew():
    simulation = charging()
    at = connector(simulation)
    simulation.spawn("stop", stop_transaction(simulation.station, at)).run(1)
    at.withheld = True
    forget(simulation)
    simulation.spawn("again", start_transaction(simulation.station, at, "TAG"))
    simulation.spawn("replug", plug_in(simulation.station, at)).run(10)
    assert told(simulation) == []
    returned = give_connectors_back(simulation.station)
    simulation.spawn("back", tell_statuses(simulation.station, returned)).run(1)
    assert told(simulation) == ["1 Preparing"]
