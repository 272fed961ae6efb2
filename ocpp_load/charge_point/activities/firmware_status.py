"""What the central system is told of a firmware update, and how one is given up.

FirmwareStatusNotification: OCPP 1.6 section 4.5. SignedFirmwareStatusNotification: security
whitepaper edition 3, L01.
"""

from ocpp_load.charge_point.activities.status import tell_statuses
from ocpp_load.charge_point.activity import Join, Steps, call
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.charge_point.flows import NO_FLOW, Flow
from ocpp_load.messages.v16 import firmware, security
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.enums import FirmwareStatus
from ocpp_load.messages.v16.security_enums import SignedFirmwareStatus

UPDATE = "update of the firmware"
"""The name of the activity."""

_S = SignedFirmwareStatus
_WITHOUT_SIGNATURE: frozenset[str] = frozenset(FirmwareStatus)
# How an update that gives way ends for the central system, by what it was told last.
_END_WHEN_GIVEN_UP = {
    _S.DOWNLOAD_SCHEDULED: _S.DOWNLOAD_FAILED,
    _S.DOWNLOADING: _S.DOWNLOAD_FAILED,
    _S.DOWNLOADED: _S.INSTALLATION_FAILED,
    _S.SIGNATURE_VERIFIED: _S.INSTALLATION_FAILED,
    _S.INSTALL_SCHEDULED: _S.INSTALLATION_FAILED,
    _S.INSTALLING: _S.INSTALLATION_FAILED,
    _S.INSTALL_REBOOTING: _S.INSTALLATION_FAILED,
}


def give_up_update(station: ChargePoint) -> None:
    """End the update that runs, if there is one, and tell of it as failed.

    Its connectors are back in service, and told if that is news.
    """
    state = station.station.firmware
    if not state.updating:
        return
    returned = end_update(station)
    end = _END_WHEN_GIVEN_UP.get(_S(state.status))
    if end is not None:
        station.spawn("end of an update", tell_firmware_status(station, end))
    station.spawn("connectors given back", tell_statuses(station, returned))


def end_update(station: ChargePoint) -> list[int]:
    """End the update that runs, if there is one, and tell nothing of it.

    Its connectors are back in service; return the ids of those with another status now.
    """
    before = [connector.status for connector in station.station.connectors]
    station.end(UPDATE)
    returned = [
        connector
        for connector, status in zip(station.station.connectors, before, strict=True)
        if connector.status is not status
    ]
    for connector in returned:
        station.wake(connector)
    return [connector.id for connector in returned]


def notify_firmware_status(station: ChargePoint) -> Steps[None]:
    """Send FirmwareStatusNotification as things are: Idle, unless UpdateFirmware is at work."""
    state = station.station.firmware
    busy = state.updating and state.request_id is None
    yield from _send(FirmwareStatus(state.status) if busy else FirmwareStatus.IDLE)


def notify_signed_firmware_status(station: ChargePoint) -> Steps[None]:
    """Send SignedFirmwareStatusNotification with the last status of SignedUpdateFirmware.

    Idle, which needs no requestId, once it was Installed and where there was none (L01.FR.28,
    L01.FR.29).
    """
    state = station.station.firmware
    if state.request_id is None or state.status in (_S.IDLE, _S.INSTALLED):
        yield from _send_signed(_S.IDLE, None)
    else:
        yield from _send_signed(_S(state.status), state.request_id)


def tell_firmware_status(station: ChargePoint, status: _S, flow: Flow = NO_FLOW) -> Steps[None]:
    """Report what the update has come to, in the message of its command, if that knows it.

    The answer completes the `flow`. It is waited for, unless registration holds the message back
    (section 4.2): a station that is kept Pending may be given firmware too.
    """
    state = station.station.firmware
    if state.request_id is not None:
        state.status = status
        sending = flow.complete(_send_signed(status, state.request_id))
        telling = station.spawn(Action.SIGNED_FIRMWARE_STATUS_NOTIFICATION, sending)
    elif status in _WITHOUT_SIGNATURE:
        state.status = status
        sending = flow.complete(_send(FirmwareStatus(status)))
        telling = station.spawn(Action.FIRMWARE_STATUS_NOTIFICATION, sending)
    else:
        return
    if station.registered:
        yield Join(telling)


def _send(status: FirmwareStatus) -> Steps[None]:
    yield from call(
        Action.FIRMWARE_STATUS_NOTIFICATION, firmware.firmware_status_notification(status=status)
    )


def _send_signed(status: SignedFirmwareStatus, request_id: int | None) -> Steps[None]:
    yield from call(
        Action.SIGNED_FIRMWARE_STATUS_NOTIFICATION,
        security.signed_firmware_status_notification(status=status, request_id=request_id),
    )
