"""UnlockConnector (OCPP 1.6 section 5.18 with errata 3.87)."""

import pytest
from support.commands import booted, charging, connector, reserve, told

from ocpp_load.model import Lock, Surroundings

STATUS = {Lock.UNLOCKS: "Unlocked", Lock.FAILS: "UnlockFailed", Lock.NONE: "NotSupported"}


def with_lock(lock):
    return {"surroundings": Surroundings(lock=lock)}


@pytest.mark.parametrize("lock", Lock)
def test_the_outcome_is_the_locks_own(lock):
    simulation = booted(type_fields=with_lock(lock))
    assert simulation.command("UnlockConnector", {"connectorId": 2}) == {"status": STATUS[lock]}
    assert told(simulation) == []


@pytest.mark.parametrize("connector_id", [0, 3, 99])
def test_connector_0_and_unknown_ones_are_not_supported(connector_id):
    simulation = charging()
    answer = simulation.command("UnlockConnector", {"connectorId": connector_id})
    assert answer in ({"status": "NotSupported"}, "PropertyConstraintViolation")
    assert connector(simulation).transaction is not None


@pytest.mark.parametrize("lock", [Lock.UNLOCKS, Lock.FAILS])
def test_a_transaction_is_finished_whatever_the_lock_does(lock):
    simulation = charging(type_fields=with_lock(lock))
    assert simulation.command("UnlockConnector", {"connectorId": 1}) == {"status": STATUS[lock]}
    simulation.run(1)
    assert told(simulation) == ["1 Finishing", "StopTransaction 1 UnlockCommand"]
    assert connector(simulation).transaction is None


def test_a_station_without_locks_stops_nothing():
    simulation = charging(type_fields=with_lock(Lock.NONE))
    assert simulation.command("UnlockConnector", {"connectorId": 1}) == {"status": "NotSupported"}
    simulation.run(1)
    assert told(simulation) == []


def test_an_unavailable_connector_stays_so():
    simulation = booted()
    simulation.command("ChangeAvailability", {"connectorId": 1, "type": "Inoperative"})
    assert simulation.command("UnlockConnector", {"connectorId": 1}) == {"status": "Unlocked"}
    simulation.run(1)
    assert told(simulation) == ["1 Unavailable"]


def test_a_reserved_connector_stays_so():
    simulation = booted()
    reserve(simulation)
    assert simulation.command("UnlockConnector", {"connectorId": 1}) == {"status": "Unlocked"}
    simulation.run(1)
    assert told(simulation) == ["1 Reserved"]
