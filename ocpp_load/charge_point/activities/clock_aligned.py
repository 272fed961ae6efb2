"""Clock-aligned MeterValues (OCPP 1.6 sections 9.1.5 and 9.1.15, errata 3.13 section 3.14.2).

Every ClockAlignedDataInterval seconds since midnight UTC the measurands of
MeterValuesAlignedData are sent for each connector, whether it is in use or not, and for connector 0
where the station has a main meter. They bear the aligned time, at which the registers were read.
Those of a transaction are stored and delivered in order; what belongs to none and falls into a
time without a connection, or without registration, is not sent later.
"""

from ocpp_load.charge_point.activities.clock import CLOCK
from ocpp_load.charge_point.activities.delivery import store_meter_values
from ocpp_load.charge_point.activities.metering import (
    ALIGNED,
    STOP_ALIGNED,
    begin_intervals,
    periodic_sample,
    report_sample,
)
from ocpp_load.charge_point.activity import Pause, Steps
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16 import core
from ocpp_load.messages.v16.enums import ReadingContext
from ocpp_load.model import Connector, Transaction
from ocpp_load.ocppj import Payload

_ALIGNED = "clock-aligned meter values"
_UNBOUND = "clock-aligned meter values of no transaction"
_CLOCK = ReadingContext.SAMPLE_CLOCK
_DAY_S = 86_400


def start_clock_aligned_values(station: ChargePoint) -> None:
    """Send them from the next aligned time on, at the interval that is configured now."""
    station.end(_ALIGNED)
    station.spawn(_ALIGNED, _send_clock_aligned_values(station))


def last_aligned_time(epoch_s: float, interval_s: int) -> float:
    """Return the last time, at or before `epoch_s`, that is aligned: midnight always is."""
    midnight = epoch_s // _DAY_S * _DAY_S
    return midnight + (epoch_s - midnight) // interval_s * interval_s


def next_aligned_time(epoch_s: float, interval_s: int) -> float:
    """Return the first aligned time after `epoch_s`; the last interval of a day may be shorter."""
    midnight = epoch_s // _DAY_S * _DAY_S
    return min(last_aligned_time(epoch_s, interval_s) + interval_s, midnight + _DAY_S)


def _send_clock_aligned_values(station: ChargePoint) -> Steps[None]:
    interval_s = station.station.configuration.integer("ClockAlignedDataInterval")
    if not interval_s:
        return
    for connector in station.station.connectors:
        begin_intervals(station, connector, ALIGNED)
    while True:
        due = next_aligned_time(station.epoch_s(), interval_s)
        yield Pause(due - station.epoch_s(), or_woken_by=CLOCK)
        now = station.epoch_s()
        if now >= due:  # else the central system has set the clock meanwhile
            _sample_all(station, station.timestamp(last_aligned_time(now, interval_s)))


def _sample_all(station: ChargePoint, timestamp: str) -> None:
    """Read every meter at once; store what belongs to a transaction, and send the rest."""
    state = station.station
    unbound = []
    for connector in state.connectors[0 if state.type.electrical.main_meter else 1 :]:
        values = periodic_sample(station, connector, _CLOCK, ALIGNED)
        if connector.transaction is not None:
            _keep_for_stop(station, connector, connector.transaction, timestamp)
        if values and connector.transaction is not None:
            meter_value = core.meter_value(timestamp=timestamp, sampled_values=values)
            store_meter_values(station, connector, connector.transaction, meter_value)
        elif values:
            unbound.append((connector, values))
    if unbound and _may_send(station) and not station.is_running(_UNBOUND):
        station.spawn(_UNBOUND, _send(station, unbound, timestamp))


def _keep_for_stop(
    station: ChargePoint, connector: Connector, transaction: Transaction, timestamp: str
) -> None:
    if transaction.data is not None:
        values = periodic_sample(station, connector, _CLOCK, STOP_ALIGNED)
        if values:
            transaction.data.add(core.meter_value(timestamp=timestamp, sampled_values=values))


def _send(
    station: ChargePoint, samples: list[tuple[Connector, list[Payload]]], timestamp: str
) -> Steps[None]:
    due_at = station.due_at
    for connector, values in samples:
        if _may_send(station):
            station.intended_at = due_at  # of all of them, however long the first ones take
            yield from report_sample(connector, values, timestamp, transaction=None)


def _may_send(station: ChargePoint) -> bool:
    return station.registered and station.is_online
