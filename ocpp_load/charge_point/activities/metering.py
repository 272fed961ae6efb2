"""What the meters of a station show, and MeterValues with it (OCPP 1.6 section 4.7).

Connector 0 stands for the main meter at the inlet, where the station has one.
"""

from ocpp_load.charge_point.activities.delivery import news_of, store_meter_values
from ocpp_load.charge_point.activities.sampled_values import inlet_values, outlet_values
from ocpp_load.charge_point.activity import Steps, call
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16 import core
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.enums import Measurand, ReadingContext
from ocpp_load.model import Connector, Transaction
from ocpp_load.model.electrical.operating_point import ConnectorPoint, InletPoint
from ocpp_load.ocppj import Payload

SAMPLED = "MeterValuesSampledData"
ALIGNED = "MeterValuesAlignedData"
STOP_SAMPLED = "StopTxnSampledData"
STOP_ALIGNED = "StopTxnAlignedData"

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
        timestamp = station.timestamp()
        yield from report_sample(connector, values, timestamp, transaction=transaction)
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


def periodic_sample(
    station: ChargePoint, connector: Connector, context: ReadingContext, key: str
) -> list[Payload]:
    """Return the same; the next interval that the key lists begins with it."""
    measurands = station.station.configuration[key]
    if not measurands:
        return []
    values = sampled_values(station, connector, context, measurands, key)
    if _INTERVAL in measurands:
        begin_intervals(station, connector, key)
    return values


def sampled_values(
    station: ChargePoint, connector: Connector, context: ReadingContext, measurands: str, kind: str
) -> list[Payload]:
    """Return the SampledValues of a comma-separated list.

    `kind` names the samples between which the interval of a measurand such as
    Energy.Active.Import.Interval lies; `begin_intervals` begins the next one.
    """
    type_ = station.station.type
    if connector.id:
        shows = outlet_values(measurands, type_.electrical, type_.phases, type_.power_w, context)
        return shows.shown(ConnectorPoint(type_, connector, station.now, kind))
    point = InletPoint(station.station, station.now, _of_inlet(kind))
    return inlet_values(measurands, type_.phases, context, point)


def lists_intervals(station: ChargePoint, key: str) -> bool:
    """Tell whether a key lists anything that is measured over an interval."""
    return _INTERVAL in station.station.configuration[key]


def begin_intervals(station: ChargePoint, connector: Connector, key: str) -> None:
    """Let what a key lists and is measured over an interval count from now."""
    if not lists_intervals(station, key):
        return
    if connector.id:
        connector.meter.begin_interval(key, station.now)
    else:
        for one in station.station.connectors[1:]:
            one.meter.begin_interval(_of_inlet(key), station.now)


def report_sample(
    connector: Connector,
    values: list[Payload],
    timestamp: str,
    *,
    transaction: Transaction | None,
) -> Steps[None]:
    """Send values that were sampled at `timestamp`, while that transaction ran (errata 3.16).

    One whose id is still on its way is not named: -1 is for an id that never came (errata 3.18).
    """
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
