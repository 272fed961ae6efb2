"""Delivery of transaction messages (OCPP 1.6 section 3.7): in order, and none is lost.

They are stored first. One activity delivers them one after the other: it waits while there is
no connection or no registration, sends again what was lost with a connection, and what the
central system fails to process as TransactionMessageAttempts and TransactionMessageRetryInterval
have it. Then a message is given up, which the audit reports.

A CallError and a timeout are failures to process. So is a StartTransaction.conf that cannot be
used; any other CallResult, however malformed, says that the message has arrived.
"""

from functools import partial
from math import inf

from ocpp_load.charge_point.activity import (
    Answer,
    CallFailure,
    Condition,
    FailureKind,
    Pause,
    Request,
    Steps,
    Until,
)
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16.actions import Action
from ocpp_load.model import Connector, Transaction, TransactionFault
from ocpp_load.model.transaction_messages import TransactionMessage
from ocpp_load.ocppj import Payload

_DELIVERY = "transaction messages"
_NEVER_ARRIVED = frozenset({FailureKind.CONNECTION_LOST, FailureKind.NEVER_SENT})


def store(station: ChargePoint, message: TransactionMessage) -> None:
    """Take a message in; it is delivered after all that were stored before it."""
    for gone in station.station.transaction_messages.store(message):
        _report(station, TransactionFault.VALUES_LOST, gone, "no memory was left for them")
    if not station.is_running(_DELIVERY):
        station.spawn(_DELIVERY, _deliver_all(station), outlives_run=True)


def store_meter_values(
    station: ChargePoint, connector: Connector, transaction: Transaction, meter_value: Payload
) -> TransactionMessage:
    """Store MeterValues of a transaction: one MeterValue (section 7.33), with its timestamp."""
    payload = {"connectorId": connector.id, "meterValue": [meter_value]}
    message = TransactionMessage(
        Action.METER_VALUES, payload, transaction, stored_at=station.due_at
    )
    store(station, message)
    return message


def news_of(station: ChargePoint, message: TransactionMessage) -> Steps[None]:
    """Wait until a message is settled, or it is plain that this will take longer.

    Nobody at a station waits for a central system that is away or fails.
    """
    messages = station.station.transaction_messages
    while not message.is_settled and station.is_online and not messages.is_held_up:
        yield Pause(inf, or_woken_by=messages)


def _deliver_all(station: ChargePoint) -> Steps[None]:
    messages = station.station.transaction_messages
    goes_first = station.station.type.stored_messages_first
    while (message := messages.first) is not None:
        if not station.is_online:
            station.wake(messages)
            yield Until(Condition.ONLINE)
        elif message.retry_at > station.now:
            yield Pause(message.retry_at - station.now, or_woken_by=message)
        else:
            answer: Answer = yield Request(
                message.action,
                message.complete(),
                intended_at=max(message.retry_at, station.online_since),
                ahead_of_s=message.stored_at if goes_first else None,
                on_late_answer=partial(_acknowledge_late, station, message),
            )
            _take_in(station, message, answer)
            station.wake(messages)


def _take_in(station: ChargePoint, message: TransactionMessage, answer: Answer) -> None:
    if not isinstance(answer, CallFailure):
        _acknowledge(station, message, answer)
    elif message.is_settled or answer.kind in _NEVER_ARRIVED:
        return  # an earlier attempt was answered after all; or this one is made again
    elif answer.kind is FailureKind.UNUSABLE and message.action is not Action.START_TRANSACTION:
        _acknowledge(station, message, {})
    else:
        _fail(station, message, answer.reason)


def _acknowledge_late(
    station: ChargePoint, message: TransactionMessage, answer: Payload
) -> Steps[None]:
    _acknowledge(station, message, answer)
    station.wake(message)
    if delivery := station.running(_DELIVERY):
        station.take_back(delivery)  # its next attempt may be queued already
    yield from ()


def _acknowledge(station: ChargePoint, message: TransactionMessage, answer: Payload) -> None:
    """Take in the answer to any attempt, in time or late."""
    if message.is_acknowledged:
        _report(station, TransactionFault.DELIVERED_TWICE, message, "acknowledged once more")
        return
    was_given_up = message.is_settled
    if not station.station.transaction_messages.acknowledge(message):
        _report(station, TransactionFault.OUT_OF_ORDER, message, "acknowledged after a younger one")
    if was_given_up:
        return  # too late: the station has gone on without it
    if message.then is not None:
        message.then(answer)


def _fail(station: ChargePoint, message: TransactionMessage, reason: str) -> None:
    configuration = station.station.configuration
    message.attempts += 1
    if message.attempts < configuration.integer("TransactionMessageAttempts"):
        interval_s = configuration.seconds("TransactionMessageRetryInterval")
        message.retry_at = station.now + interval_s * message.attempts
        return
    station.station.transaction_messages.give_up(message)
    fault = TransactionFault.VALUES_LOST
    if not message.may_be_thinned_out:
        fault = TransactionFault.LOST
    _report(station, fault, message, f"given up after {message.attempts} attempts: {reason}")
    if message.then is not None:
        message.then(None)


def _report(
    station: ChargePoint, fault: TransactionFault, message: TransactionMessage, detail: str
) -> None:
    transaction = message.transaction
    if fault is TransactionFault.LOST:
        if transaction.is_lost:
            return  # counted once, whatever else is lost of it
        transaction.is_lost = True
    station.observer.transaction_fault(
        fault, station.station.identity, transaction, f"{message.action} {detail}"
    )
