"""SignedUpdateFirmware (security whitepaper edition 3, L01)."""

from ocpp_load.handlers.command import Command
from ocpp_load.handlers.effects import ReportSecurityEvent, UpdateFirmware
from ocpp_load.handlers.registry import handles
from ocpp_load.handlers.reply import Reply
from ocpp_load.handlers.v16.security.retries import RETRIES, RETRY_INTERVAL_S
from ocpp_load.messages.v16.actions import Action, FeatureProfile
from ocpp_load.messages.v16.security_enums import (
    CertificateUse,
    SecurityEvent,
    SignedFirmwareStatus,
    UpdateFirmwareStatus,
)
from ocpp_load.model import Station
from ocpp_load.model.security.invalid_certificate import InvalidCertificate
from ocpp_load.ocppj import parse_timestamp


@handles(
    Action.SIGNED_UPDATE_FIRMWARE,
    profile=FeatureProfile.SECURITY,
    switched_off={"status": UpdateFirmwareStatus.REJECTED},
)
def on_signed_update_firmware(station: Station, command: Command) -> Reply:
    """Check the signing certificate, then update the firmware after the answer (L01.FR.23).

    An update that runs gives way (L01.FR.26), unless the station restarts with what that has
    installed (L01.FR.27). RevokedCertificate is never the answer: a charge point has nobody to
    ask whether a certificate has been revoked.
    """
    # The library behind it is not there before a certificate is: `invalid_certificate`.
    from ocpp_load.model.security.firmware_signature import (  # noqa: PLC0415
        check_signing_certificate,
    )

    payload, wanted = command.payload, command.payload["firmware"]
    roots = station.certificates.roots(CertificateUse.MANUFACTURER_ROOT)
    try:
        check_signing_certificate(wanted["signingCertificate"], roots, command.epoch_s)
    except InvalidCertificate as error:
        return Reply(
            {"status": UpdateFirmwareStatus.INVALID_CERTIFICATE},
            [ReportSecurityEvent(SecurityEvent.INVALID_FIRMWARE_SIGNING_CERTIFICATE, error.reason)],
        )
    try:
        retrieve_at = parse_timestamp(wanted["retrieveDateTime"])
        install_at = (
            parse_timestamp(wanted["installDateTime"]) if "installDateTime" in wanted else None
        )
    except (ValueError, OverflowError):  # valid by RFC 3339, beyond this clock
        return Reply({"status": UpdateFirmwareStatus.REJECTED})
    if _restarts_with_new_firmware(station):
        return Reply({"status": UpdateFirmwareStatus.REJECTED})
    update = UpdateFirmware(
        location=wanted["location"],
        retrieve_at=retrieve_at,
        install_at=install_at,
        retries=payload.get("retries", RETRIES),
        retry_interval_s=payload.get("retryInterval", RETRY_INTERVAL_S),
        request_id=payload["requestId"],
        signing_certificate=wanted["signingCertificate"],
        signature=wanted["signature"],
    )
    status = (
        UpdateFirmwareStatus.ACCEPTED_CANCELED
        if station.firmware.updating
        else UpdateFirmwareStatus.ACCEPTED
    )
    return Reply({"status": status}, [update])


def _restarts_with_new_firmware(station: Station) -> bool:
    return station.firmware.updating and (
        station.restarting or station.firmware.status == SignedFirmwareStatus.INSTALL_REBOOTING
    )
