"""Every command that a central system can send, sent by the `ocpp` package.

Run as a process with the URL of a file server and the firmware that is to be fetched there, as
text; what it prints is told by `support.mobility_house`. It wants a station with four connectors,
whose drivers stay, so that each connector sees one transaction.
"""

import asyncio
import sys
from base64 import b64encode
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from ocpp.v16 import call
from ocpp.v16.enums import (
    AvailabilityType,
    CertificateUse,
    ChargingProfileKindType,
    ChargingProfilePurposeType,
    ChargingRateUnitType,
    Log,
    MessageTrigger,
    ResetType,
    UpdateType,
)
from support.mobility_house_conversation import Conversation, serve_and_talk
from support.x509 import CPO, NOW, SIGNS, root, rsa_key

FILE_SERVER, FIRMWARE = sys.argv[1:]
ID_TAG = "TAG000001"

_DAYS_SINCE = (datetime.now(UTC) - NOW).days
_VALID = (_DAYS_SINCE - 1, _DAYS_SINCE + 365)
_OPERATOR = root("Operator", days=_VALID)
_MANUFACTURER = root("Manufacturer", days=_VALID)


def hours_from_now(hours: int) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def charging_profile(profile_id: int, purpose: ChargingProfilePurposeType, limit: float) -> dict:
    return {
        "charging_profile_id": profile_id,
        "stack_level": 0,
        "charging_profile_purpose": purpose,
        "charging_profile_kind": ChargingProfileKindType.relative,
        "charging_schedule": {
            "charging_rate_unit": ChargingRateUnitType.amps,
            "charging_schedule_period": [{"start_period": 0, "limit": limit}],
        },
    }


async def configure(station: Conversation) -> None:
    await station.send(call.GetConfiguration())
    await station.send(call.GetConfiguration(key=["CpoName", "NumberOfConnectors", "Colour"]))
    await station.send(call.ChangeConfiguration(key="CpoName", value=CPO))
    await station.send(call.ChangeConfiguration(key="AuthorizeRemoteTxRequests", value="true"))
    await station.send(call.ChangeConfiguration(key="NumberOfConnectors", value="5"))
    await station.send(call.DataTransfer(vendor_id="com.example", message_id="Price"))


async def manage_the_local_list(station: Conversation) -> None:
    await station.send(call.GetLocalListVersion())
    entry = {"id_tag": ID_TAG, "id_tag_info": {"status": "Accepted"}}
    await station.send(call.SendLocalList(3, UpdateType.full, [entry]))
    await station.send(call.GetLocalListVersion())
    await station.send(call.ClearCache())


async def change_availability(station: Conversation) -> None:
    await station.send(call.ChangeAvailability(4, AvailabilityType.inoperative), "4 Unavailable")
    await station.send(call.ChangeAvailability(4, AvailabilityType.operative), "4 Available")


async def reserve(station: Conversation) -> None:
    expiry_date = hours_from_now(1)
    await station.send(call.ReserveNow(1, expiry_date, "OTHER", reservation_id=7), "1 Reserved")
    await station.send(call.CancelReservation(7), "1 Available")


async def ask_for_logs(station: Conversation) -> None:
    uploaded = "DiagnosticsStatusNotification Uploaded"
    await station.send(call.GetDiagnostics(f"{FILE_SERVER}/diagnostics"), uploaded)
    uploaded = "LogStatusNotification Uploaded"
    for request_id, kind in enumerate(Log, 1):
        where = {"remote_location": f"{FILE_SERVER}/logs/"}
        await station.send(call.GetLog(where, kind, request_id), uploaded)


async def install_certificates(station: Conversation) -> None:
    for kind, certificate in (
        (CertificateUse.central_system_root_certificate, _OPERATOR.pem),
        (CertificateUse.manufacturer_root_certificate, _MANUFACTURER.pem),
    ):
        await station.send(call.InstallCertificate(kind, certificate))
    wanted = MessageTrigger.sign_charge_point_certificate
    await station.send(call.ExtendedTriggerMessage(wanted), "SignCertificate")
    csr = station.last_heard["csr"]
    forged = _MANUFACTURER.sign(csr, days=_VALID, usage=SIGNS)
    refused = "SecurityEventNotification InvalidChargePointCertificate"
    await station.send(call.CertificateSigned(forged.pem), refused)
    signed = _OPERATOR.sign(csr, days=_VALID, usage=SIGNS)
    await station.send(call.CertificateSigned(signed.pem))


