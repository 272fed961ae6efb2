"""ChangeAvailability (OCPP 1.6 section 5.2)."""

import pytest
from support.commands import booted, charging, connector, reserve, told

from ocpp_load.charge_point.activities import plug_in, start_transaction, stop_transaction, unplug


def change(simulation, connector_id, kind):
    answer = simulation.command("ChangeAvailability", {"connectorId": connector_id, "type": kind})
    simulation.run(1)
    return answer["status"]


def test_a_free_connector_changes_at_once_and_is_reported():
    simulation = booted()
    assert change(simulation, 2, "Inoperative") == "Accepted"
    assert told(simulation) == ["2 Unavailable"]
    assert change(simulation, 2, "Operative") == "Accepted"
    assert told(simulation) == ["2 Unavailable", "2 Available"]


@pytest.mark.parametrize("kind", ["Operative", "Inoperative"])
def test_what_is_so_already_is_accepted_without_a_further_notification(kind):
    simulation = booted()
    change(simulation, 2, kind)
    simulation.messages.clear()
    assert change(simulation, 2, kind) == "Accepted"
    assert told(simulation) == []


@pytest.mark.parametrize("connector_id", [-1, 3, 2**31])
def test_an_unknown_connector_is_rejected(connector_id):
    simulation = booted()
    answer = simulation.command(
        "ChangeAvailability", {"connectorId": connector_id, "type": "Inoperative"}
    )
    assert answer in ({"status": "Rejected"}, "PropertyConstraintViolation")
    simulation.run(1)
    assert told(simulation) == []


def test_while_a_transaction_runs_it_is_scheduled_and_in_force_after_it():
    simulation = charging(seconds=60)
    assert change(simulation, 1, "Inoperative") == "Scheduled"
    assert told(simulation) == []
    simulation.spawn("stop", stop_transaction(simulation.station, connector(simulation))).run(1)
    assert told(simulation) == ["1 Unavailable", "StopTransaction 1 Local"]
    simulation.spawn("unplug", unplug(simulation.station, connector(simulation))).run(1)
    assert told(simulation)[2:] == []
    assert connector(simulation).status == "Unavailable"


def test_a_scheduled_change_can_be_taken_back():
    simulation = charging()
    assert change(simulation, 1, "Inoperative") == "Scheduled"
    assert change(simulation, 1, "Operative") == "Accepted"
    simulation.spawn("stop", stop_transaction(simulation.station, connector(simulation))).run(1)
    assert told(simulation)[0] == "1 Finishing"


def test_a_driver_who_has_only_plugged_in_is_let_finish():
    simulation = booted()
    simulation.spawn("driver", plug_in(simulation.station, connector(simulation))).run(1)
    assert change(simulation, 1, "Inoperative") == "Scheduled"
    simulation.spawn("driver", unplug(simulation.station, connector(simulation))).run(1)
    assert told(simulation) == ["1 Preparing", "1 Unavailable"]


def test_connector_0_is_the_station_and_all_connectors_each_judged_by_itself():
    simulation = charging()
    assert change(simulation, 0, "Inoperative") == "Scheduled"
    assert told(simulation) == ["0 Unavailable", "2 Unavailable"]
    assert connector(simulation).status == "Charging"
    simulation.spawn("stop", stop_transaction(simulation.station, connector(simulation))).run(1)
    assert told(simulation)[2:] == ["1 Unavailable", "StopTransaction 1 Local"]
    simulation.messages.clear()
    assert change(simulation, 0, "Operative") == "Accepted"
    # The cable is still in connector 1 (section 4.9, H2).
    assert told(simulation) == ["0 Available", "1 Preparing", "2 Available"]


def test_it_lasts_over_a_reboot():
    simulation = booted()
    change(simulation, 1, "Inoperative")
    simulation.command("Reset", {"type": "Hard"})
    simulation.run(30)
    assert told(simulation)[-3:] == ["0 Available", "1 Unavailable", "2 Available"]


def test_a_reservation_ends_with_its_connector():
    simulation = booted()
    reserve(simulation)
    change(simulation, 1, "Inoperative")
    assert told(simulation) == ["1 Reserved", "1 Unavailable"]
    assert change(simulation, 1, "Operative") == "Accepted"
    assert told(simulation)[-1] == "1 Available"
    assert simulation.command("CancelReservation", {"reservationId": 1}) == {"status": "Rejected"}


def test_no_transaction_starts_on_a_connector_that_is_out_of_service():
    simulation = booted()
    change(simulation, 1, "Inoperative")
    starting = start_transaction(simulation.station, connector(simulation), "TAG")
    simulation.spawn("driver", starting).run(1)
    assert told(simulation) == ["1 Unavailable"]


def test_a_driver_waits_for_a_connector_that_is_out_of_service():
    simulation = booted()
    change(simulation, 1, "Inoperative")
    simulation.spawn("driver", plug_in(simulation.station, connector(simulation))).run(1000)
    assert connector(simulation).status == "Unavailable"
    change(simulation, 1, "Operative")
    assert [entry for entry in told(simulation) if entry != "Heartbeat"] == [
        "1 Unavailable",
        "1 Available",
        "1 Preparing",
    ]
