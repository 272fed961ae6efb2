"""Reservations and whom they keep out (OCPP 1.6 sections 3.11 and 5.13)."""

import pytest
from support.simulation import a_station

from ocpp_load.messages.v16.enums import ChargePointStatus
from ocpp_load.model import Reservation, Transaction

AVAILABLE, RESERVED = ChargePointStatus.AVAILABLE, ChargePointStatus.RESERVED


def reserved(*reservations, connectors=3):
    station = a_station(connectors)
    for reservation in reservations:
        station.reservations.add(reservation)
    return station


def occupy(connector):
    connector.change_status(ChargePointStatus.PREPARING)
    connector.transaction = Transaction("SOMEBODY", 0, 0.0)


def statuses(station):
    return [connector.status for connector in station.connectors[1:]]


def admitted(station, id_tag, parent_id_tag=None):
    return [
        connector.id
        for connector in station.connectors[1:]
        if station.reservations.admits(connector, id_tag, parent_id_tag)
    ]


ON_1 = Reservation(7, 1, "Ann", 100.0)
ON_0 = Reservation(8, 0, "Ann", 100.0)


def test_a_reserved_connector_shows_it():
    station = a_station()
    assert station.reservations.add(ON_1) == (1,)
    assert statuses(station) == [RESERVED, AVAILABLE]
    assert (list(station.reservations), station.reservations.on(1)) == ([ON_1], ON_1)


def test_a_reservation_on_connector_0_shows_nowhere():
    station = a_station()
    assert station.reservations.add(ON_0) == ()
    assert station.connectors[0].status is AVAILABLE
    assert statuses(station) == [AVAILABLE, AVAILABLE]


@pytest.mark.parametrize(
    ("new", "changed", "shown"),
    [
        (Reservation(7, 1, "Bob", 200.0), (), [RESERVED, AVAILABLE]),
        (Reservation(7, 2, "Ann", 100.0), (1, 2), [AVAILABLE, RESERVED]),
        (Reservation(7, 0, "Ann", 100.0), (1,), [AVAILABLE, AVAILABLE]),
    ],
)
def test_a_reservation_of_the_same_id_is_replaced(new, changed, shown):
    station = reserved(ON_1, connectors=2)
    assert station.reservations.add(new) == changed
    assert list(station.reservations) == [new]
    assert statuses(station) == shown


def test_one_on_connector_0_is_replaced_by_one_on_a_connector():
    station = reserved(ON_0, connectors=2)
    assert station.reservations.add(Reservation(8, 2, "Ann", 100.0)) == (2,)
    assert statuses(station) == [AVAILABLE, RESERVED]
    assert station.reservations.on(0) is None


def test_an_ended_reservation_leaves_its_connector_free():
    station = reserved(ON_1)
    assert station.reservations.end(ON_1) == (1,)
    assert (len(station.reservations), statuses(station)[0]) == (0, AVAILABLE)


def test_it_does_not_disturb_whoever_uses_the_connector_already():
    station = reserved(ON_1)
    station.connectors[1].change_status(ChargePointStatus.PREPARING)
    assert station.reservations.end(ON_1) == ()
    assert statuses(station)[0] == "Preparing"
    station.connectors[1].release()
    assert statuses(station)[0] is AVAILABLE


def test_those_whose_time_has_come_end_and_the_others_stay():
    late = Reservation(9, 2, "Bob", 100.5)
    station = reserved(ON_1, late, ON_0)
    assert station.reservations.next_expiry == 100.0
    assert station.reservations.end_expired(99.9) == ()
    assert station.reservations.end_expired(100.0) == (1,)
    assert list(station.reservations) == [late]
    assert station.reservations.end_expired(1000.0) == (2,)
    assert station.reservations.next_expiry is None


def test_a_connector_out_of_service_ends_its_reservation_and_no_other():
    other = Reservation(9, 2, "Bob", 100.0)
    station = reserved(ON_1, other, ON_0)
    station.connectors[1].operative = False
    station.reservations.end_for(station.connectors[1])
    assert station.connectors[1].release()
    assert statuses(station) == ["Unavailable", RESERVED, AVAILABLE]
    assert list(station.reservations) == [other, ON_0]


def test_a_station_out_of_service_ends_all_of_them():
    station = reserved(ON_1, Reservation(9, 2, "Bob", 100.0), ON_0)
    station.reservations.end_for(station.connectors[0])
    assert len(station.reservations) == 0
    assert not any(connector.reserved for connector in station.connectors)


