"""MeterValues (OCPP 1.6 section 4.7): what the meter of a connector shows, and when it is sent."""

from collections.abc import Callable
from math import inf

from ocpp_load.charge_point.activity import Pause, Steps, call
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16 import core
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.enums import Measurand, ReadingContext, UnitOfMeasure
from ocpp_load.model import Connector
from ocpp_load.model.configuration.measurands import readings
from ocpp_load.ocppj import Payload

_PHASE_VOLTAGE_V = 230.0
_SAMPLED = "MeterValuesSampledData"


def send_meter_values(
    station: ChargePoint,
    connector: Connector,
    context: ReadingContext = ReadingContext.SAMPLE_PERIODIC,
) -> Steps[None]:
    """Send the measurands of MeterValuesSampledData as they are now.

    Where that list is empty the energy register is sent: whoever asks for values gets some.
    """
    values = sample(station, connector, context, _SAMPLED) or [
        _sampled_value(station, connector, context, Measurand.ENERGY_ACTIVE_IMPORT_REGISTER, None)
    ]
    yield from report_sample(connector, values, station.timestamp())


def sample(
    station: ChargePoint, connector: Connector, context: ReadingContext, key: str
) -> list[Payload]:
    """Return the SampledValues that a configuration key lists; none where it lists nothing."""
    state = station.station
    return [
        _sampled_value(station, connector, context, measurand, phase)
        for measurand, phase in readings(state.configuration[key], state.type.phases)
    ]


def report_sample(connector: Connector, values: list[Payload], timestamp: str) -> Steps[None]:
    """Send values that were sampled at `timestamp`, with the transaction that runs (errata 3.16).

    One whose id is still on its way is not named: -1 is for an id that never came (errata 3.18).
    """
    transaction = connector.transaction
    if transaction is not None and transaction.is_starting:
        transaction = None
    yield from call(
        Action.METER_VALUES,
        core.meter_values(
            connector_id=connector.id,
            transaction_id=None if transaction is None else transaction.id,
            timestamp=timestamp,
            sampled_values=values,
        ),
    )


def charge(station: ChargePoint, connector: Connector, seconds: float) -> Steps[None]:
    """Draw power for a time and send MeterValues every MeterValueSampleInterval (0: never).

    Without a transaction, or for one whose driver was refused, no energy flows and no time passes.
    It ends early when the transaction does. `station.wake(transaction)` tells it that this has
    happened, or that the interval is another one, which then counts from that moment on.
    """
    transaction = connector.transaction
    if transaction is None or transaction.deauthorized:
        return
    configuration = station.station.configuration
    ends_at = station.now + seconds
    interval_s = 0
    sample_at = inf
    connector.meter.set_power(station.station.type.power_w, station.now)
    try:
        while connector.transaction is transaction and station.now < ends_at:
            configured_s = configuration.seconds("MeterValueSampleInterval")
            if configured_s != interval_s:
                interval_s = configured_s
                sample_at = station.now + interval_s if interval_s else inf
            if sample_at > station.now:
                yield Pause(min(sample_at, ends_at) - station.now, or_woken_by=transaction)
                continue
            if configuration[_SAMPLED]:
                yield from send_meter_values(station, connector)
            # An answer that took longer than the interval costs samples, as on a real station.
            while sample_at <= station.now:
                sample_at += interval_s
    finally:
        if connector.transaction is transaction or connector.transaction is None:
            # Otherwise the next one has begun already, and this is its power.
            connector.meter.set_power(0.0, station.now)


def restart_sampling(station: ChargePoint) -> None:
    """Count the intervals of every charge that goes on from now, if they have another length."""
    for connector in station.station.connectors:
        if connector.transaction is not None:
            station.wake(connector.transaction)


def _sampled_value(
    station: ChargePoint,
    connector: Connector,
    context: ReadingContext,
    measurand: Measurand,
    phase: str | None,
) -> Payload:
    unit, read = _METERS[measurand]
    return core.sampled_value(
        value=read(station, connector), context=context, measurand=measurand, phase=phase, unit=unit
    )


def _energy(station: ChargePoint, connector: Connector) -> str:
    return str(connector.meter.energy_wh(station.now))


def _power(_station: ChargePoint, connector: Connector) -> str:
    return f"{connector.meter.power_w:.1f}"


def _current(station: ChargePoint, connector: Connector) -> str:
    return f"{connector.meter.power_w / (station.station.type.phases * _PHASE_VOLTAGE_V):.2f}"


def _voltage(_station: ChargePoint, _connector: Connector) -> str:
    return f"{_PHASE_VOLTAGE_V:.1f}"


_METERS: dict[Measurand, tuple[UnitOfMeasure, Callable[[ChargePoint, Connector], str]]] = {
    Measurand.ENERGY_ACTIVE_IMPORT_REGISTER: (UnitOfMeasure.WH, _energy),
    Measurand.POWER_ACTIVE_IMPORT: (UnitOfMeasure.W, _power),
    Measurand.CURRENT_IMPORT: (UnitOfMeasure.A, _current),
    Measurand.VOLTAGE: (UnitOfMeasure.V, _voltage),
}
