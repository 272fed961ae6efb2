"""A card at the reader (OCPP 1.6 sections 3.5, 3.10, 4.1 and 4.10).

What comes of it depends on what it finds: a transaction, which it stops; a cable that the station
holds, which it frees; a car that waits for it; or a connector that nobody uses, which it claims.
"""

from math import inf

from ocpp_load.charge_point.activities.authorization import Authorization, authorized
from ocpp_load.charge_point.activities.cable import await_cable
from ocpp_load.charge_point.activities.reserving import admission
from ocpp_load.charge_point.activities.status import release
from ocpp_load.charge_point.activities.transactions import stop_transaction
from ocpp_load.charge_point.activity import Pause, Steps
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16.authorization_data import folded
from ocpp_load.messages.v16.enums import ChargePointStatus, Reason
from ocpp_load.model import Connector, Transaction
from ocpp_load.model.authorization.knowledge import known

_UNUSED = frozenset({ChargePointStatus.AVAILABLE, ChargePointStatus.RESERVED})


def present_card(station: ChargePoint, connector: Connector, id_tag: str) -> Steps[None]:
    """Present a card at a connector; whoever is not let in leaves and is counted as refused.

    The driver waits for a connector that is out of service, or used by somebody who has yet to
    plug in.
    """
    if connector.transaction is not None:
        yield from stop_with_card(station, connector, id_tag)
        return
    if connector.cable_held_for is not None:
        yield from _free_cable(station, connector, connector.cable_held_for, id_tag)
        return
    while not connector.takes_a_driver or connector.claimed_by is not None:
        yield Pause(inf, or_woken_by=connector)
    authorization = yield from authorized(station, id_tag)
    if not authorization.accepted:
        return
    entry = yield from admission(station, connector, id_tag)
    if (
        entry.admitted
        and connector.status in _UNUSED
        and connector.claimed_by is None
        and not station.station.restarting
    ):
        yield from await_cable(station, connector, id_tag)


def stop_with_card(
    station: ChargePoint, connector: Connector, id_tag: str, reason: Reason | None = None
) -> Steps[None]:
    """Stop the transaction on a connector with a card: the one that started it, or one of its group.

    Only another idTag than the one that started it is authorized (section 4.1). One that is not
    of its group is refused. A transaction of a driver whom the central system has let in is not
    this driver's to stop.
    """
    transaction = connector.transaction
    if transaction is None or connector.used_remotely:
        return
    if folded(id_tag) != folded(transaction.id_tag):
        authorization = yield from authorized(station, id_tag)
        if not authorization.accepted:
            return
        if not _same_group(station, transaction, authorization):
            station.observer.driver_refused()
            return
    if connector.transaction is transaction:
        yield from stop_transaction(station, connector, reason, id_tag=id_tag)


def _free_cable(
    station: ChargePoint, connector: Connector, held_for: str, id_tag: str
) -> Steps[None]:
    """Free the cable for the idTag that it is held for, or one of its group (errata 3.5)."""
    if folded(id_tag) != folded(held_for):
        authorization = yield from authorized(station, id_tag)
        info = known(station.station, held_for, station.epoch_s())
        if not authorization.accepted:
            return
        if info is None or not _match(info.parent_id_tag, authorization.parent_id_tag):
            station.observer.driver_refused()
            return
    if connector.cable_held_for == held_for and connector.transaction is None:
        connector.cable_held_for = None
        yield from release(station, connector)


def _same_group(
    station: ChargePoint, transaction: Transaction, authorization: Authorization
) -> bool:
    parent_id_tag = transaction.parent_id_tag
    if parent_id_tag is None:
        info = known(station.station, transaction.id_tag, station.epoch_s())
        parent_id_tag = None if info is None else info.parent_id_tag
    return _match(parent_id_tag, authorization.parent_id_tag)


def _match(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and folded(one) == folded(other)
