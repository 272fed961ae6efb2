"""What a charge point does once a command has been answered: one activity per effect."""

from collections.abc import Callable, Mapping
from typing import Any

from ocpp_load.charge_point.activities.certificates import sign_certificate
from ocpp_load.charge_point.activities.charging import apply_charging_profiles
from ocpp_load.charge_point.activities.configuring import apply_configuration
from ocpp_load.charge_point.activities.firmware_update import update_firmware
from ocpp_load.charge_point.activities.remote import start_remotely, stop_remotely
from ocpp_load.charge_point.activities.reserving import await_expiry
from ocpp_load.charge_point.activities.resetting import restart
from ocpp_load.charge_point.activities.security_events import report_effect
from ocpp_load.charge_point.activities.status import tell_statuses
from ocpp_load.charge_point.activities.triggering import send_requested
from ocpp_load.charge_point.activities.uploading import upload_log
from ocpp_load.charge_point.activity import Steps
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.charge_point.flows import NO_FLOW, Flow
from ocpp_load.handlers import effects


def _restart(station: ChargePoint, how: effects.Restart, flow: Flow = NO_FLOW) -> Steps[bool]:
    return restart(station, hard=how.hard, flow=flow)


CONSEQUENCES: Mapping[type, Callable[..., Steps[Any]]] = {
    effects.ApplyChargingProfiles: apply_charging_profiles,
    effects.ApplyConfiguration: apply_configuration,
    effects.AwaitExpiry: await_expiry,
    effects.NotifyStatus: lambda station, what: tell_statuses(station, what.connector_ids),
    effects.ReportSecurityEvent: report_effect,
    effects.RequestCertificate: sign_certificate,
    effects.Restart: _restart,
    effects.SendRequested: send_requested,
    effects.StartRemotely: start_remotely,
    effects.StopRemotely: stop_remotely,
    effects.UpdateFirmware: update_firmware,
    effects.UploadLog: upload_log,
}
