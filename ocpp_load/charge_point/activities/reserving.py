"""Reservations over time (OCPP 1.6 section 5.13): whom they let in, and how they expire."""

from dataclasses import dataclass

from ocpp_load.charge_point.activities.authorization import authorize
from ocpp_load.charge_point.activities.status import tell_statuses
from ocpp_load.charge_point.activity import Pause, Steps
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.handlers.effects import AwaitExpiry
from ocpp_load.model import Connector, Reservation
from ocpp_load.model.authorization.knowledge import known

_EXPIRY = "reservation expiry"
_LOOKS_AGAIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether a driver may use a connector; `reservation` is the one that a transaction ends."""

    admitted: bool
    reservation: Reservation | None = None


_KEPT_OUT = Admission(admitted=False)


def admission(station: ChargePoint, connector: Connector, id_tag: str) -> Steps[Admission]:
    """Find out whether reservations let a driver use a connector; a refusal is reported.

    Where the group decides, it is looked up in the local list and the cache, and if the idTag
    is in neither, the central system is asked. Offline it stays unknown.
    """
    state = station.station
    parent_id_tag = None
    if state.reservations.depends_on_parent(connector, id_tag):
        info = known(state, id_tag, station.epoch_s())
        if info is not None:
            parent_id_tag = info.parent_id_tag
        elif station.is_online:
            authorization = yield from authorize(station, id_tag)
            if not authorization.accepted:
                return _KEPT_OUT
            parent_id_tag = authorization.parent_id_tag
    if not state.reservations.admits(connector, id_tag, parent_id_tag):
        station.observer.driver_refused()
        return _KEPT_OUT
    return Admission(True, state.reservations.used_by(connector, id_tag, parent_id_tag))


def await_expiry(station: ChargePoint, _effect: AwaitExpiry) -> Steps[None]:
    """End every reservation when its time has come, and report the connectors that it frees.

    Whoever has waited for that so far is relieved: one activity waits for all of them.
    """
    station.wake(_EXPIRY)
    reservations = station.station.reservations
    while (expires_at := reservations.next_expiry) is not None:
        remaining_s = expires_at - station.epoch_s()
        if remaining_s <= 0:
            freed = reservations.end_expired(station.epoch_s())
            # Beside this activity: while one report waits for its answer, others expire too.
            station.spawn("reservation expired", tell_statuses(station, freed))
        # The clock may be set meanwhile.
        elif (yield Pause(min(remaining_s, _LOOKS_AGAIN_S), or_woken_by=_EXPIRY)):
            return
