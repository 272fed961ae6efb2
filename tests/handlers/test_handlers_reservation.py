"""ReserveNow and CancelReservation (OCPP 1.6 sections 5.13 and 5.1, key 9.3.1)."""

import pytest
from support.simulation import EPOCH_S, VALIDATOR, Simulation, a_station

from ocpp_load.handlers import Leniency
from ocpp_load.handlers.v16 import make_registry
from ocpp_load.messages.v16.enums import ChargePointStatus
from ocpp_load.model import Registration, Reservation
from ocpp_load.ocppj import format_timestamp

HOUR_S = 3600.0


def accepted_station(connectors=2, leniency=None, switched_off=(), zero="true"):
    station = a_station(
        connectors,
        configuration={"ReserveConnectorZeroSupported": zero},
        switched_off=frozenset(switched_off),
    )
    station.registration = Registration.ACCEPTED
    simulation = Simulation(station=station, registry=make_registry(VALIDATOR, leniency))
    simulation.station.connection_opened(0.0)
    return simulation


def reserve(simulation, reservation_id, connector_id, id_tag="ANN", in_s=HOUR_S, **fields):
    payload = {
        "reservationId": reservation_id,
        "connectorId": connector_id,
        "idTag": id_tag,
        "expiryDate": format_timestamp(EPOCH_S + in_s),
        **fields,
    }
    return simulation.command("ReserveNow", payload)["status"]


def cancel(simulation, reservation_id):
    return simulation.command("CancelReservation", {"reservationId": reservation_id})["status"]


def reported(simulation):
    return [
        (payload["connectorId"], payload["status"])
        for payload in simulation.run(1).payloads("StatusNotification")
    ]


def in_force(simulation):
    return sorted((each.id, each.connector_id) for each in simulation.station.station.reservations)


def put(simulation, connector_id, status):
    simulation.station.station.connectors[connector_id].change_status(ChargePointStatus(status))


def test_a_free_connector_is_reserved_and_reported():
    simulation = accepted_station()
    assert reserve(simulation, 7, 2, parentIdTag="FAMILY") == "Accepted"
    assert reported(simulation) == [(2, "Reserved")]
    [made] = simulation.station.station.reservations
    assert made == Reservation(7, 2, "ANN", EPOCH_S + HOUR_S, "FAMILY")


def test_connector_0_is_reserved_without_a_change_of_any_status():
    simulation = accepted_station()
    assert reserve(simulation, 7, 0) == "Accepted"
    assert reported(simulation) == []
    assert in_force(simulation) == [(7, 0)]


@pytest.mark.parametrize("connector_id", [0, 1])
@pytest.mark.parametrize(
    ("status", "answer"),
    [
        ("Preparing", "Occupied"),
        ("Charging", "Occupied"),
        ("SuspendedEV", "Occupied"),
        ("SuspendedEVSE", "Occupied"),
        ("Faulted", "Faulted"),
        ("Unavailable", "Unavailable"),
    ],
)
def test_a_lone_connector_that_is_not_free_cannot_be_reserved(connector_id, status, answer):
    simulation = accepted_station(connectors=1)
    put(simulation, 1, status)
    assert reserve(simulation, 7, connector_id) == answer
    assert in_force(simulation) == []
    assert reported(simulation) == []


def test_nor_can_one_whose_last_driver_has_yet_to_leave():
    simulation = accepted_station()
    put(simulation, 1, "Preparing")
    put(simulation, 1, "Finishing")
    assert reserve(simulation, 7, 1) == "Occupied"


def test_nor_one_that_a_remote_start_has_been_promised():
    simulation = accepted_station()
    simulation.station.station.connectors[1].claimed_by = "BOB"
    assert reserve(simulation, 7, 1) == "Occupied"


@pytest.mark.parametrize("connector_id", [0, 1])
@pytest.mark.parametrize("status", ["Faulted", "Unavailable"])
def test_the_status_of_the_station_counts_for_all_of_it(connector_id, status):
    simulation = accepted_station()
    put(simulation, 0, status)
    assert reserve(simulation, 7, connector_id) == status


@pytest.mark.parametrize(
    ("first", "second", "answer"),
    [
        ("Faulted", "Faulted", "Faulted"),
        ("Faulted", "Unavailable", "Unavailable"),
        ("Faulted", "Charging", "Occupied"),
        ("Unavailable", "Reserved", "Occupied"),
        ("Charging", "Available", "Accepted"),
    ],
)
def test_connector_0_is_refused_for_what_all_the_connectors_are(first, second, answer):
    simulation = accepted_station()
    put(simulation, 1, first)
    if second == "Reserved":
        reserve(simulation, 6, 2)
    else:
        put(simulation, 2, second)
    assert reserve(simulation, 7, 0) == answer


@pytest.mark.parametrize("id_tag", ["ANN", "BOB"])
def test_what_is_reserved_for_the_same_or_another_id_tag_is_occupied(id_tag):
    simulation = accepted_station()
    reserve(simulation, 7, 1)
    reserve(simulation, 8, 0)
    assert reserve(simulation, 9, 1, id_tag) == "Occupied"
    assert reserve(simulation, 9, 0, id_tag) == "Occupied"
    assert in_force(simulation) == [(7, 1), (8, 0)]


