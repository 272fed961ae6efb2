"""StartTransaction and StopTransaction (OCPP 1.6 sections 4.8 and 4.10).

A transaction begins and ends at the station, whoever knows of it: what is to be told of it is
stored and delivered in order (`delivery`). An activity that starts or stops one outlives the end
of the run: the central system is not left with a transaction that nobody knows.
"""

from functools import partial
from math import inf

from ocpp_load.charge_point.activities.authorization import learn_from
from ocpp_load.charge_point.activities.charging import charging_status
from ocpp_load.charge_point.activities.delivery import news_of, store
from ocpp_load.charge_point.activities.reserving import admission
from ocpp_load.charge_point.activities.status import change_status, tell_status
from ocpp_load.charge_point.activities.transaction_data import (
    begin_transaction_data,
    end_transaction_data,
)
from ocpp_load.charge_point.activity import Join, Pause, Steps
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.charge_point.flows import NO_FLOW, Flow
from ocpp_load.messages.v16 import core
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.authorization_data import folded
from ocpp_load.messages.v16.enums import AuthorizationStatus, ChargePointStatus, Reason
from ocpp_load.model import Connector, Reservation, Transaction
from ocpp_load.model.transaction_messages import TransactionMessage
from ocpp_load.ocppj import Payload

_FREE = (ChargePointStatus.AVAILABLE, ChargePointStatus.FINISHING, ChargePointStatus.RESERVED)


def start_transaction(station: ChargePoint, connector: Connector, id_tag: str) -> Steps[None]:
    """Start a transaction for a driver at the connector.

    Nothing happens where `id_tag` was refused, or another driver is about to begin. The driver
    waits for a fault to be mended.
    """
    while connector.is_faulted:
        yield Pause(inf, or_woken_by=connector)
    if folded(id_tag) in station.station.refused_id_tags:
        return
    if connector.claimed_with_card and folded(connector.claimed_by or "") == folded(id_tag):
        connector.drop_claim()
    if connector.claimed_by is not None and (connector.used_remotely or not connector.plugged_in):
        return
    yield from begin_transaction(station, connector, id_tag)


def begin_transaction(
    station: ChargePoint, connector: Connector, id_tag: str, flow: Flow = NO_FLOW
) -> Steps[None]:
    """Start a transaction, whatever is known of `id_tag`, unless one runs already.

    The answer to StartTransaction completes the `flow`.

    A reservation for somebody else keeps the driver out; one for this driver ends with it (5.13).
    Neither a connector out of service nor a station that restarts starts one: the driver is
    turned away.
    """
    if connector.transaction is not None:
        flow.ended("another driver was quicker")
        return
    if not _serves(station, connector):
        station.observer.driver_refused()
        flow.ended("the connector was out of service")
        return
    entry = yield from admission(station, connector, id_tag)
    if entry.admitted and connector.transaction is None and _serves(station, connector):
        starting = _start(station, connector, id_tag, entry.reservation, flow)
        yield Join(station.spawn("StartTransaction", starting, outlives_run=True))
    else:
        flow.ended("the driver was not let in")


def stop_transaction(
    station: ChargePoint,
    connector: Connector,
    reason: Reason | None = None,
    *,
    id_tag: str | None = None,
    flow: Flow = NO_FLOW,
) -> Steps[None]:
    """Stop the transaction on a connector, if there is one, and tell the central system.

    `id_tag` is the one that was presented for it; without one it is that of the transaction. The
    answer to StopTransaction completes the `flow`.
    """
    if connector.transaction is None:
        flow.ended("it had ended before")
    else:
        stopping = _stop(station, connector, reason, id_tag, flow)
        yield Join(station.spawn("StopTransaction", stopping, outlives_run=True))


def cut_transactions(station: ChargePoint, reason: Reason) -> list[Transaction]:
    """End every transaction at once; what is to be told of it is stored.

    Whoever charges is not told: the caller wakes them when the time has come.
    """
    cut = []
    for connector in station.station.connectors:
        if (transaction := connector.transaction) is not None:
            message, _ = _end(station, connector, reason)
            store(station, message)
            cut.append(transaction)
    return cut


def _serves(station: ChargePoint, connector: Connector) -> bool:
    return connector.takes_a_driver and not station.station.restarting


