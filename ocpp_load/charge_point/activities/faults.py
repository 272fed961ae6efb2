"""Faults of a connector, or of the whole station (OCPP 1.6 section 4.9: A9 to H9, I1 to I8)."""

from ocpp_load.charge_point.activities.status import tell_statuses
from ocpp_load.charge_point.activities.transactions import stop_transaction
from ocpp_load.charge_point.activity import Join, Pause, Steps
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16.enums import ChargePointStatus, Reason
from ocpp_load.model import Connector, ConnectorError


def suffer(
    station: ChargePoint,
    connector: Connector,
    error: ConnectorError,
    seconds: float | None,
    stop_reason: Reason | None = Reason.OTHER,
) -> Steps[None]:
    """Let a fault happen and, after so many seconds, be mended; None is for good.

    On connector 0 it is a fault of the whole station: all connectors have it. A transaction is
    stopped for `stop_reason`; without one it goes on, without energy until the fault is mended.
    """
    mended_at = None if seconds is None else station.now + seconds
    connectors = station.station.connectors if connector.id == 0 else [connector]
    yield from _break_down(station, connectors, error, stop_reason)
    if mended_at is not None:
        yield Pause(max(0.0, mended_at - station.now))
        yield from _mend(station, connectors, error)


def _break_down(
    station: ChargePoint,
    connectors: list[Connector],
    error: ConnectorError,
    stop_reason: Reason | None,
) -> Steps[None]:
    news = [each.id for each in connectors if _has_news_of_fault(station, each, error)]
    waiting_for = [station.spawn("faulted", tell_statuses(station, news))]
    for connector in connectors:
        if connector.transaction is None:
            continue
        if stop_reason is not None:
            stopping = stop_transaction(station, connector, stop_reason)
            waiting_for.append(station.spawn("stop for a fault", stopping))
        else:
            station.wake(connector.transaction)
    for activity in waiting_for:
        yield Join(activity)


def _has_news_of_fault(station: ChargePoint, connector: Connector, error: ConnectorError) -> bool:
    station.station.reservations.end_for(connector)  # section 5.13
    is_news = connector.break_down(error)
    if connector.behind_fault is ChargePointStatus.RESERVED:
        connector.release()
    return is_news


def _mend(station: ChargePoint, connectors: list[Connector], error: ConnectorError) -> Steps[None]:
    news = [each.id for each in connectors if each.mend(error)]
    for connector in connectors:
        if connector.transaction is not None:
            station.wake(connector.transaction)
    yield from tell_statuses(station, news)
