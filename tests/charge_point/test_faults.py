"""Faults, and what is told of them (OCPP 1.6 section 4.9: A9 to H9, I1 to I8; sections 6.47, 7.6)."""

import pytest
from support.commands import booted, charging, connector, forget, reserve, told

from ocpp_load.charge_point.activities import (
    charge,
    plug_in,
    start_transaction,
    stop_transaction,
    suffer,
    unplug,
)
from ocpp_load.messages.v16.enums import ChargePointErrorCode, ChargePointStatus, Reason
from ocpp_load.model import ConnectorError
from ocpp_load.model.connector_status import TABLE

GROUND = ConnectorError(ChargePointErrorCode.GROUND_FAILURE, "wet", "com.example", "E17")
OTHER = ConnectorError(ChargePointErrorCode.OTHER_ERROR)
_S = ChargePointStatus


def break_down(simulation, error=GROUND, seconds=60.0, *, number=1, reason=Reason.OTHER):
    fault = suffer(simulation.station, connector(simulation, number), error, seconds, reason)
    return simulation.spawn(f"fault of {number}", fault)


def session(simulation, *, seconds=10.0, number=1):
    def steps():
        place = connector(simulation, number)
        yield from plug_in(simulation.station, place)
        yield from start_transaction(simulation.station, place, "TAG")
        yield from charge(simulation.station, place, seconds)
        yield from stop_transaction(simulation.station, place)
        yield from unplug(simulation.station, place)

    return simulation.spawn(f"session on {number}", steps())


def test_a_fault_is_told_with_all_that_is_known_of_it_and_so_is_its_end():
    simulation = booted()
    break_down(simulation).run(100)
    broken, mended = simulation.payloads("StatusNotification")
    del broken["timestamp"], mended["timestamp"]
    assert broken == {
        "connectorId": 1,
        "errorCode": "GroundFailure",
        "info": "wet",
        "status": "Faulted",
        "vendorErrorCode": "E17",
        "vendorId": "com.example",
    }
    assert mended == {"connectorId": 1, "errorCode": "NoError", "status": "Available"}
    assert [m.at for m in simulation.messages] == [1, 61]


# But for Reserved: a fault ends the reservation.
@pytest.mark.parametrize(
    "cell", [cell for cell in TABLE if cell.old is _S.FAULTED and cell.new is not _S.RESERVED]
)
def test_what_is_mended_is_as_it_was(cell):
    simulation = booted()
    broken = connector(simulation)
    broken.status = cell.new
    assert broken.break_down(GROUND)
    assert broken.status is _S.FAULTED
    assert broken.mend(GROUND)
    assert broken.status is cell.new


def test_a_fault_ends_a_reservation():
    simulation = booted()
    reserve(simulation)
    forget(simulation)
    break_down(simulation).run(100)
    assert told(simulation) == ["1 Faulted", "1 Available"]
    assert len(simulation.station.station.reservations) == 0


@pytest.mark.parametrize("reason", [Reason.OTHER, Reason.EMERGENCY_STOP, Reason.POWER_LOSS])
def test_a_transaction_ends_by_it(reason):
    simulation = charging()
    break_down(simulation, reason=reason).run(100)
    assert told(simulation) == [
        "1 Faulted",
        f"StopTransaction 1 {reason}",
        "1 Finishing",
    ]
    assert connector(simulation).transaction is None


def test_or_goes_on_without_energy_until_it_is_mended():
    simulation = charging(type_fields={"configuration": {"MeterValueSampleInterval": "0"}})
    simulation.run(9)  # 10 s at 22 kW
    before = connector(simulation).meter.energy_wh(simulation.now)
    break_down(simulation, seconds=100.0, reason=None).run(99)
    assert connector(simulation).meter.energy_wh(simulation.now) == before
    simulation.run(11)
    assert connector(simulation).meter.energy_wh(simulation.now) == before + 61
    assert told(simulation) == ["1 Faulted", "1 Charging"]


def test_a_driver_waits_until_it_is_mended():
    simulation = booted()
    break_down(simulation)
    session(simulation).run(59)
    assert told(simulation) == ["1 Faulted"]
    simulation.run(100)
    assert told(simulation)[1:] == [
        "1 Available",
        "1 Preparing",
        "StartTransaction",
        "1 Charging",
        "1 Finishing",
        "StopTransaction 1 Local",
        "1 Available",
    ]


