"""What the meters of a station show, and MeterValues with it (OCPP 1.6 section 4.7).

Connector 0 stands for the main meter at the inlet, where the station has one.
"""

from ocpp_load.charge_point.activities.delivery import news_of, store_meter_values
from ocpp_load.charge_point.activity import Steps, call
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16 import core
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.enums import Location, Measurand, ReadingContext, ValueFormat
from ocpp_load.model import Connector
from ocpp_load.model.configuration.measurands import inlet_readings, readings
from ocpp_load.model.electrical.measured_value import MEASURED_VALUES
from ocpp_load.model.electrical.operating_point import ConnectorPoint, InletPoint, OperatingPoint
from ocpp_load.ocppj import Payload

SAMPLED = "MeterValuesSampledData"
ALIGNED = "MeterValuesAlignedData"

_INTERVAL = ".Interval"


def send_meter_values(
    station: ChargePoint,
    connector: Connector,
    context: ReadingContext = ReadingContext.SAMPLE_PERIODIC,
) -> Steps[None]:
    """Send the measurands of MeterValuesSampledData as they are now.

    Where that list is empty the energy register is sent: whoever asks for values gets some. Those
    of a transaction are stored and delivered in order, but for what the central system asks for.
    """
    values = sample(station, connector, context, SAMPLED) or sampled_values(
        station, connector, context, Measurand.ENERGY_ACTIVE_IMPORT_REGISTER.value, SAMPLED
    )
    if not values:
        return
    transaction = connector.transaction
    if transaction is None or context is ReadingContext.TRIGGER:
        yield from report_sample(connector, values, station.timestamp())
    else:
        meter_value = core.meter_value(timestamp=station.timestamp(), sampled_values=values)
        message = store_meter_values(station, connector, transaction, meter_value)
        yield from news_of(station, message)


def sample(
    station: ChargePoint, connector: Connector, context: ReadingContext, key: str
) -> list[Payload]:
    """Return the SampledValues that a configuration key lists; none where it lists nothing."""
    measurands = station.station.configuration[key]
    return sampled_values(station, connector, context, measurands, key) if measurands else []


def sampled_values(
    station: ChargePoint, connector: Connector, context: ReadingContext, measurands: str, kind: str
) -> list[Payload]:
    """Return the SampledValues of a comma-separated list.

    `kind` names the samples between which the interval of a measurand such as
    Energy.Active.Import.Interval lies; `begin_intervals` begins the next one.
    """
    type_ = station.station.type
    point: OperatingPoint
    if connector.id:
        point = ConnectorPoint(type_, connector, station.now, kind)
        wanted = readings(measurands, type_)
        # Outlet is the default; it is told where there is something else to confuse it with.
        here = Location.OUTLET if type_.electrical.main_meter else None
    else:
        point = InletPoint(station.station, station.now, _of_inlet(kind))
        wanted = inlet_readings(measurands, type_)
        here = Location.INLET
    values = []
    for measurand, phase in wanted:
        measured = MEASURED_VALUES[measurand]
        value = measured.show(point, phase)
        if value is not None:
            values.append(
                core.sampled_value(
                    value=value,
                    context=context,
                    measurand=measurand,
                    phase=phase,
                    location=measured.location or here,
                    unit=measured.unit,
                )
            )
    if type_.electrical.signed_data and connector.id:
        _add_signed(values, type_.electrical.signed_data)
    return values


def begin_intervals(station: ChargePoint, connector: Connector, key: str) -> None:
    """Let what is measured over an interval count from now, where a key lists any of it."""
    if _INTERVAL not in station.station.configuration[key]:
        return
    if connector.id:
        connector.meter.begin_interval(key, station.now)
    else:
        for one in station.station.connectors[1:]:
            one.meter.begin_interval(_of_inlet(key), station.now)


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


def _of_inlet(kind: str) -> str:
    return f"{kind} of the inlet"


def _add_signed(values: list[Payload], signed_data: tuple[tuple[Measurand, str], ...]) -> None:
    """Add a signed value behind the raw one of each measurand that has one."""
    texts = dict(signed_data)
    for number in range(len(values) - 1, -1, -1):
        text = texts.pop(values[number]["measurand"], None)
        if text is not None:
            signed = {**values[number], "value": text, "format": ValueFormat.SIGNED_DATA}
            values.insert(number + 1, signed)
