"""Cables and cards (OCPP 1.6 sections 4.9, 4.10, 9.1.6, 9.1.23 and 9.1.33; errata 3.20, 3.21)."""

import pytest
from support.commands import booted, charging, connector, forget, reserve, told
from support.simulation import SILENCE

from ocpp_load.charge_point.activities import (
    charge,
    plug_in,
    present_card,
    start_transaction,
    stop_transaction,
    unplug,
)
from ocpp_load.messages.v16.enums import ChargePointStatus
from ocpp_load.model import Lock, Surroundings

_S = ChargePointStatus
GOES_ON = {"StopTransactionOnEVSideDisconnect": "false"}
HOLDS = {"UnlockConnectorOnEVSideDisconnect": "false"}
REFUSED = {"Authorize": {"idTagInfo": {"status": "Blocked"}}}


def keyed(configuration, make=charging, **options):
    type_fields = {
        "configuration": {"MeterValueSampleInterval": "0", **configuration},
        **options.pop("type_fields", {}),
    }
    return make(type_fields=type_fields, **options)


def at(simulation, activity, *args, number=1, name="driver"):
    steps = activity(simulation.station, connector(simulation, number), *args)
    simulation.spawn(name, steps)
    return simulation


def infos(simulation):
    return [
        (p["status"], p["errorCode"], p.get("info"))
        for p in simulation.payloads("StatusNotification")
    ]


def energy(simulation):
    return connector(simulation).meter.energy_wh(simulation.now)


# --- the cable -------------------------------------------------------------------------------


def test_unplugging_ends_the_transaction_and_says_why():
    simulation = at(charging(), unplug).run(1)
    assert told(simulation) == ["1 Finishing", "StopTransaction 1 EVDisconnected", "1 Available"]
    assert infos(simulation) == [
        ("Finishing", "NoError", "EV side disconnected"),
        ("Available", "NoError", None),
    ]


def test_or_suspends_it_until_the_same_cable_is_in_again():
    simulation = keyed(GOES_ON).run(9)
    before = energy(simulation)
    at(simulation, unplug).run(100)
    assert infos(simulation) == [("SuspendedEV", "NoError", "EV side disconnected")]
    assert connector(simulation).transaction is not None
    assert energy(simulation) == before
    at(simulation, plug_in).run(10)
    assert told(simulation) == ["1 SuspendedEV", "1 Charging"]
    assert energy(simulation) == before + 61
    at(simulation, stop_transaction).run(1)
    at(simulation, unplug).run(1)
    assert told(simulation)[2:] == ["1 Finishing", "StopTransaction 1 Local", "1 Available"]


def test_meter_values_go_on_meanwhile():
    simulation = keyed(GOES_ON | {"MeterValueSampleInterval": "10"}, seconds=1000)
    at(simulation, unplug)
    forget(simulation.run(1))
    simulation.run(30)
    assert told(simulation) == ["MeterValues 1"] * 3


def test_suspended_by_the_station_too_it_stays_so():
    # Section 4.9: SuspendedEVSE has precedence.
    refused = {"transactionId": 1, "idTagInfo": {"status": "Blocked"}}
    keys = GOES_ON | {"StopTransactionOnInvalidId": "false"}
    simulation = keyed(keys, answers={"StartTransaction": refused})
    assert connector(simulation).status is _S.SUSPENDED_EVSE
    at(simulation, unplug).run(1)
    at(simulation, plug_in).run(1)
    assert told(simulation) == []


def test_a_cable_that_is_pulled_out_while_the_transaction_begins_is_not_charged_with():
    simulation = keyed(GOES_ON, booted)
    simulation.answers["StartTransaction"] = SILENCE
    at(simulation, plug_in)
    at(simulation, start_transaction, "TAG").run(1)
    at(simulation, unplug).run(100)
    assert connector(simulation).status is _S.SUSPENDED_EV
    assert simulation.observer.own_faults == []


