"""Reservations of one charge point, and whom they keep out (OCPP 1.6 sections 3.11 and 5.13).

A reservation is for a connector, or on connector 0 for whichever one is free. No clock:
callers pass the time in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ocpp_load.messages.v16.authorization_data import folded
from ocpp_load.messages.v16.enums import ChargePointStatus
from ocpp_load.model.connector import Connector


@dataclass(frozen=True, slots=True)
class Reservation:
    """A connector that is kept for an idTag, and for its group where there is a parent.

    `expires_at` is in seconds since the epoch.
    """

    id: int
    connector_id: int
    id_tag: str
    expires_at: float
    parent_id_tag: str | None = None

    def is_for(self, id_tag: str, parent_id_tag: str | None = None) -> bool:
        """Tell whether the driver with this idTag, who belongs to that group, is meant."""
        if folded(id_tag) == folded(self.id_tag):
            return True
        if self.parent_id_tag is None or parent_id_tag is None:
            return False
        return folded(parent_id_tag) == folded(self.parent_id_tag)


class Reservations:
    """The reservations in force: at most one for each connector, and one on connector 0.

    Connectors show that they are reserved while nobody uses them. A method that returns
    connector ids names those whose status has changed by it, in the order of the changes.
    """

    __slots__ = ("_by_id", "_connectors")

    def __init__(self, connectors: Sequence[Connector]) -> None:
        """Start without any; `connectors` are the station's own, connector 0 first."""
        self._connectors = connectors
        self._by_id: dict[int, Reservation] | None = None

    def __len__(self) -> int:
        return len(self._by_id or ())

    def __iter__(self) -> Iterator[Reservation]:
        return iter(tuple((self._by_id or {}).values()))

    def find(self, reservation_id: int) -> Reservation | None:
        """Return the reservation of that id, if there is one."""
        return None if self._by_id is None else self._by_id.get(reservation_id)

    def on(self, connector_id: int) -> Reservation | None:
        """Return the reservation of exactly that connector, if there is one."""
        return next((each for each in self if each.connector_id == connector_id), None)

    @property
    def next_expiry(self) -> float | None:
        """Return when the first one ends by itself, in seconds since the epoch."""
        return min((each.expires_at for each in self), default=None)

    def add(self, reservation: Reservation) -> tuple[int, ...]:
        """Make a reservation in place of the one of that id; its connector must be free."""
        changed: tuple[int, ...] = ()
        former = self.find(reservation.id)
        if former is not None and former.connector_id != reservation.connector_id:
            changed = self.end(former)
        if self._by_id is None:
            self._by_id = {}
        self._by_id[reservation.id] = reservation
        if reservation.connector_id == 0:
            return changed  # connector 0 is never Reserved (section 4.9)
        connector = self._connectors[reservation.connector_id]
        connector.reserved = True
        return (*changed, connector.id) if connector.release() else changed

    def end(self, reservation: Reservation) -> tuple[int, ...]:
        """End a reservation: its connector is free again, unless somebody uses it already."""
        self.use(reservation)
        connector = self._connectors[reservation.connector_id]
        if connector.status is ChargePointStatus.RESERVED and connector.release():
            return (connector.id,)
        return ()

    def end_expired(self, epoch_s: float) -> tuple[int, ...]:
        """End those whose time has come."""
        due = [each for each in self if each.expires_at <= epoch_s]
        return tuple(connector_id for each in due for connector_id in self.end(each))

    def end_for(self, connector: Connector) -> None:
        """End what a connector that is set to Unavailable or Faulted was reserved for.

        With connector 0 that is every reservation. The statuses are the caller's to change.
        """
        for each in self:
            if connector.id in (0, each.connector_id):
                self.use(each)

    def use(self, reservation: Reservation) -> None:
        """End a reservation by what it was for, or by what overrides it; no status changes."""
        if self._by_id is not None:
            self._by_id.pop(reservation.id, None)
        self._connectors[reservation.connector_id].reserved = False

    def clear(self) -> None:
        """Lose all of them: they are not kept over a restart."""
        self.end_for(self._connectors[0])

    def has_room_for(self, connector: Connector, ignored: Reservation | None = None) -> bool:
        """Tell whether a connector can be reserved; for connector 0, whether any one can.

        What is reserved already cannot, for whomever it is. One connector stays free for a
        reservation on connector 0. One reservation may be `ignored`: it is to be replaced.
        """
        in_force = [each for each in self if each is not ignored]
        if any(each.connector_id == connector.id for each in in_force):
            return False
        reserved = {each.connector_id for each in in_force}
        free = [
            each.id for each in self._connectors[1:] if each.id not in reserved and _is_free(each)
        ]
        if connector.id == 0:
            return bool(free)
        return connector.id in free and (0 not in reserved or len(free) > 1)

    def admits(self, connector: Connector, id_tag: str, parent_id_tag: str | None = None) -> bool:
        """Tell whether a driver may use a connector, as far as reservations go.

        That of the connector is for its own driver alone. That on connector 0 lets others in
        as long as another connector stays free for it.
        """
        for each in self:
            if each.is_for(id_tag, parent_id_tag):
                continue
            if each.connector_id == connector.id:
                return False
            if each.connector_id == 0 and not self._is_kept(each, connector):
                return False
        return True

    def used_by(
        self, connector: Connector, id_tag: str, parent_id_tag: str | None = None
    ) -> Reservation | None:
        """Return the reservation that a transaction of this driver ends, if there is one.

        That of the connector comes before that on connector 0.
        """
        for connector_id in (connector.id, 0):
            reservation = self.on(connector_id)
            if reservation is not None and reservation.is_for(id_tag, parent_id_tag):
                return reservation
        return None

    def depends_on_parent(self, connector: Connector, id_tag: str) -> bool:
        """Tell whether the parent of an idTag decides what a reservation means for it."""
        return any(
            each.parent_id_tag is not None and not each.is_for(id_tag)
            for each in self
            if each.connector_id in (0, connector.id)
        )

    def _is_kept(self, reservation: Reservation, but: Connector) -> bool:
        """Tell whether one on connector 0 still has a connector when this one is taken."""
        for connector in self._connectors[1:]:
            claimed_by = connector.claimed_by
            if connector is but:
                continue
            if claimed_by is not None and reservation.is_for(claimed_by):
                return True
            if not connector.reserved and _is_free(connector):
                return True
        return False


def _is_free(connector: Connector) -> bool:
    return (
        connector.claimed_by is None
        and connector.transaction is None
        and connector.status in (ChargePointStatus.AVAILABLE, ChargePointStatus.RESERVED)
    )
