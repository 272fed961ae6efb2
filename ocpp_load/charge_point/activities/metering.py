"""MeterValues (OCPP 1.6 section 4.7): what the meter of a connector shows, and when it is sent."""

from collections.abc import Callable

from ocpp_load.charge_point.activity import Pause, Steps, call
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16 import core
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.enums import Measurand, Phase, ReadingContext, UnitOfMeasure
from ocpp_load.model import Connector
from ocpp_load.ocppj import Payload

_PHASE_VOLTAGE_V = 230.0
_PHASES = (Phase.L1, Phase.L2, Phase.L3)


def send_meter_values(
    station: ChargePoint,
    connector: Connector,
    context: ReadingContext = ReadingContext.SAMPLE_PERIODIC,
) -> Steps[None]:
    """Send the measurands of MeterValuesSampledData as they are now."""
    transaction = connector.transaction
    yield from call(
        Action.METER_VALUES,
        core.meter_values(
            connector_id=connector.id,
            transaction_id=None if transaction is None else transaction.id,
            timestamp=station.timestamp(),
            sampled_values=sample(station, connector, context),
        ),
    )


def sample(station: ChargePoint, connector: Connector, context: ReadingContext) -> list[Payload]:
    """Return the SampledValues of MeterValuesSampledData; measurands not measured are left out."""
    return [
        value
        for measurand in station.station.configuration.members("MeterValuesSampledData")
        if measurand in _SAMPLERS
        for value in _SAMPLERS[measurand](station, connector, context)
    ] or list(_energy(station, connector, context))


def charge(station: ChargePoint, connector: Connector, seconds: float) -> Steps[None]:
    """Draw power for a time and send MeterValues every MeterValueSampleInterval (0: never).

    Without a transaction, or for one whose driver was refused, no energy flows and no time passes.
    """
    if connector.transaction is None or connector.transaction.deauthorized:
        return
    started_at = station.now
    ends_at = started_at + seconds
    connector.meter.set_power(station.station.type.power_w, station.now)
    try:
        interval_s = station.station.configuration.seconds("MeterValueSampleInterval")
        next_sample_at = started_at + interval_s
        while interval_s > 0 and next_sample_at < ends_at:
            yield Pause(max(0.0, next_sample_at - station.now))
            yield from send_meter_values(station, connector)
            # An answer that took longer than the interval costs samples, as on a real station.
            while next_sample_at <= station.now:
                next_sample_at += interval_s
        yield Pause(max(0.0, ends_at - station.now))
    finally:
        connector.meter.set_power(0.0, station.now)


def _energy(station: ChargePoint, connector: Connector, context: ReadingContext) -> list[Payload]:
    return [
        core.sampled_value(
            value=str(connector.meter.energy_wh(station.now)),
            context=context,
            measurand=Measurand.ENERGY_ACTIVE_IMPORT_REGISTER,
            unit=UnitOfMeasure.WH,
        )
    ]


def _power(_station: ChargePoint, connector: Connector, context: ReadingContext) -> list[Payload]:
    return [
        core.sampled_value(
            value=f"{connector.meter.power_w:.1f}",
            context=context,
            measurand=Measurand.POWER_ACTIVE_IMPORT,
            unit=UnitOfMeasure.W,
        )
    ]


def _current(station: ChargePoint, connector: Connector, context: ReadingContext) -> list[Payload]:
    phases = station.station.type.phases
    current_a = connector.meter.power_w / (phases * _PHASE_VOLTAGE_V)
    return [
        core.sampled_value(
            value=f"{current_a:.2f}",
            context=context,
            measurand=Measurand.CURRENT_IMPORT,
            phase=phase,
            unit=UnitOfMeasure.A,
        )
        for phase in _PHASES[:phases]
    ]


def _voltage(station: ChargePoint, _connector: Connector, context: ReadingContext) -> list[Payload]:
    phases = station.station.type.phases
    return [
        core.sampled_value(
            value=f"{_PHASE_VOLTAGE_V:.1f}",
            context=context,
            measurand=Measurand.VOLTAGE,
            phase=phase,
            unit=UnitOfMeasure.V,
        )
        for phase in (Phase.L1_N, Phase.L2_N, Phase.L3_N)[:phases]
    ]


_SAMPLERS: dict[str, Callable[[ChargePoint, Connector, ReadingContext], list[Payload]]] = {
    Measurand.ENERGY_ACTIVE_IMPORT_REGISTER: _energy,
    Measurand.POWER_ACTIVE_IMPORT: _power,
    Measurand.CURRENT_IMPORT: _current,
    Measurand.VOLTAGE: _voltage,
}