def test_the_station_may_hold_its_end_until_the_card_is_presented():
    simulation = at(keyed(HOLDS), unplug).run(100)
    assert told(simulation) == ["1 Finishing", "StopTransaction 1 EVDisconnected"]
    at(simulation, unplug).run(1)  # nobody takes it out without the card
    assert connector(simulation).status is _S.FINISHING
    at(simulation, present_card, "tag").run(1)
    assert told(simulation)[2:] == ["1 Available"]
    assert "Authorize" not in simulation.actions  # section 4.1: the same idTag


@pytest.mark.parametrize(
    ("parent", "outcome", "refused"), [("GROUP", "Available", 0), ("OTHER", "Finishing", 1)]
)
def test_a_card_of_the_same_group_frees_it_and_no_other(parent, outcome, refused):
    started = {"transactionId": 1, "idTagInfo": {"status": "Accepted", "parentIdTag": "GROUP"}}
    asked = {"idTagInfo": {"status": "Accepted", "parentIdTag": parent}}
    simulation = keyed(HOLDS, answers={"StartTransaction": started, "Authorize": asked})
    at(simulation, unplug).run(1)
    at(simulation, present_card, "FRIEND").run(1)
    assert simulation.payloads("Authorize") == [{"idTag": "FRIEND"}]
    assert connector(simulation).status == outcome
    assert simulation.observer.refused == refused


@pytest.mark.parametrize(
    ("lock", "status", "then"),
    [(Lock.UNLOCKS, "Unlocked", "Available"), (Lock.FAILS, "UnlockFailed", "Finishing")],
)
def test_so_does_unlock_connector(lock, status, then):
    type_fields = {"surroundings": Surroundings(lock=lock)}
    simulation = at(keyed(HOLDS, type_fields=type_fields), unplug).run(1)
    assert simulation.command("UnlockConnector", {"connectorId": 1}) == {"status": status}
    assert connector(simulation.run(1)).status == then


def test_the_same_cable_begins_a_session_anew():
    simulation = at(keyed(HOLDS), unplug).run(1)
    forget(simulation)
    at(simulation, plug_in).run(1)
    assert told(simulation) == ["1 Preparing"]
    assert not connector(simulation).cable_held


def test_a_connector_that_goes_out_of_service_lets_go_of_it():
    simulation = at(keyed(HOLDS), unplug).run(1)
    for kind in ("Inoperative", "Operative"):
        simulation.command("ChangeAvailability", {"connectorId": 1, "type": kind})
    assert connector(simulation).status is _S.AVAILABLE
    assert not connector(simulation).cable_held


def test_a_fixed_cable_is_never_held():
    type_fields = {"surroundings": Surroundings(lock=Lock.NONE)}
    simulation = at(keyed(HOLDS, type_fields=type_fields), unplug).run(1)
    assert connector(simulation).status is _S.AVAILABLE


def test_a_transaction_that_goes_on_holds_it_whatever_the_other_key_says():
    # Section 4.10: StopTransactionOnEVSideDisconnect has priority.
    simulation = at(keyed(GOES_ON | {"UnlockConnectorOnEVSideDisconnect": "true"}), unplug).run(1)
    assert connector(simulation).cable_held


@pytest.mark.parametrize("key", [*GOES_ON, *HOLDS])
def test_the_central_system_can_change_either(key):
    simulation = charging()
    change = {"key": key, "value": "false"}
    assert simulation.command("ChangeConfiguration", change) == {"status": "Accepted"}
    at(simulation, unplug).run(1)
    assert connector(simulation).cable_held


# --- plug first ------------------------------------------------------------------------------


def test_a_cable_without_a_card_is_finishing_after_a_while():
    simulation = at(booted(), plug_in).run(59)
    assert told(simulation) == ["1 Preparing"]
    simulation.run(1)
    assert told(simulation) == ["1 Preparing", "1 Finishing"]
    at(simulation, start_transaction, "TAG").run(1)
    assert told(simulation)[2:] == ["1 Preparing", "StartTransaction", "1 Charging"]


def test_a_transaction_that_begins_in_time_is_not_disturbed():
    simulation = charging(type_fields={"configuration": {"ConnectionTimeOut": "5"}})
    assert told(simulation.run(30)) == []


