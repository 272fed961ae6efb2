"""The cable at a connector (OCPP 1.6 sections 4.9, 4.10, 9.1.6, 9.1.23 and 9.1.33).

A cable has two ends. What a driver pulls out is the one at the EV; the station's end comes with
it, unless the station holds it: while a transaction goes on without the EV, and where
UnlockConnectorOnEVSideDisconnect is false until the same idTag, or one of its group, is presented.
"""

from math import inf

from ocpp_load.charge_point.activities.charging import charging_status
from ocpp_load.charge_point.activities.status import change_status, release, tell_status
from ocpp_load.charge_point.activities.transactions import stop_transaction
from ocpp_load.charge_point.activity import Pause, Steps
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16.authorization_data import folded
from ocpp_load.messages.v16.enums import ChargePointStatus, Reason
from ocpp_load.model import EV_SIDE_DISCONNECTED, Connector, Lock, Transaction
from ocpp_load.model.authorization.knowledge import could_use


def plug_in(station: ChargePoint, connector: Connector, id_tag: str | None = None) -> Steps[None]:
    """Plug a cable in: the connector is being prepared (A2, F2, G2).

    The driver with this idTag (without one, the station's own) waits for a connector that
    somebody else uses, or that is out of service. Where a transaction goes on without its EV, it
    charges again.
    """
    driver = station.station.id_tag if id_tag is None else id_tag
    has_waited = False
    # One who has waited finds somebody else quicker; one who has not is where no cable fits.
    while not _may_plug_in(station, connector, driver) or (has_waited and _charges(connector)):
        has_waited = True
        yield Pause(inf, or_woken_by=connector)
    if connector.transaction is not None and connector.cable_held:
        yield from _resume(station, connector, connector.transaction)
        return
    is_news = connector.change_status(ChargePointStatus.PREPARING)
    is_authorized = connector.claimed_with_card
    connector.drop_claim()
    connector.cable_held_for = None
    connector.plugged_in = True
    station.end(_patience(connector))
    if not is_authorized:
        station.spawn(_patience(connector), _await_card(station, connector))
    if is_news:
        yield from tell_status(station, connector)


def unplug(station: ChargePoint, connector: Connector) -> Steps[None]:
    """Pull the cable out of the EV; what becomes of a transaction is a matter of configuration.

    StopTransactionOnEVSideDisconnect: it ends, or else it is suspended. Nothing happens where
    the car is not this driver's but that of one whom the central system has let in, nor to a cable
    that the station holds.
    """
    transaction = connector.transaction
    if connector.used_remotely or (transaction is None and connector.cable_held):
        return
    connector.plugged_in = False
    if transaction is not None:
        configuration = station.station.configuration
        if not configuration.boolean("StopTransactionOnEVSideDisconnect"):
            connector.cable_held_for = transaction.id_tag
            yield from _suspend(station, connector, transaction)
            return
        if _is_lockable(station) and not configuration.boolean("UnlockConnectorOnEVSideDisconnect"):
            connector.cable_held_for = transaction.id_tag
        yield from stop_transaction(station, connector, Reason.EV_DISCONNECTED)
    yield from leave(station, connector)


def leave(station: ChargePoint, connector: Connector) -> Steps[None]:
    """Let a connector be free that nobody uses any more, unless somebody else is there by now."""
    if (
        not connector.plugged_in
        and not connector.cable_held
        and connector.claimed_by is None
        and connector.transaction is None
    ):
        yield from release(station, connector)


def await_cable(station: ChargePoint, connector: Connector, id_tag: str) -> Steps[None]:
    """Let a driver whose card has come first claim the connector for ConnectionTimeOut (A2, B1)."""
    connector.claimed_by = id_tag
    connector.claimed_with_card = True
    station.end(_patience(connector))
    station.spawn(_patience(connector), _give_up(station, connector))
    yield from change_status(station, connector, ChargePointStatus.PREPARING)


def _may_plug_in(station: ChargePoint, connector: Connector, id_tag: str) -> bool:
    if connector.claimed_by is not None and not (
        connector.claimed_with_card and folded(connector.claimed_by) == folded(id_tag)
    ):
        return False
    if connector.status is ChargePointStatus.RESERVED:
        return could_use(station.station, connector, id_tag, station.epoch_s())
    return connector.takes_a_driver


def _charges(connector: Connector) -> bool:
    return connector.transaction is not None and not connector.cable_held


def _await_card(station: ChargePoint, connector: Connector) -> Steps[None]:
    """Wait for a card as long as ConnectionTimeOut allows; then the use is over (B6, errata 3.20)."""
    patience_s = station.station.configuration.seconds("ConnectionTimeOut")
    yield Pause(patience_s or inf)
    if (
        connector.plugged_in
        and connector.status_but_for_faults is ChargePointStatus.PREPARING
        and connector.transaction is None
        and connector.claimed_by is None
    ):
        yield from change_status(station, connector, ChargePointStatus.FINISHING)


def _give_up(station: ChargePoint, connector: Connector) -> Steps[None]:
    patience_s = station.station.configuration.seconds("ConnectionTimeOut")
    yield Pause(patience_s or inf)
    if connector.claimed_with_card:
        connector.drop_claim()
        yield from leave(station, connector)


def _suspend(station: ChargePoint, connector: Connector, transaction: Transaction) -> Steps[None]:
    station.wake(transaction)
    # Section 4.9: suspended by both, it is SuspendedEVSE.
    if connector.status_but_for_faults is not ChargePointStatus.SUSPENDED_EVSE:
        suspended = ChargePointStatus.SUSPENDED_EV
        yield from change_status(station, connector, suspended, EV_SIDE_DISCONNECTED)


def _resume(station: ChargePoint, connector: Connector, transaction: Transaction) -> Steps[None]:
    connector.cable_held_for = None
    connector.plugged_in = True
    station.wake(transaction)
    if connector.status_but_for_faults is ChargePointStatus.SUSPENDED_EV:
        yield from change_status(station, connector, charging_status(station, connector))


def _is_lockable(station: ChargePoint) -> bool:
    return station.station.type.surroundings.lock is not Lock.NONE


def _patience(connector: Connector) -> str:
    return f"ConnectionTimeOut on {connector.id}"
