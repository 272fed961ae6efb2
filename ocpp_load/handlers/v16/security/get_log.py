"""GetLog (security whitepaper edition 3, N01)."""

from math import inf

from ocpp_load.handlers.command import Command
from ocpp_load.handlers.effects import UploadLog
from ocpp_load.handlers.registry import handles
from ocpp_load.handlers.reply import Reply
from ocpp_load.handlers.v16.security.retries import RETRIES, RETRY_INTERVAL_S
from ocpp_load.messages.v16.actions import Action, FeatureProfile
from ocpp_load.messages.v16.security_enums import LogStatus, LogType
from ocpp_load.model import Station
from ocpp_load.model.maintenance.log_archive import log_file_name
from ocpp_load.ocppj import Payload, parse_timestamp

_FILE_NAMES = {LogType.DIAGNOSTICS_LOG: "diagnostics", LogType.SECURITY_LOG: "security"}


@handles(
    Action.GET_LOG,
    profile=FeatureProfile.SECURITY,
    switched_off={"status": LogStatus.REJECTED},
)
def on_get_log(station: Station, command: Command) -> Reply:
    """Name the file and upload it after the answer, in place of an upload that runs (N01.FR.11).

    DiagnosticsLog is the station's message log, SecurityLog that of its security events. Where
    there is nothing in the time asked for, there is nothing to upload: Rejected without a name,
    and an upload that runs goes on.
    """
    payload = command.payload
    kind = LogType(payload["logType"])
    log = station.security_log if kind is LogType.SECURITY_LOG else station.message_log
    try:
        content = log.text(*_period(payload["log"]))
    except (ValueError, OverflowError):  # valid by RFC 3339, beyond this clock
        content = b""
    if not content:
        return Reply({"status": LogStatus.REJECTED})
    upload = UploadLog(
        location=payload["log"]["remoteLocation"],
        file_name=log_file_name(_FILE_NAMES[kind], station.identity, command.epoch_s),
        content=content,
        retries=payload.get("retries", RETRIES),
        retry_interval_s=payload.get("retryInterval", RETRY_INTERVAL_S),
        request_id=payload["requestId"],
    )
    status = LogStatus.ACCEPTED_CANCELED if station.upload.running else LogStatus.ACCEPTED
    return Reply({"status": status, "filename": upload.file_name}, [upload])


def _period(log: Payload) -> tuple[float, float]:
    oldest, latest = log.get("oldestTimestamp"), log.get("latestTimestamp")
    return (
        -inf if oldest is None else parse_timestamp(oldest),
        inf if latest is None else parse_timestamp(latest),
    )