def test_each_cable_has_its_own_time():
    simulation = at(booted(), plug_in).run(50)
    at(simulation, unplug)
    at(simulation, plug_in).run(59)
    assert connector(simulation).status is _S.PREPARING
    assert connector(simulation.run(1)).status is _S.FINISHING


def test_without_a_time_out_it_stays_as_it_is():
    simulation = at(keyed({"ConnectionTimeOut": "0"}, booted), plug_in).run(100_000)
    assert connector(simulation).status is _S.PREPARING


# --- card first ------------------------------------------------------------------------------


def card_first(simulation):
    def steps():
        place = connector(simulation)
        yield from present_card(simulation.station, place, "TAG")
        yield from plug_in(simulation.station, place, "TAG")
        yield from start_transaction(simulation.station, place, "TAG")
        yield from charge(simulation.station, place, 10)

    return simulation.spawn("card first", steps())


def test_a_card_before_the_cable_prepares_the_connector():
    simulation = card_first(booted()).run(5)
    assert told(simulation) == [
        "Authorize",
        "1 Preparing",
        "StartTransaction",
        "1 Charging",
    ]
    assert connector(simulation).claimed_by is None


def test_without_a_cable_the_connector_is_free_again_after_a_while():
    simulation = at(booted(), present_card, "TAG").run(59)
    assert told(simulation) == ["Authorize", "1 Preparing"]
    simulation.run(1)
    assert told(simulation) == ["Authorize", "1 Preparing", "1 Available"]
    assert connector(simulation).claimed_by is None


def test_it_goes_back_to_reserved_where_it_was_reserved_for_the_driver():
    simulation = booted()
    reserve(simulation, idTag="TAG")
    forget(simulation)
    at(simulation, present_card, "TAG").run(100)
    assert told(simulation) == ["Authorize", "1 Preparing", "1 Reserved"]


def test_others_are_kept_out_meanwhile():
    simulation = at(booted(), present_card, "TAG").run(1)
    at(simulation, plug_in, "OTHER", name="other")
    at(simulation, start_transaction, "OTHER", name="impatient")
    start = {"idTag": "THIRD", "connectorId": 1}
    assert simulation.command("RemoteStartTransaction", start) == {"status": "Rejected"}
    simulation.run(30)
    assert told(simulation) == ["Authorize", "1 Preparing"]
    simulation.run(60)
    assert told(simulation)[2:] == ["1 Available", "1 Preparing"]
    assert connector(simulation).plugged_in


def test_whoever_is_refused_leaves_no_trace():
    simulation = at(booted(REFUSED), present_card, "TAG").run(1)
    assert told(simulation) == ["Authorize"]
    assert simulation.observer.refused == 1
    assert connector(simulation).claimed_by is None


def test_whoever_has_no_reservation_is_refused():
    simulation = booted()
    reserve(simulation, idTag="OTHER")
    forget(simulation)
    at(simulation, present_card, "TAG").run(1)
    assert told(simulation) == ["Authorize"]
    assert simulation.observer.refused == 1


def test_a_card_at_a_cable_that_is_in_is_looked_up_and_claims_nothing():
    simulation = at(booted(), plug_in).run(1)
    at(simulation, present_card, "TAG").run(1)
    assert told(simulation) == ["1 Preparing", "Authorize"]
    assert connector(simulation).claimed_by is None


def test_a_restart_forgets_the_card():
    simulation = at(booted(), present_card, "TAG").run(1)
    simulation.command("Reset", {"type": "Hard"})
    simulation.run(300)
    assert connector(simulation).status is _S.AVAILABLE
    assert connector(simulation).claimed_by is None
    assert simulation.observer.own_faults == []


def test_a_reserved_connector_is_for_the_driver_and_not_for_the_stations_own_id_tag():
    simulation = booted()
    reserve(simulation, idTag="MINE")
    forget(simulation)
    at(simulation, plug_in, "MINE").run(1)
    assert told(simulation) == ["1 Preparing"]
    other = booted()
    reserve(other, idTag="MINE")
    forget(other)
    assert told(at(other, plug_in, "TAG").run(1)) == []
