"""The update of the firmware, from its command to the reboot with the new one.

UpdateFirmware: OCPP 1.6 sections 4.5 and 5.19 with errata 3.12, 3.47-3.49 and 3.63.
SignedUpdateFirmware: security whitepaper edition 3, L01.
"""

from ocpp_load.charge_point.activities.resetting import UPDATE, restart
from ocpp_load.charge_point.activities.security_events import report_security_event
from ocpp_load.charge_point.activities.status import tell_statuses
from ocpp_load.charge_point.activities.transferring import transfer
from ocpp_load.charge_point.activities.withholding import (
    give_connectors_back,
    withhold_connectors,
)
from ocpp_load.charge_point.activity import (
    Download,
    Join,
    Pause,
    Steps,
    TransferFailure,
    Transferred,
    call,
)
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.handlers.effects import UpdateFirmware
from ocpp_load.messages.v16 import firmware, security
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.enums import FirmwareStatus
from ocpp_load.messages.v16.security_enums import SecurityEvent, SignedFirmwareStatus
from ocpp_load.model.security.firmware_signature import firmware_signature_is_valid
from ocpp_load.model.surroundings import FirmwareOutcome

_REBOOT = "reboot with new firmware"
_DAY_S = 86_400.0

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


def update_firmware(station: ChargePoint, update: UpdateFirmware) -> Steps[None]:
    """Update the firmware; an update that runs gives way to it and is told of as failed.

    One that has come to its reboot can be taken back no more: it is let finish.
    """
    state = station.station.firmware
    while (rebooting := station.running(_REBOOT)) is not None:
        yield Join(rebooting)
    if state.updating:
        returned = end_update(station)
        end = _END_WHEN_GIVEN_UP.get(_S(state.status))
        if end is not None:
            station.spawn("end of an update", _tell(station, end))
        station.spawn("connectors given back", tell_statuses(station, returned))
    yield Join(station.spawn(UPDATE, _update(station, update)))


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


def _update(station: ChargePoint, update: UpdateFirmware) -> Steps[None]:
    state = station.station.firmware
    former_version = state.version
    state.begin(update.request_id)
    try:
        yield from _wait_until(station, update.retrieve_at, _S.DOWNLOAD_SCHEDULED)
        if (yield from _fetch(station, update)):
            if update.install_at is not None:
                yield from _wait_until(station, update.install_at, _S.INSTALL_SCHEDULED)
            yield from withhold_connectors(station)
            if (yield from _install(station, update)):
                yield Join(station.spawn(_REBOOT, _reboot(station, former_version)))
            returned = give_connectors_back(station)
            station.spawn("connectors given back", tell_statuses(station, returned))
    finally:
        give_connectors_back(station)
        state.end()


def _wait_until(station: ChargePoint, epoch_s: float, scheduled: _S) -> Steps[None]:
    if epoch_s > station.epoch_s():
        yield from _tell(station, scheduled)
    while (wait_s := epoch_s - station.epoch_s()) > 0:
        yield Pause(min(wait_s, _DAY_S))  # the clock may be set meanwhile


def _fetch(station: ChargePoint, update: UpdateFirmware) -> Steps[bool]:
    """Download the firmware and check its signature; return whether there is one to install."""
    yield from _tell(station, _S.DOWNLOADING)
    fetched = yield from _download(station, update)
    if isinstance(fetched, TransferFailure):
        yield from _tell(station, _S.DOWNLOAD_FAILED)
        return False
    yield from _tell(station, _S.DOWNLOADED)
    if update.signature is None or update.signing_certificate is None:
        return True
    if _is_simulated(station) or firmware_signature_is_valid(
        update.signing_certificate, update.signature, fetched.sha256
    ):
        yield from _tell(station, _S.SIGNATURE_VERIFIED)
        return True
    yield from _tell(station, _S.INVALID_SIGNATURE)
    report_security_event(
        station, SecurityEvent.INVALID_FIRMWARE_SIGNATURE, f"requestId {update.request_id}"
    )
    return False


def _download(station: ChargePoint, update: UpdateFirmware) -> Steps[Transferred | TransferFailure]:
    if not _is_simulated(station):
        return (
            yield from transfer(
                Download(update.location),
                retries=update.retries,
                retry_interval_s=update.retry_interval_s,
            )
        )
    scenario = station.station.type.surroundings.firmware
    yield Pause(scenario.download_s)
    if scenario.outcome is FirmwareOutcome.DOWNLOAD_FAILED:
        return TransferFailure("as the scenario has it")
    return Transferred(0, b"")


def _is_simulated(station: ChargePoint) -> bool:
    """Tell whether time passes in place of a download: there is nothing then to verify either."""
    scenario = station.station.type.surroundings.firmware
    return not scenario.downloads or scenario.outcome is FirmwareOutcome.DOWNLOAD_FAILED


def _install(station: ChargePoint, update: UpdateFirmware) -> Steps[bool]:
    """Install the firmware; return whether the next boot is with it."""
    scenario = station.station.type.surroundings.firmware
    yield from _tell(station, _S.INSTALLING)
    yield Pause(scenario.installation_s)
    if scenario.outcome is FirmwareOutcome.INSTALLATION_FAILED:
        yield from _tell(station, _S.INSTALLATION_FAILED)
        return False
    station.station.firmware.install(update.location)
    return True


def _reboot(station: ChargePoint, former_version: str | None) -> Steps[None]:
    """Reboot, then tell of it: errata 3.47 would have the new firmware prove itself first."""
    yield from _tell(station, _S.INSTALL_REBOOTING)
    if not (yield from restart(station, hard=False, keeps_update=True)):
        station.station.firmware.version = former_version
        yield from _tell(station, _S.INSTALLATION_FAILED)
        return
    yield from _tell(station, _S.INSTALLED)
    report_security_event(station, SecurityEvent.FIRMWARE_UPDATED, station.station.firmware.version)


def _tell(station: ChargePoint, status: _S) -> Steps[None]:
    """Report what the update has come to, in the message of its command, if that knows it.

    The answer is waited for, unless registration holds the message back (section 4.2): a station
    that is kept Pending may be given firmware too.
    """
    state = station.station.firmware
    if state.request_id is not None:
        state.status = status
        telling = station.spawn(
            Action.SIGNED_FIRMWARE_STATUS_NOTIFICATION, _send_signed(status, state.request_id)
        )
    elif status in _WITHOUT_SIGNATURE:
        state.status = status
        telling = station.spawn(Action.FIRMWARE_STATUS_NOTIFICATION, _send(FirmwareStatus(status)))
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
