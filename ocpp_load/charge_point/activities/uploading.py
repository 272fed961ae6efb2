"""The upload of a log, and what the central system is told of it.

GetDiagnostics: OCPP 1.6 sections 4.4 and 5.9. GetLog: security whitepaper edition 3, N01.
The upload does not wait for the answers to its notifications: they leave in their order, and
one that registration holds back (section 4.2) does not hold the upload back.
"""

from ocpp_load.charge_point.activities.transferring import tell_failed_transfer, transfer
from ocpp_load.charge_point.activity import Join, Steps, TransferFailure, Upload, call
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.charge_point.flows import NO_FLOW, Flow
from ocpp_load.handlers.effects import UploadLog
from ocpp_load.messages.v16 import firmware, security
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.enums import DiagnosticsStatus
from ocpp_load.messages.v16.security_enums import UploadLogStatus
from ocpp_load.model.maintenance.log_archive import log_archive

_UPLOAD = "upload of a log"

# N01.FR.10: as precise as possible. Whatever is not here is UploadFailure.
_LOG_STATUS_OF_REASON = {
    "unknown scheme": UploadLogStatus.NOT_SUPPORTED_OPERATION,
    "host not allowed": UploadLogStatus.PERMISSION_DENIED,
    "location is no URL": UploadLogStatus.BAD_MESSAGE,
    "scheme not allowed": UploadLogStatus.PERMISSION_DENIED,
    "unsafe name in the location": UploadLogStatus.BAD_MESSAGE,
    "login refused": UploadLogStatus.PERMISSION_DENIED,
    "HTTP 400": UploadLogStatus.BAD_MESSAGE,
    "HTTP 401": UploadLogStatus.PERMISSION_DENIED,
    "HTTP 403": UploadLogStatus.PERMISSION_DENIED,
    "HTTP 405": UploadLogStatus.NOT_SUPPORTED_OPERATION,
    "HTTP 501": UploadLogStatus.NOT_SUPPORTED_OPERATION,
}


def upload_log(station: ChargePoint, upload: UploadLog, flow: Flow = NO_FLOW) -> Steps[None]:
    """Upload a log; one that is being uploaded gives way to it and is told of as failed."""
    give_up_upload(station)
    yield Join(station.spawn(_UPLOAD, _upload(station, upload, flow)))


def give_up_upload(station: ChargePoint) -> None:
    """End the upload that runs, if there is one, and tell of it as failed."""
    state = station.station.upload
    if state.running:
        given_up = state.request_id
        station.end(_UPLOAD)
        _tell(station, given_up, DiagnosticsStatus.UPLOAD_FAILED, UploadLogStatus.UPLOAD_FAILURE)


def notify_diagnostics_status(station: ChargePoint) -> Steps[None]:
    """Send DiagnosticsStatusNotification as things are: Idle, unless diagnostics are uploaded."""
    state = station.station.upload
    busy = state.running and state.request_id is None
    status = DiagnosticsStatus.UPLOADING if busy else DiagnosticsStatus.IDLE
    yield from _send_diagnostics_status(status)


def notify_log_status(station: ChargePoint) -> Steps[None]:
    """Send LogStatusNotification as things are: Idle, unless a log of GetLog is uploaded.

    N01.FR.12: only Idle goes without a requestId.
    """
    state = station.station.upload
    busy = state.running and state.request_id is not None
    status = UploadLogStatus.UPLOADING if busy else UploadLogStatus.IDLE
    yield from _send_log_status(status, state.request_id if busy else None)


def _upload(station: ChargePoint, upload: UploadLog, flow: Flow) -> Steps[None]:
    state = station.station.upload
    request_id = upload.request_id
    state.begin(request_id)
    try:
        _tell(station, request_id, DiagnosticsStatus.UPLOADING, UploadLogStatus.UPLOADING)
        outcome = yield from transfer(
            Upload(
                upload.location,
                upload.file_name,
                log_archive(upload.file_name, upload.content, station.epoch_s()),
            ),
            retries=upload.retries,
            retry_interval_s=upload.retry_interval_s,
        )
    finally:
        state.end()
    if isinstance(outcome, TransferFailure):
        tell_failed_transfer(flow, outcome)
        log_status = _LOG_STATUS_OF_REASON.get(outcome.reason, UploadLogStatus.UPLOAD_FAILURE)
        _tell(station, request_id, DiagnosticsStatus.UPLOAD_FAILED, log_status)
    else:
        _tell(station, request_id, DiagnosticsStatus.UPLOADED, UploadLogStatus.UPLOADED, flow)


def _tell(
    station: ChargePoint,
    request_id: int | None,
    diagnostics_status: DiagnosticsStatus,
    log_status: UploadLogStatus,
    flow: Flow = NO_FLOW,
) -> None:
    """Send the notification that belongs to the command, and wait for nothing."""
    if request_id is None:
        telling = flow.complete(_send_diagnostics_status(diagnostics_status))
        station.spawn(Action.DIAGNOSTICS_STATUS_NOTIFICATION, telling)
    else:
        telling = flow.complete(_send_log_status(log_status, request_id))
        station.spawn(Action.LOG_STATUS_NOTIFICATION, telling)


def _send_diagnostics_status(status: DiagnosticsStatus) -> Steps[None]:
    yield from call(
        Action.DIAGNOSTICS_STATUS_NOTIFICATION,
        firmware.diagnostics_status_notification(status=status),
    )


def _send_log_status(status: UploadLogStatus, request_id: int | None) -> Steps[None]:
    yield from call(
        Action.LOG_STATUS_NOTIFICATION,
        security.log_status_notification(status=status, request_id=request_id),
    )
