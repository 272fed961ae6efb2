"""The cable at a connector (OCPP 1.6 section 4.9: A2, F1, F2 and the ends of a session)."""

from ocpp_load.charge_point.activities.status import change_status
from ocpp_load.charge_point.activities.transactions import stop_transaction
from ocpp_load.charge_point.activity import Steps
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16.enums import ChargePointStatus, Reason
from ocpp_load.model import Connector


def plug_in(station: ChargePoint, connector: Connector) -> Steps[None]:
    """Plug a cable in: the connector is being prepared."""
    yield from change_status(station, connector, ChargePointStatus.PREPARING)


def unplug(station: ChargePoint, connector: Connector) -> Steps[None]:
    """Pull the cable out, which ends a transaction that still runs; the connector is free."""
    yield from stop_transaction(station, connector, Reason.EV_DISCONNECTED)
    yield from change_status(station, connector, ChargePointStatus.AVAILABLE)
