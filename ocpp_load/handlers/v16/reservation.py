"""ReserveNow and CancelReservation (OCPP 1.6 sections 5.13 and 5.1, key 9.3)."""

from ocpp_load.handlers.command import Command
from ocpp_load.handlers.effects import AwaitExpiry, NotifyStatus
from ocpp_load.handlers.registry import handles
from ocpp_load.handlers.reply import Reply
from ocpp_load.messages.v16.actions import Action, FeatureProfile
from ocpp_load.messages.v16.authorization_data import read_expiry_date
from ocpp_load.messages.v16.enums import (
    CancelReservationStatus,
    ChargePointStatus,
    ReservationStatus,
)
from ocpp_load.model import Connector, Reservation, Station

_OUT_OF_SERVICE = {
    ChargePointStatus.FAULTED: ReservationStatus.FAULTED,
    ChargePointStatus.UNAVAILABLE: ReservationStatus.UNAVAILABLE,
}


@handles(
    Action.RESERVE_NOW,
    profile=FeatureProfile.RESERVATION,
    switched_off={"status": ReservationStatus.REJECTED},
)
def on_reserve_now(station: Station, command: Command) -> Reply:
    """Reserve a connector, or on connector 0 whichever is free, until expiryDate.

    A reservation of the same id is replaced; where the new one cannot be made it stands. The
    specification has no status for a connector that does not exist, nor for an expiryDate that
    has passed: Rejected.
    """
    payload = command.payload
    reservation = Reservation(
        payload["reservationId"],
        payload["connectorId"],
        payload["idTag"],
        read_expiry_date(payload["expiryDate"]),
        payload.get("parentIdTag"),
    )
    former = station.reservations.find(reservation.id)
    status = ReservationStatus.REJECTED
    if _is_acceptable(station, reservation.connector_id) and (
        reservation.expires_at > command.epoch_s
    ):
        status = _status(station, station.connectors[reservation.connector_id], former)
    if status is not ReservationStatus.ACCEPTED:
        return Reply({"status": status})
    changed = station.reservations.add(reservation)
    notify = [NotifyStatus(changed)] if changed else []
    return Reply({"status": status}, [*notify, AwaitExpiry(reservation.id)])


@handles(
    Action.CANCEL_RESERVATION,
    profile=FeatureProfile.RESERVATION,
    switched_off={"status": CancelReservationStatus.REJECTED},
)
def on_cancel_reservation(station: Station, command: Command) -> Reply:
    """End a reservation before its time; the connector is free again."""
    reservation = station.reservations.find(command.payload["reservationId"])
    if reservation is None:
        return Reply({"status": CancelReservationStatus.REJECTED})
    changed = station.reservations.end(reservation)
    return Reply(
        {"status": CancelReservationStatus.ACCEPTED}, [NotifyStatus(changed)] if changed else []
    )


def _is_acceptable(station: Station, connector_id: int) -> bool:
    if connector_id == 0:
        return station.configuration.boolean("ReserveConnectorZeroSupported")
    return station.has_connector(connector_id)


def _status(
    station: Station, connector: Connector, former: Reservation | None
) -> ReservationStatus:
    for each in (station.connectors[0], connector):
        if each.status in _OUT_OF_SERVICE:
            return _OUT_OF_SERVICE[each.status]
    if station.reservations.has_room_for(connector, ignored=former):
        return ReservationStatus.ACCEPTED
    statuses = {each.status for each in station.connectors[1:]}
    if connector.id == 0 and statuses <= _OUT_OF_SERVICE.keys():
        # Section 7.40: all are out of service; Unavailable where one of them could be set back.
        unavailable = ChargePointStatus.UNAVAILABLE in statuses
        return ReservationStatus.UNAVAILABLE if unavailable else ReservationStatus.FAULTED
    return ReservationStatus.OCCUPIED
