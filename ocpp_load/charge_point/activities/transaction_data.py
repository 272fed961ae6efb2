"""What StopTransaction tells of the whole transaction (OCPP 1.6 section 3.16, errata 3.14).

StopTxnSampledData and StopTxnAlignedData list what is sampled for it: periodically, on the clock's
intervals, and all of it at the begin and at the end. Where both are empty StopTransaction has
no transactionData (section 3.16.5).
"""

from ocpp_load.charge_point.activities.metering import (
    STOP_ALIGNED,
    STOP_SAMPLED,
    lists_intervals,
    sampled_values,
)
from ocpp_load.charge_point.activities.sampling import start_sampling
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16 import core
from ocpp_load.messages.v16.enums import ReadingContext
from ocpp_load.model import Connector, Transaction
from ocpp_load.model.electrical.vehicle import Vehicle
from ocpp_load.model.transaction_data import TransactionData
from ocpp_load.ocppj import Payload


def begin_transaction_data(
    station: ChargePoint, connector: Connector, transaction: Transaction
) -> None:
    """Take the values of the begin and sample from now on: `transaction` has just begun."""
    _meet_vehicle(station, connector)
    values = _all_values(station, connector, ReadingContext.TRANSACTION_BEGIN)
    if values:
        capacity = station.station.configuration.integer("StopTransactionMaxMeterValues")
        begin = core.meter_value(timestamp=station.timestamp(), sampled_values=values)
        transaction.data = TransactionData(begin, capacity)
    start_sampling(station, connector, transaction)


def end_transaction_data(
    station: ChargePoint,
    connector: Connector,
    transaction: Transaction,
    *,
    interrupted: bool = False,
) -> list[Payload]:
    """Return the MeterValue elements for StopTransaction; none where it is to have none.

    `transaction` ends now. One that is `interrupted` ends because the power is gone, which has
    a value of its own (Interruption.Begin).
    """
    data, transaction.data = transaction.data, None
    values = _all_values(station, connector, ReadingContext.TRANSACTION_END)
    if data is None or not values:
        return []
    timestamp = station.timestamp()
    if interrupted:
        before = _all_values(station, connector, ReadingContext.INTERRUPTION_BEGIN)
        data.add(core.meter_value(timestamp=timestamp, sampled_values=before))
    return data.complete(core.meter_value(timestamp=timestamp, sampled_values=values))


def _all_values(
    station: ChargePoint, connector: Connector, context: ReadingContext
) -> list[Payload]:
    configuration = station.station.configuration
    lists = (configuration[STOP_SAMPLED], configuration[STOP_ALIGNED])
    if not any(lists):
        return []
    kind = STOP_SAMPLED if lists_intervals(station, STOP_SAMPLED) else STOP_ALIGNED
    return sampled_values(station, connector, context, ",".join(lists), kind)


def _meet_vehicle(station: ChargePoint, connector: Connector) -> None:
    """Have an EV there: the one that has charged already, as long as its cable is in."""
    type_ = station.station.type.electrical.ev
    if type_ is not None and (connector.vehicle is None or not connector.plugged_in):
        soc = type_.draw_soc(station.random)
        connector.vehicle = Vehicle(type_, soc, connector.meter.register_wh(station.now))