async def update_firmware(station: Conversation) -> None:
    location, retrieve_at = f"{FILE_SERVER}/firmware-2.bin", hours_from_now(-1)
    await station.send(call.UpdateFirmware(location, retrieve_at), "4 Available")
    key = rsa_key()
    signer = _MANUFACTURER.issue("Firmware", key=key, days=_VALID, usage=SIGNS)
    scheme = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
    firmware = {
        "location": location,
        "retrieve_date_time": retrieve_at,
        "signing_certificate": signer.pem,
        "signature": b64encode(key.sign(FIRMWARE.encode(), scheme, hashes.SHA256())).decode(),
    }
    await station.send(call.SignedUpdateFirmware(request_id=9, firmware=firmware), "4 Available")


async def delete_certificate(station: Conversation) -> None:
    kind = CertificateUse.manufacturer_root_certificate
    answer = await station.send(call.GetInstalledCertificateIds(kind))
    (identified,) = answer["certificate_hash_data"]
    await station.send(call.DeleteCertificate(identified))
    await station.send(call.GetInstalledCertificateIds(kind))


async def charge(station: Conversation, connector_id: int) -> None:
    profile = charging_profile(connector_id, ChargingProfilePurposeType.tx_profile, 16.1)
    request = call.RemoteStartTransaction(ID_TAG, connector_id, profile)
    await station.send(request, f"{connector_id} Charging")


async def charge_smartly(station: Conversation) -> None:
    whole_station = ChargingProfilePurposeType.charge_point_max_profile
    await station.send(call.SetChargingProfile(0, charging_profile(99, whole_station, 21.4)))
    await charge(station, 1)
    for connector_id in (0, 1):
        unit = ChargingRateUnitType.amps
        await station.send(call.GetCompositeSchedule(connector_id, 3600, unit))
    await station.send(call.ClearChargingProfile(id=99))
    await station.send(call.ClearChargingProfile(id=99))


async def trigger(station: Conversation) -> None:
    of_connector_1 = {
        MessageTrigger.meter_values: "MeterValues 1",
        MessageTrigger.status_notification: "1 Charging",
    }
    of_the_station = {
        call.TriggerMessage: {
            MessageTrigger.boot_notification: None,
            MessageTrigger.diagnostics_status_notification: "DiagnosticsStatusNotification Idle",
            MessageTrigger.firmware_status_notification: "FirmwareStatusNotification Idle",
            MessageTrigger.heartbeat: "Heartbeat",
        },
        call.ExtendedTriggerMessage: {
            MessageTrigger.boot_notification: None,
            MessageTrigger.log_status_notification: "LogStatusNotification Idle",
            MessageTrigger.firmware_status_notification: "SignedFirmwareStatusNotification Idle",
            MessageTrigger.heartbeat: "Heartbeat",
        },
    }
    for command, messages in of_the_station.items():
        for message, comes in messages.items():
            await station.send(command(message), comes)
        for message, comes in of_connector_1.items():
            await station.send(command(message, connector_id=1), comes)


async def stop(station: Conversation) -> None:
    await station.send(call.UnlockConnector(1), "StopTransaction 1 UnlockCommand")
    await charge(station, 2)
    await station.send(call.RemoteStopTransaction(2), "StopTransaction 2 Remote")


async def reset(station: Conversation) -> None:
    for connector_id, kind in ((3, ResetType.soft), (4, ResetType.hard)):
        await charge(station, connector_id)
        await station.send(call.Reset(kind), "SecurityEventNotification ResetOrReboot")


async def send_every_command(station: Conversation) -> None:
    await station.listen("SecurityEventNotification StartupOfTheDevice")
    for chapter in (
        configure,
        manage_the_local_list,
        change_availability,
        reserve,
        ask_for_logs,
        install_certificates,
        update_firmware,
        delete_certificate,
        charge_smartly,
        trigger,
        stop,
        reset,
    ):
        await chapter(station)


if __name__ == "__main__":
    asyncio.run(serve_and_talk(send_every_command))
