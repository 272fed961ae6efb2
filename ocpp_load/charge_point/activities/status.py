"""StatusNotification (OCPP 1.6 section 4.9)."""

from collections.abc import Iterable

from ocpp_load.charge_point.activity import Join, Steps, call
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16 import core
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.enums import ChargePointErrorCode, ChargePointStatus
from ocpp_load.model import Connector

_TELLING = "StatusNotification"


def change_status(
    station: ChargePoint, connector: Connector, status: ChargePointStatus
) -> Steps[None]:
    """Change a connector's status and tell the central system, where it is news (errata 3.19)."""
    if connector.change_status(status):
        yield from tell_status(station, connector)


def release(station: ChargePoint, connector: Connector) -> Steps[None]:
    """Let a connector that nobody uses any more take on its resting status, and tell of it."""
    if station.station.release(connector):
        yield from tell_status(station, connector)


def tell_statuses(station: ChargePoint, connector_ids: Iterable[int]) -> Steps[None]:
    """Report connectors whose status has been changed already, each as it is at this moment."""
    connectors = [station.station.connectors[connector_id] for connector_id in connector_ids]
    telling = [station.spawn(_TELLING, tell_status(station, one)) for one in connectors]
    for activity in telling:
        yield Join(activity)


def tell_status(station: ChargePoint, connector: Connector) -> Steps[None]:
    """Report a connector whose status has been changed; then whoever waits for it acts on that."""
    try:
        yield from notify_status(station, connector)
    finally:
        station.wake(connector)


def notify_status(
    station: ChargePoint,
    connector: Connector,
    *,
    status: ChargePointStatus | None = None,
    error_code: ChargePointErrorCode | None = None,
    info: str | None = None,
    vendor_error_code: str | None = None,
) -> Steps[None]:
    """Report a connector's status: its own, but for what is given."""
    yield from call(
        Action.STATUS_NOTIFICATION,
        core.status_notification(
            connector_id=connector.id,
            status=status or connector.status,
            error_code=error_code or connector.error_code,
            timestamp=station.timestamp(),
            info=info,
            vendor_error_code=vendor_error_code,
        ),
    )
