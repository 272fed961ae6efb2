"""The cable at a connector (OCPP 1.6 section 4.9: A2, F1, F2 and the ends of a session)."""

from math import inf

from ocpp_load.charge_point.activities.status import release, tell_status
from ocpp_load.charge_point.activities.transactions import stop_transaction
from ocpp_load.charge_point.activity import Pause, Steps
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16.enums import ChargePointStatus, Reason
from ocpp_load.model import Connector
from ocpp_load.model.authorization.knowledge import could_use


def plug_in(station: ChargePoint, connector: Connector) -> Steps[None]:
    """Plug a cable in: the connector is being prepared.

    The driver waits for one that somebody else uses, or that is out of service.
    """
    while connector.claimed_by is not None or not _is_in_service(station, connector):
        yield Pause(inf, or_woken_by=connector)
    is_news = connector.change_status(ChargePointStatus.PREPARING)
    connector.plugged_in = True
    if is_news:
        yield from tell_status(station, connector)


def unplug(station: ChargePoint, connector: Connector) -> Steps[None]:
    """Pull the cable out, which ends a transaction that still runs; the connector is free."""
    connector.plugged_in = False
    yield from stop_transaction(station, connector, Reason.EV_DISCONNECTED)
    # Telling of the end may have taken so long that somebody else is there by now.
    if not connector.plugged_in and connector.claimed_by is None and connector.transaction is None:
        yield from release(station, connector)


def _is_in_service(station: ChargePoint, connector: Connector) -> bool:
    if connector.status is ChargePointStatus.RESERVED:
        state = station.station
        return could_use(state, connector, state.id_tag, station.epoch_s())
    return connector.status not in (ChargePointStatus.UNAVAILABLE, ChargePointStatus.FAULTED)
