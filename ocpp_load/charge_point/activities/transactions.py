"""Authorize, StartTransaction, StopTransaction (OCPP 1.6 sections 4.1, 4.8 and 4.10).

A transaction is started and stopped by an activity of its own, which the end of a run
waits for: the central system is not left with a transaction that nobody knows.
"""

from ocpp_load.charge_point.activities.status import change_status
from ocpp_load.charge_point.activity import NEVER_SENT, CallFailure, Join, Steps, call
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16 import core
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.enums import AuthorizationStatus, ChargePointStatus, Reason
from ocpp_load.model import Connector, Transaction
from ocpp_load.ocppj import Payload

_FREE = (ChargePointStatus.AVAILABLE, ChargePointStatus.FINISHING)


def authorize(station: ChargePoint, id_tag: str) -> Steps[None]:
    """Ask whether `id_tag` may charge; without a yes it starts no transaction until asked again."""
    answer = yield from call(Action.AUTHORIZE, core.authorize(id_tag=id_tag))
    state = station.station
    if not isinstance(answer, CallFailure) and _is_accepted(answer):
        state.refused_id_tags -= {id_tag}
        return
    if not isinstance(answer, CallFailure):
        station.observer.driver_refused()
    state.refused_id_tags |= {id_tag}


def start_transaction(station: ChargePoint, connector: Connector, id_tag: str) -> Steps[None]:
    """Start a transaction, unless `id_tag` was refused or one runs already."""
    if id_tag not in station.station.refused_id_tags and connector.transaction is None:
        starting = station.spawn(
            "StartTransaction", _start(station, connector, id_tag), outlives_run=True
        )
        yield Join(starting)


def stop_transaction(
    station: ChargePoint, connector: Connector, reason: Reason | None = None
) -> Steps[None]:
    """Stop the transaction on a connector, if there is one."""
    if connector.transaction is not None:
        stopping = station.spawn(
            "StopTransaction", _stop(station, connector, reason), outlives_run=True
        )
        yield Join(stopping)


def _start(station: ChargePoint, connector: Connector, id_tag: str) -> Steps[None]:
    if connector.status in _FREE:
        # Section 4.9, A2 and F2: whoever starts without plugging in has initiated usage too.
        yield from change_status(station, connector, ChargePointStatus.PREPARING)
    meter_start_wh = connector.meter.energy_wh(station.now)
    transaction = Transaction(id_tag, meter_start_wh, station.epoch_s())
    connector.transaction = transaction
    station.observer.transaction_started()
    answer = yield from call(
        Action.START_TRANSACTION,
        core.start_transaction(
            connector_id=connector.id,
            id_tag=id_tag,
            meter_start=meter_start_wh,
            timestamp=station.timestamp(),
        ),
    )
    # Errata 3.18: without an answer the transaction goes on under the id -1.
    if not isinstance(answer, CallFailure):
        transaction.id = answer["transactionId"]
        if not _is_accepted(answer):
            # Errata 3.17: this ends the transaction, or only its energy.
            transaction.deauthorized = True
            station.observer.driver_refused()
            if station.station.configuration.boolean("StopTransactionOnInvalidId"):
                yield from _stop(station, connector, Reason.DE_AUTHORIZED)
            else:
                yield from change_status(station, connector, ChargePointStatus.SUSPENDED_EVSE)
            return
    yield from change_status(station, connector, ChargePointStatus.CHARGING)


def _stop(station: ChargePoint, connector: Connector, reason: Reason | None) -> Steps[None]:
    transaction = connector.transaction
    if transaction is None:
        return
    connector.meter.set_power(0.0, station.now)
    meter_stop_wh = connector.meter.energy_wh(station.now)
    answer = yield from call(
        Action.STOP_TRANSACTION,
        core.stop_transaction(
            transaction_id=transaction.id,
            id_tag=transaction.id_tag,
            meter_stop=meter_stop_wh,
            timestamp=station.timestamp(),
            reason=reason,
        ),
    )
    if answer is NEVER_SENT:
        return  # for the central system it goes on
    connector.transaction = None
    station.observer.transaction_stopped(meter_stop_wh - transaction.meter_start_wh)
    yield from change_status(station, connector, ChargePointStatus.FINISHING)


def _is_accepted(answer: Payload) -> bool:
    return bool(answer["idTagInfo"]["status"] == AuthorizationStatus.ACCEPTED)