def test_a_restart_loses_them_all():
    station = reserved(ON_1, ON_0)
    station.lose_power()
    assert len(station.reservations) == 0
    assert statuses(station) == [AVAILABLE] * 3


@pytest.mark.parametrize(
    ("id_tag", "parent_id_tag", "meant"),
    [
        ("Ann", None, True),
        ("ANN", None, True),
        ("Bob", None, False),
        ("Bob", "family", True),
        ("Bob", "Others", False),
        ("Family", None, False),
    ],
)
def test_a_reservation_is_for_its_id_tag_and_its_group(id_tag, parent_id_tag, meant):
    # Section 3.10: a parent is no idTag, so nobody gets in with it.
    reservation = Reservation(7, 1, "Ann", 100.0, "Family")
    assert reservation.is_for(id_tag, parent_id_tag) is meant


def test_without_a_parent_in_the_reservation_a_group_means_nothing():
    assert not ON_1.is_for("Bob", "Family")


def test_a_reserved_connector_admits_its_driver_only():
    station = reserved(ON_1)
    assert admitted(station, "ann") == [1, 2, 3]
    assert admitted(station, "Bob") == [2, 3]


def test_a_reservation_on_connector_0_keeps_the_last_free_connector():
    station = reserved(ON_0, connectors=2)
    assert admitted(station, "Bob") == [1, 2]
    occupy(station.connectors[1])
    assert admitted(station, "Bob") == [1]
    assert admitted(station, "Ann") == [1, 2]


@pytest.mark.parametrize(
    "take",
    [
        pytest.param(lambda c: c.change_status(ChargePointStatus.PREPARING), id="in use"),
        pytest.param(lambda c: c.change_status(ChargePointStatus.UNAVAILABLE), id="unavailable"),
        pytest.param(lambda c: c.change_status(ChargePointStatus.FAULTED), id="faulted"),
        pytest.param(lambda c: setattr(c, "claimed_by", "Bob"), id="about to be used"),
    ],
)
def test_a_connector_counts_as_free_only_if_the_driver_could_use_it_at_once(take):
    station = reserved(ON_0, connectors=2)
    take(station.connectors[1])
    assert not station.reservations.admits(station.connectors[2], "Bob")


def test_nor_does_one_that_is_reserved_itself():
    station = reserved(ON_0, Reservation(9, 1, "Bob", 100.0), connectors=2)
    assert admitted(station, "Carol") == []
    assert admitted(station, "Bob") == [1]


def test_once_its_driver_has_come_by_remote_start_nothing_needs_to_be_kept_any_more():
    station = reserved(ON_0, connectors=2)
    station.connectors[1].change_status(ChargePointStatus.PREPARING)
    station.connectors[1].claimed_by = "Ann"
    assert station.reservations.admits(station.connectors[2], "Bob")


def test_a_transaction_ends_the_reservation_of_its_connector_before_that_on_connector_0():
    station = reserved(ON_0, ON_1)
    first, second = station.connectors[1:3]
    assert station.reservations.used_by(first, "Ann") is ON_1
    assert station.reservations.used_by(second, "Ann") is ON_0
    assert station.reservations.used_by(second, "Bob") is None
    station.reservations.use(ON_1)
    assert list(station.reservations) == [ON_0]
    assert (first.reserved, first.status) == (False, RESERVED)  # it is about to be Preparing


def test_a_member_of_the_group_ends_it_too():
    of_family = Reservation(7, 0, "Ann", 100.0, "Family")
    station = reserved(of_family)
    assert station.reservations.used_by(station.connectors[2], "Bob", "FAMILY") is of_family


@pytest.mark.parametrize(
    ("reservation", "id_tag", "depends"),
    [
        (Reservation(7, 1, "Ann", 100.0, "Family"), "Bob", True),
        (Reservation(7, 0, "Ann", 100.0, "Family"), "Bob", True),
        (Reservation(7, 1, "Ann", 100.0, "Family"), "Ann", False),
        (Reservation(7, 2, "Ann", 100.0, "Family"), "Bob", False),
        (Reservation(7, 1, "Ann", 100.0), "Bob", False),
    ],
)
def test_a_group_matters_where_the_id_tag_alone_decides_nothing(reservation, id_tag, depends):
    station = reserved(reservation)
    assert station.reservations.depends_on_parent(station.connectors[1], id_tag) is depends


def test_a_station_without_reservations_admits_everybody_everywhere():
    assert admitted(a_station(3), "Bob") == [1, 2, 3]
