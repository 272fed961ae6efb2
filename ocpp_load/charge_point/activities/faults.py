"""Faults of a connector, or of the whole station (OCPP 1.6 section 4.9: A9 to H9, I1 to I8)."""

from ocpp_load.charge_point.activities.status import tell_statuses
from ocpp_load.charge_point.activities.transactions import stop_transaction
from ocpp_load.charge_point.activity import Join, Pause, Steps
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16.enums import ChargePointErrorCode, ChargePointStatus, Reason
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
        yield from _mend(station, connectors, [error])


def recover(
    station: ChargePoint, connector: Connector, code: ChargePointErrorCode | None = None
) -> Steps[None]:
    """Mend all faults of a connector, or those with that error code.

    Of connector 0, the station, they are those of all connectors.
    """
    connectors = station.station.connectors if connector.id == 0 else [connector]
    errors = [error for each in connectors for error in each.faults if code in (None, error.code)]
    yield from _mend(station, connectors, errors)


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


def _mend(
    station: ChargePoint, connectors: list[Connector], errors: list[ConnectorError]
) -> Steps[None]:
    news = [each.id for each in connectors if _is_news(each, errors)]
    for connector in connectors:
        if connector.transaction is not None:
            station.wake(connector.transaction)
    yield from tell_statuses(station, news)


def _is_news(connector: Connector, mended: list[ConnectorError]) -> bool:
    before = connector.report
    for error in mended:
        connector.mend(error)
    return connector.report != before