def test_the_last_free_connector_is_not_reserved_while_one_on_connector_0_needs_it():
    simulation = accepted_station()
    reserve(simulation, 7, 0)
    assert reserve(simulation, 8, 1, "BOB") == "Accepted"
    assert reserve(simulation, 9, 2, "CAROL") == "Occupied"
    assert in_force(simulation) == [(7, 0), (8, 1)]


def test_without_the_key_connector_0_is_rejected_and_the_others_are_not():
    simulation = accepted_station(zero="false")
    assert reserve(simulation, 7, 0) == "Rejected"
    assert reserve(simulation, 8, 1) == "Accepted"


@pytest.mark.parametrize("connector_id", [3, 99, -1])
def test_a_connector_that_does_not_exist_is_rejected(connector_id):
    simulation = accepted_station()
    assert reserve(simulation, 7, connector_id) == "Rejected"
    assert in_force(simulation) == []


@pytest.mark.parametrize("in_s", [-1.0, 0.0])
def test_a_time_that_has_passed_is_rejected(in_s):
    simulation = accepted_station()
    assert reserve(simulation, 7, 1, in_s=in_s) == "Rejected"
    assert reported(simulation) == []


@pytest.mark.parametrize(
    ("connector_id", "reports", "statuses"),
    [
        (1, [(1, "Reserved")], ["Reserved", "Available"]),
        (2, [(1, "Reserved"), (1, "Available"), (2, "Reserved")], ["Available", "Reserved"]),
        (0, [(1, "Reserved"), (1, "Available")], ["Available", "Available"]),
    ],
)
def test_the_same_id_replaces_and_frees_the_former_connector(connector_id, reports, statuses):
    simulation = accepted_station()
    reserve(simulation, 7, 1)
    simulation.run(1)
    assert reserve(simulation, 7, connector_id, "BOB", in_s=2 * HOUR_S) == "Accepted"
    assert reported(simulation) == reports
    [made] = simulation.station.station.reservations
    assert made == Reservation(7, connector_id, "BOB", EPOCH_S + 2 * HOUR_S)
    assert [c.status for c in simulation.station.station.connectors[1:]] == statuses


def test_a_connector_that_a_reservation_leaves_is_free_for_it_on_connector_0():
    simulation = accepted_station(connectors=1)
    reserve(simulation, 7, 1)
    assert reserve(simulation, 7, 0) == "Accepted"
    assert in_force(simulation) == [(7, 0)]


@pytest.mark.parametrize(
    ("connector_id", "in_s", "answer"),
    [(2, HOUR_S, "Occupied"), (9, HOUR_S, "Rejected"), (1, -HOUR_S, "Rejected")],
)
def test_a_reservation_stands_where_its_replacement_cannot_be_made(connector_id, in_s, answer):
    simulation = accepted_station()
    reserve(simulation, 7, 1)
    put(simulation, 2, "Charging")
    assert reserve(simulation, 7, connector_id, "BOB", in_s) == answer
    [made] = simulation.station.station.reservations
    assert made == Reservation(7, 1, "ANN", EPOCH_S + HOUR_S)
    assert reported(simulation) == [(1, "Reserved")]


def test_a_cancelled_reservation_leaves_its_connector_free_which_is_reported():
    simulation = accepted_station()
    reserve(simulation, 7, 1)
    assert cancel(simulation, 7) == "Accepted"
    assert reported(simulation) == [(1, "Reserved"), (1, "Available")]
    assert in_force(simulation) == []


def test_one_on_connector_0_is_cancelled_without_a_report():
    simulation = accepted_station()
    reserve(simulation, 7, 0)
    assert cancel(simulation, 7) == "Accepted"
    assert (in_force(simulation), reported(simulation)) == ([], [])


def test_what_is_not_reserved_cannot_be_cancelled():
    simulation = accepted_station()
    reserve(simulation, 7, 1)
    assert cancel(simulation, 8) == "Rejected"
    cancel(simulation, 7)
    assert cancel(simulation, 7) == "Rejected"


def test_a_connector_that_is_in_use_by_then_is_not_disturbed_by_a_cancellation():
    simulation = accepted_station()
    reserve(simulation, 7, 1)
    put(simulation, 1, "Preparing")
    simulation.run(1)
    simulation.messages.clear()
    assert cancel(simulation, 7) == "Accepted"
    assert reported(simulation) == []
    assert simulation.station.station.connectors[1].status == "Preparing"


def test_a_lenient_station_without_the_feature_rejects():
    off = ("ReserveNow", "CancelReservation")
    simulation = accepted_station(leniency=Leniency(profiles=True), switched_off=off)
    assert reserve(simulation, 7, 1) == "Rejected"
    assert cancel(simulation, 7) == "Rejected"
    strict = accepted_station(switched_off=off)
    assert strict.command("CancelReservation", {"reservationId": 7}) == "NotSupported"
