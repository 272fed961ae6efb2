"""StartTransaction and StopTransaction (OCPP 1.6 sections 4.8 and 4.10).

A transaction is started and stopped by an activity of its own, which the end of a run
waits for: the central system is not left with a transaction that nobody knows.
"""

from ocpp_load.charge_point.activities.authorization import learn_from
from ocpp_load.charge_point.activities.reserving import admission
from ocpp_load.charge_point.activities.status import change_status, tell_status
from ocpp_load.charge_point.activity import (
    NEVER_SENT,
    Activity,
    Answer,
    CallFailure,
    Join,
    Steps,
    call,
)
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16 import core
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.authorization_data import folded
from ocpp_load.messages.v16.enums import AuthorizationStatus, ChargePointStatus, Reason
from ocpp_load.model import Connector, EndedTransaction, Reservation, Transaction
from ocpp_load.ocppj import Payload

_FREE = (ChargePointStatus.AVAILABLE, ChargePointStatus.FINISHING, ChargePointStatus.RESERVED)


def start_transaction(station: ChargePoint, connector: Connector, id_tag: str) -> Steps[None]:
    """Start a transaction for a driver at the connector.

    Nothing happens where `id_tag` was refused, or another driver is about to begin.
    """
    if folded(id_tag) in station.station.refused_id_tags:
        return
    if connector.claimed_by is not None and not connector.plugged_in:
        return
    yield from begin_transaction(station, connector, id_tag)


def begin_transaction(station: ChargePoint, connector: Connector, id_tag: str) -> Steps[None]:
    """Start a transaction, whatever is known of `id_tag`, unless one runs already.

    A reservation for somebody else keeps the driver out; one for this driver ends with it (5.13).
    Neither a connector out of service nor a station that is about to restart starts one.
    """
    if not _can_begin(station, connector):
        return
    entry = yield from admission(station, connector, id_tag)
    if entry.admitted and _can_begin(station, connector):
        starting = _start(station, connector, id_tag, entry.reservation)
        yield Join(station.spawn(_starting(connector), starting, outlives_run=True))


def stop_transaction(
    station: ChargePoint, connector: Connector, reason: Reason | None = None
) -> Steps[None]:
    """Stop the transaction on a connector, if there is one, and tell the central system."""
    if connector.transaction is not None:
        starting = station.running(_starting(connector))
        stopping = _stop(station, connector, reason, starting)
        yield Join(station.spawn("StopTransaction", stopping, outlives_run=True))


def cut_transactions(station: ChargePoint, reason: Reason) -> list[Transaction]:
    """End every transaction and send nothing; `report_ended` does, later.

    Whoever charges is not told: the caller wakes them when the time has come.
    """
    cut = []
    for connector in station.station.connectors:
        if connector.transaction is not None:
            ended, _ = _end(station, connector, reason)
            station.station.unreported.append(ended)
            cut.append(ended.transaction)
    return cut


def report_ended(station: ChargePoint) -> Steps[None]:
    """Send StopTransaction for the transactions that have ended without one."""
    unreported = station.station.unreported
    for _ in range(len(unreported)):
        reporting = _report(station, unreported.pop(0))
        yield Join(station.spawn("report of the end", reporting, outlives_run=True))


def _can_begin(station: ChargePoint, connector: Connector) -> bool:
    return (
        connector.transaction is None
        and connector.status not in (ChargePointStatus.UNAVAILABLE, ChargePointStatus.FAULTED)
        and not station.station.restarting
    )


def _starting(connector: Connector) -> str:
    return f"StartTransaction on {connector.id}"


def _start(
    station: ChargePoint, connector: Connector, id_tag: str, reservation: Reservation | None
) -> Steps[None]:
    if reservation is not None:
        station.station.reservations.use(reservation)
    meter_start_wh = connector.meter.energy_wh(station.now)
    transaction = Transaction(id_tag, meter_start_wh, station.epoch_s())
    connector.transaction = transaction
    started_at = station.timestamp()
    station.observer.transaction_started()
    if connector.status in _FREE:
        # Section 4.9, A2 and F2: whoever starts without plugging in has initiated usage too.
        yield from change_status(station, connector, ChargePointStatus.PREPARING)
    answer = yield from call(
        Action.START_TRANSACTION,
        core.start_transaction(
            connector_id=connector.id,
            id_tag=id_tag,
            meter_start=meter_start_wh,
            timestamp=started_at,
            reservation_id=None if reservation is None else reservation.id,
        ),
    )
    transaction.is_starting = False
    # Errata 3.18: without an answer the transaction goes on under the id -1.
    if not isinstance(answer, CallFailure):
        transaction.id, transaction.has_id = answer["transactionId"], True
        learn_from(station, id_tag, answer)
        if not _is_accepted(answer):
            # Errata 3.17: this ends the transaction, or only its energy.
            transaction.deauthorized = True
            station.observer.driver_refused()
    if connector.transaction is not transaction:
        return  # it has been ended meanwhile
    if not transaction.deauthorized:
        yield from change_status(station, connector, ChargePointStatus.CHARGING)
    elif station.station.configuration.boolean("StopTransactionOnInvalidId"):
        yield from _stop(station, connector, Reason.DE_AUTHORIZED)
    else:
        yield from change_status(station, connector, ChargePointStatus.SUSPENDED_EVSE)


def _stop(
    station: ChargePoint,
    connector: Connector,
    reason: Reason | None,
    starting: Activity | None = None,
) -> Steps[None]:
    ended, is_news = _end(station, connector, reason)
    if is_news:
        telling = station.spawn("Finishing", tell_status(station, connector))
    reporting = station.spawn(
        "report of the end", _report_after(station, starting, ended), outlives_run=True
    )
    station.wake(ended.transaction)  # whoever charges goes on: only now, for they may unplug
    if is_news:
        yield Join(telling)
    yield Join(reporting)


def _end(
    station: ChargePoint, connector: Connector, reason: Reason | None
) -> tuple[EndedTransaction, bool]:
    """End the transaction as it is here; return what is to be told, and whether the status is news."""
    transaction = connector.transaction
    assert transaction is not None  # noqa: S101
    connector.meter.set_power(0.0, station.now)
    meter_stop_wh = connector.meter.energy_wh(station.now)
    station.station.charging_profiles.transaction_ended(connector.id)
    is_news = connector.end_transaction()
    return EndedTransaction(transaction, meter_stop_wh, station.timestamp(), reason), is_news


def _report_after(
    station: ChargePoint, starting: Activity | None, ended: EndedTransaction
) -> Steps[None]:
    if starting is not None:
        yield Join(starting)  # StopTransaction needs the id that is on its way
    yield from _report(station, ended)


def _report(station: ChargePoint, ended: EndedTransaction) -> Steps[None]:
    transaction = ended.transaction
    answer: Answer = yield from call(
        Action.STOP_TRANSACTION,
        core.stop_transaction(
            transaction_id=transaction.id,
            id_tag=transaction.id_tag,
            meter_stop=ended.meter_stop_wh,
            timestamp=ended.stopped_at,
            reason=ended.reason,
        ),
    )
    if answer is NEVER_SENT:
        station.station.unreported.append(ended)  # for the central system it goes on
        return
    if not isinstance(answer, CallFailure):
        learn_from(station, transaction.id_tag, answer)
    station.observer.transaction_stopped(ended.meter_stop_wh - transaction.meter_start_wh)


def _is_accepted(answer: Payload) -> bool:
    return bool(answer["idTagInfo"]["status"] == AuthorizationStatus.ACCEPTED)
