"""Messages that the central system asks for.

OCPP 1.6 section 5.17; with the security extension, whitepaper edition 3 section 5.5.
"""

from collections.abc import Callable

from ocpp_load.charge_point.activities.booting import BOOTING, boot
from ocpp_load.charge_point.activities.firmware_status import (
    notify_firmware_status,
    notify_signed_firmware_status,
)
from ocpp_load.charge_point.activities.heartbeats import send_heartbeat
from ocpp_load.charge_point.activities.metering import send_meter_values
from ocpp_load.charge_point.activities.status import notify_status
from ocpp_load.charge_point.activities.uploading import (
    notify_diagnostics_status,
    notify_log_status,
)
from ocpp_load.charge_point.activity import Steps
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.charge_point.flows import NO_FLOW, Flow, Milestone
from ocpp_load.handlers.effects import SendRequested
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.enums import ReadingContext
from ocpp_load.model import Connector


def send_requested(
    station: ChargePoint, request: SendRequested, flow: Flow = NO_FLOW
) -> Steps[None]:
    """Send the message of the request, with the state as it is now."""
    station.station.requested += 1
    if request.message == Action.BOOT_NOTIFICATION:
        flow.await_milestone(Milestone.BOOT_ANSWERED)
    try:
        yield from flow.complete(_send(station, request))
    finally:
        station.station.requested -= 1


def _send(station: ChargePoint, request: SendRequested) -> Steps[None]:
    if request.message in _OF_THE_STATION:
        yield from _OF_THE_STATION[request.message](station)
    elif request.message == Action.STATUS_NOTIFICATION:
        for connector in _connectors(station, request, lowest=0):
            yield from notify_status(station, connector)
    else:
        lowest = 0 if station.station.type.electrical.main_meter else 1
        for connector in _connectors(station, request, lowest=lowest):
            yield from send_meter_values(station, connector, ReadingContext.TRIGGER)


def _connectors(station: ChargePoint, request: SendRequested, *, lowest: int) -> list[Connector]:
    if request.connector_id is not None:
        return [station.station.connectors[request.connector_id]]
    return station.station.connectors[lowest:]


def _boot_now(station: ChargePoint) -> Steps[None]:
    station.wake(BOOTING)  # where it waits for its next attempt
    yield from boot(station)


_OF_THE_STATION: dict[str, Callable[[ChargePoint], Steps[None]]] = {
    Action.BOOT_NOTIFICATION: _boot_now,
    Action.DIAGNOSTICS_STATUS_NOTIFICATION: notify_diagnostics_status,
    Action.FIRMWARE_STATUS_NOTIFICATION: notify_firmware_status,
    Action.HEARTBEAT: send_heartbeat,
    Action.LOG_STATUS_NOTIFICATION: notify_log_status,
    Action.SIGNED_FIRMWARE_STATUS_NOTIFICATION: notify_signed_firmware_status,
}
