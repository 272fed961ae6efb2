"""Samples of a transaction, every MeterValueSampleInterval (OCPP 1.6 sections 3.16.1 and 9.1.19).

They are taken from its start to its end, whether energy flows or not and whether there is a
connection or not, and stored with the time at which they were taken. The main meter is sampled
as long as any transaction runs; its values belong to none (errata 3.16), and are sent while
there is a connection.
"""

from collections.abc import Callable, Hashable
from math import inf

from ocpp_load.charge_point.activities.delivery import store_meter_values
from ocpp_load.charge_point.activities.metering import (
    SAMPLED,
    STOP_ALIGNED,
    STOP_SAMPLED,
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

_MAIN_METER = "samples of the main meter"
_UNBOUND = "meter values of the main meter"
_PERIODIC = ReadingContext.SAMPLE_PERIODIC


def start_sampling(station: ChargePoint, connector: Connector, transaction: Transaction) -> None:
    """Sample from now on until the transaction ends; `station.wake(transaction)` tells of that."""
    for key in (SAMPLED, STOP_SAMPLED, STOP_ALIGNED):
        begin_intervals(station, connector, key)
    station.spawn(
        f"samples of connector {connector.id}",
        _sample_periodically(
            station,
            transaction,
            runs=lambda: connector.transaction is transaction,
            take=lambda: _take_sample(station, connector, transaction),
        ),
    )
    state = station.station
    if state.type.electrical.main_meter and not station.is_running(_MAIN_METER):
        inlet = state.connectors[0]
        begin_intervals(station, inlet, SAMPLED)
        station.spawn(
            _MAIN_METER,
            _sample_periodically(
                station,
                _MAIN_METER,
                runs=lambda: state.open_transactions > 0,
                take=lambda: _take_inlet_sample(station, inlet),
            ),
        )


def restart_sampling(station: ChargePoint) -> None:
    """Count the intervals of every transaction from now, if they have another length."""
    for connector in station.station.connectors:
        if connector.transaction is not None:
            station.wake(connector.transaction)
    station.wake(_MAIN_METER)


def _sample_periodically(
    station: ChargePoint, key: Hashable, runs: Callable[[], bool], take: Callable[[], None]
) -> Steps[None]:
    configuration = station.station.configuration
    interval_s = 0.0
    sample_at = inf
    while runs():
        configured_s = configuration.seconds("MeterValueSampleInterval")
        if configured_s != interval_s:
            interval_s = configured_s
            sample_at = station.now + interval_s if interval_s else inf
        if sample_at <= station.now:
            take()
            while sample_at <= station.now:
                sample_at += interval_s
        yield Pause(sample_at - station.now, or_woken_by=key)


def _take_sample(station: ChargePoint, connector: Connector, transaction: Transaction) -> None:
    timestamp = station.timestamp()
    values = periodic_sample(station, connector, _PERIODIC, SAMPLED)
    if values:
        meter_value = core.meter_value(timestamp=timestamp, sampled_values=values)
        store_meter_values(station, connector, transaction, meter_value)
    if transaction.data is not None:
        values = periodic_sample(station, connector, _PERIODIC, STOP_SAMPLED)
        if values:
            transaction.data.add(core.meter_value(timestamp=timestamp, sampled_values=values))


def _take_inlet_sample(station: ChargePoint, inlet: Connector) -> None:
    values = periodic_sample(station, inlet, _PERIODIC, SAMPLED)
    if values and station.registered and station.is_online and not station.is_running(_UNBOUND):
        station.spawn(_UNBOUND, _report(station, inlet, values))


def _report(station: ChargePoint, inlet: Connector, values: list[Payload]) -> Steps[None]:
    yield from report_sample(inlet, values, station.timestamp(), transaction=None)
