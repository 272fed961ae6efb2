"""The update of the firmware, from its command to the reboot with the new one.

UpdateFirmware: OCPP 1.6 sections 4.5 and 5.19 with errata 3.12, 3.47-3.49 and 3.63.
SignedUpdateFirmware: security whitepaper edition 3, L01.
"""

from ocpp_load.charge_point.activities.firmware_status import (
    UPDATE,
    give_up_update,
    tell_firmware_status,
)
from ocpp_load.charge_point.activities.resetting import restart
from ocpp_load.charge_point.activities.security_events import report_security_event
from ocpp_load.charge_point.activities.status import tell_statuses
from ocpp_load.charge_point.activities.transferring import tell_failed_transfer, transfer
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
)
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.charge_point.flows import NO_FLOW, Flow
from ocpp_load.handlers.effects import UpdateFirmware
from ocpp_load.messages.v16.security_enums import SecurityEvent, SignedFirmwareStatus
from ocpp_load.model.surroundings import FirmwareOutcome

_REBOOT = "reboot with new firmware"
_DAY_S = 86_400.0

_S = SignedFirmwareStatus


def update_firmware(
    station: ChargePoint, update: UpdateFirmware, flow: Flow = NO_FLOW
) -> Steps[None]:
    """Update the firmware; an update that runs gives way to it and is told of as failed.

    One that has come to its reboot can be taken back no more: it is let finish.
    """
    while (rebooting := station.running(_REBOOT)) is not None:
        yield Join(rebooting)
    give_up_update(station)
    yield Join(station.spawn(UPDATE, _update(station, update, flow)))


def _update(station: ChargePoint, update: UpdateFirmware, flow: Flow) -> Steps[None]:
    state = station.station.firmware
    former_version = state.version
    state.begin(update.request_id)
    try:
        yield from _wait_until(station, update.retrieve_at, _S.DOWNLOAD_SCHEDULED)
        if (yield from _fetch(station, update, flow)):
            if update.install_at is not None:
                yield from _wait_until(station, update.install_at, _S.INSTALL_SCHEDULED)
            yield from withhold_connectors(station)
            if (yield from _install(station, update, flow)):
                rebooting = flow.follow(_reboot(station, former_version, flow))
                yield Join(station.spawn(_REBOOT, rebooting))
            returned = give_connectors_back(station)
            station.spawn("connectors given back", tell_statuses(station, returned))
    finally:
        give_connectors_back(station)
        state.end()


def _wait_until(station: ChargePoint, epoch_s: float, scheduled: _S) -> Steps[None]:
    if epoch_s > station.epoch_s():
        yield from tell_firmware_status(station, scheduled)
    while (wait_s := epoch_s - station.epoch_s()) > 0:
        yield Pause(min(wait_s, _DAY_S))  # the clock may be set meanwhile


def _fetch(station: ChargePoint, update: UpdateFirmware, flow: Flow) -> Steps[bool]:
    """Download the firmware and check its signature; return whether there is one to install."""
    yield from tell_firmware_status(station, _S.DOWNLOADING)
    fetched = yield from _download(station, update)
    if isinstance(fetched, TransferFailure):
        if _is_simulated(station):
            flow.ended(_S.DOWNLOAD_FAILED)
        tell_failed_transfer(flow, fetched)
        yield from tell_firmware_status(station, _S.DOWNLOAD_FAILED)
        return False
    yield from tell_firmware_status(station, _S.DOWNLOADED)
    if update.signature is None or update.signing_certificate is None:
        return True
    if _is_simulated(station) or firmware_signature_is_valid(
        update.signing_certificate, update.signature, fetched.sha256
    ):
        yield from tell_firmware_status(station, _S.SIGNATURE_VERIFIED)
        return True
    flow.failed(_S.INVALID_SIGNATURE)
    yield from tell_firmware_status(station, _S.INVALID_SIGNATURE)
    report_security_event(
        station, SecurityEvent.INVALID_FIRMWARE_SIGNATURE, f"requestId {update.request_id}"
    )
    return False


def firmware_signature_is_valid(
    signing_certificate: str, signature: str, sha256_digest: bytes
) -> bool:
    """Tell whether firmware is what its manufacturer made (L01.FR.04)."""
    # The library behind it is not there before a certificate is: `invalid_certificate`.
    from ocpp_load.model.security import firmware_signature  # noqa: PLC0415

    return firmware_signature.firmware_signature_is_valid(
        signing_certificate, signature, sha256_digest
    )


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


def _install(station: ChargePoint, update: UpdateFirmware, flow: Flow) -> Steps[bool]:
    """Install the firmware; return whether the next boot is with it."""
    scenario = station.station.type.surroundings.firmware
    yield from tell_firmware_status(station, _S.INSTALLING)
    yield Pause(scenario.installation_s)
    if scenario.outcome is FirmwareOutcome.INSTALLATION_FAILED:
        flow.ended(_S.INSTALLATION_FAILED)
        yield from tell_firmware_status(station, _S.INSTALLATION_FAILED)
        return False
    station.station.firmware.install(update.location)
    return True


def _reboot(station: ChargePoint, former_version: str | None, flow: Flow) -> Steps[None]:
    """Reboot, then tell of it: errata 3.47 would have the new firmware prove itself first."""
    yield from tell_firmware_status(station, _S.INSTALL_REBOOTING)
    if not (yield from restart(station, hard=False, keeps_update=True)):
        station.station.firmware.version = former_version
        flow.ended(_S.INSTALLATION_FAILED)
        yield from tell_firmware_status(station, _S.INSTALLATION_FAILED)
        return
    yield from tell_firmware_status(station, _S.INSTALLED, flow)
    report_security_event(station, SecurityEvent.FIRMWARE_UPDATED, station.station.firmware.version)