def test_so_does_one_who_has_plugged_in_before():
    simulation = booted()
    simulation.spawn("car", plug_in(simulation.station, connector(simulation))).run(1)
    break_down(simulation, seconds=40.0)
    starting = start_transaction(simulation.station, connector(simulation), "TAG")
    simulation.spawn("driver", starting).run(30)
    assert told(simulation) == ["1 Preparing", "1 Faulted"]
    simulation.run(50)
    assert told(simulation)[2:] == ["1 Preparing", "StartTransaction", "1 Charging"]


def test_what_happens_meanwhile_shows_when_it_is_mended():
    simulation = booted()
    simulation.spawn("car", plug_in(simulation.station, connector(simulation))).run(1)
    break_down(simulation)
    simulation.spawn("car leaves", unplug(simulation.station, connector(simulation)))
    change = {"connectorId": 1, "type": "Inoperative"}
    assert simulation.command("ChangeAvailability", change) == {"status": "Accepted"}
    simulation.run(100)
    assert told(simulation) == ["1 Preparing", "1 Faulted", "1 Unavailable"]


def test_a_fault_of_the_station_is_one_of_all_its_connectors():
    simulation = booted()
    break_down(simulation, number=0).run(100)
    assert told(simulation) == [f"{number} Faulted" for number in range(3)] + [
        f"{number} Available" for number in range(3)
    ]


def test_a_connector_with_a_fault_of_its_own_is_not_mended_with_the_station():
    simulation = booted()
    break_down(simulation, seconds=100.0)
    break_down(simulation, OTHER, seconds=10.0, number=0).run(20)
    reports = [
        (p["connectorId"], p["status"], p["errorCode"])
        for p in simulation.payloads("StatusNotification")
        if p["connectorId"] == 1
    ]
    assert reports == [
        (1, "Faulted", "GroundFailure"),
        (1, "Faulted", "OtherError"),
        (1, "Faulted", "GroundFailure"),
    ]
    simulation.run(100)
    assert told(simulation)[-1] == "1 Available"


def test_it_is_still_there_after_a_restart():
    simulation = booted()
    break_down(simulation, seconds=1000.0)
    simulation.command("Reset", {"type": "Hard"})
    forget(simulation.run(0))
    simulation.run(30)
    assert told(simulation)[1:] == ["0 Available", "1 Faulted", "2 Available"]
    simulation.run(1000)
    assert "1 Available" in told(simulation)


def test_the_central_system_can_start_and_reserve_nothing_there():
    simulation = booted()
    break_down(simulation)
    start = {"idTag": "A", "connectorId": 1}
    assert simulation.command("RemoteStartTransaction", start) == {"status": "Rejected"}
    reservation = {
        "connectorId": 1,
        "expiryDate": "2026-12-01T00:00:00Z",
        "idTag": "A",
        "reservationId": 1,
    }
    assert simulation.command("ReserveNow", reservation) == {"status": "Faulted"}


def test_one_that_comes_while_a_transaction_begins_does_not_get_lost():
    simulation = booted()
    simulation.latency_s = 5.0
    session(simulation, seconds=1000.0).run(7)
    break_down(simulation, seconds=100.0, reason=None).run(60)
    assert connector(simulation).status is _S.FAULTED
    assert connector(simulation).behind_fault is _S.CHARGING
    simulation.run(60)
    assert connector(simulation).status is _S.CHARGING
    assert simulation.observer.own_faults == []


def test_whoever_asks_is_told_of_it_too():
    simulation = booted()
    break_down(simulation)
    forget(simulation.run(1))
    trigger = {"requestedMessage": "StatusNotification", "connectorId": 1}
    assert simulation.command("TriggerMessage", trigger) == {"status": "Accepted"}
    [report] = simulation.payloads("StatusNotification")
    assert (report["status"], report["errorCode"], report["vendorErrorCode"]) == (
        "Faulted",
        "GroundFailure",
        "E17",
    )


def test_without_an_end_it_lasts():
    simulation = booted()
    break_down(simulation, seconds=None).run(100_000)
    assert not simulation.station.is_running("fault of 1")
    assert connector(simulation).status is _S.FAULTED