def _start(
    station: ChargePoint,
    connector: Connector,
    id_tag: str,
    reservation: Reservation | None,
    flow: Flow,
) -> Steps[None]:
    if reservation is not None:
        station.station.reservations.use(reservation)
    meter_start_wh = connector.meter.energy_wh(station.now)
    transaction = Transaction(id_tag, meter_start_wh, station.epoch_s(), connector.id)
    connector.transaction = transaction
    begin_transaction_data(station, connector, transaction)
    request = core.start_transaction(
        connector_id=connector.id,
        id_tag=id_tag,
        meter_start=meter_start_wh,
        timestamp=station.timestamp(),
        reservation_id=None if reservation is None else reservation.id,
    )
    station.observer.transaction_started()
    message = TransactionMessage(
        Action.START_TRANSACTION,
        request,
        transaction,
        stored_at=station.due_at,
        then=partial(_started, station, connector, transaction, flow),
    )
    flow.hold()
    if connector.status in _FREE:
        # Section 4.9, A2 and F2: whoever starts without plugging in has initiated usage too.
        # On its way before StartTransaction is, and not waited for.
        preparing = change_status(station, connector, ChargePointStatus.PREPARING)
        station.spawn("Preparing", preparing)
    store(station, message)
    yield from news_of(station, message)
    if deauthorizing := station.running(_deauthorizing(transaction)):
        yield Join(deauthorizing)
    elif connector.transaction is transaction and not transaction.deauthorized:
        # Without an answer it goes on: with the id to come, or under -1 (errata 3.18).
        yield from change_status(station, connector, charging_status(station, connector))


def _started(
    station: ChargePoint,
    connector: Connector,
    transaction: Transaction,
    flow: Flow,
    answer: Payload | None,
) -> None:
    """Take in StartTransaction.conf, whenever it comes; None where none will."""
    _settle(flow, answer)
    transaction.is_starting = False
    if answer is None:
        return
    transaction.id, transaction.has_id = answer["transactionId"], True
    learn_from(station, transaction.id_tag, answer)
    transaction.parent_id_tag = answer["idTagInfo"].get("parentIdTag")
    if answer["idTagInfo"]["status"] == AuthorizationStatus.ACCEPTED:
        return
    # Errata 3.17: this ends the transaction, or only its energy.
    transaction.deauthorized = True
    station.observer.driver_refused()
    if connector.transaction is transaction:
        ending = _deauthorize(station, connector, transaction)
        station.spawn(_deauthorizing(transaction), ending, outlives_run=True)


def _deauthorizing(transaction: Transaction) -> str:
    return f"DeAuthorized {transaction.connector_id}"


def _deauthorize(
    station: ChargePoint, connector: Connector, transaction: Transaction
) -> Steps[None]:
    if station.station.configuration.boolean("StopTransactionOnInvalidId"):
        yield from _stop(station, connector, Reason.DE_AUTHORIZED)
    else:
        station.wake(transaction)  # whoever charges finds out what is left to them, and may stop
        if connector.transaction is transaction:
            yield from change_status(station, connector, charging_status(station, connector))


def _stop(
    station: ChargePoint,
    connector: Connector,
    reason: Reason | None,
    id_tag: str | None = None,
    flow: Flow = NO_FLOW,
) -> Steps[None]:
    transaction = connector.transaction
    message, is_news = _end(station, connector, reason, id_tag, flow)
    telling = station.spawn("Finishing", tell_status(station, connector)) if is_news else None
    store(station, message)
    station.wake(transaction)  # whoever charges goes on: only now, for they may unplug
    if telling is not None:
        yield Join(telling)
    yield from news_of(station, message)


def _end(
    station: ChargePoint,
    connector: Connector,
    reason: Reason | None,
    id_tag: str | None = None,
    flow: Flow = NO_FLOW,
) -> tuple[TransactionMessage, bool]:
    """End the transaction as it is here; return what is to be told, and whether the status is news."""
    transaction = connector.transaction
    assert transaction is not None  # noqa: S101
    connector.meter.set_power(0.0, station.now)
    meter_stop_wh = connector.meter.energy_wh(station.now)
    is_interrupted = reason is Reason.POWER_LOSS
    transaction_data = end_transaction_data(
        station, connector, transaction, interrupted=is_interrupted
    )
    station.station.charging_profiles.transaction_ended(connector.id)
    station.observer.transaction_stopped(meter_stop_wh - transaction.meter_start_wh)
    stopped_by = transaction.id_tag if id_tag is None else id_tag
    request = core.stop_transaction(
        transaction_id=transaction.id,
        id_tag=stopped_by,
        meter_stop=meter_stop_wh,
        timestamp=station.timestamp(),
        reason=reason,
        transaction_data=transaction_data,
    )
    message = TransactionMessage(
        Action.STOP_TRANSACTION,
        request,
        transaction,
        stored_at=station.due_at,
        then=partial(_stopped, station, transaction, stopped_by, flow),
    )
    flow.hold()
    ev_disconnected = reason is Reason.EV_DISCONNECTED
    return message, connector.end_transaction(ev_disconnected=ev_disconnected)


def _stopped(
    station: ChargePoint,
    transaction: Transaction,
    id_tag: str,
    flow: Flow,
    answer: Payload | None,
) -> None:
    """Take in StopTransaction.conf, whenever it comes; None where none will."""
    _settle(flow, answer)
    if answer is not None:
        learn_from(station, id_tag, answer)
    if not transaction.is_lost:
        station.observer.transaction_delivered()


def _settle(flow: Flow, answer: Payload | None) -> None:
    if answer is None:
        flow.failed("no usable answer to any attempt")
    else:
        flow.reached()
    flow.release()
