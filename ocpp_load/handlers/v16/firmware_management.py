"""GetDiagnostics and UpdateFirmware (OCPP 1.6 sections 5.9 and 5.19 with errata 3.31, 3.47-3.50).

A station runs one upload of a log and one firmware update at a time. A second command is
answered as the first one was, and what it asks for takes the place of what runs, which is told
of as failed. GetDiagnostics that finds nothing leaves a running upload alone.

Without `retries` a station tries once; without `retryInterval` it waits a minute in between.
"""

from math import inf

from ocpp_load.handlers.command import Command
from ocpp_load.handlers.effects import UpdateFirmware, UploadLog
from ocpp_load.handlers.registry import handles
from ocpp_load.handlers.reply import Refusal, Reply
from ocpp_load.messages.v16.actions import Action, FeatureProfile
from ocpp_load.model import Station
from ocpp_load.model.maintenance.log_archive import log_file_name
from ocpp_load.ocppj import ErrorCode, parse_timestamp

_RETRIES = 0
_RETRY_INTERVAL_S = 60


_BEYOND_THE_CLOCK = Refusal(
    ErrorCode.PROPERTY_CONSTRAINT_VIOLATION, "a time that this station's clock does not know"
)


@handles(Action.GET_DIAGNOSTICS, profile=FeatureProfile.FIRMWARE_MANAGEMENT, switched_off={})
def on_get_diagnostics(station: Station, command: Command) -> Reply | Refusal:
    """Name the file and upload it after the answer; no name where the log has nothing to tell."""
    payload = command.payload
    try:
        start_s = parse_timestamp(payload["startTime"]) if "startTime" in payload else -inf
        stop_s = parse_timestamp(payload["stopTime"]) if "stopTime" in payload else inf
    except (ValueError, OverflowError):
        return _BEYOND_THE_CLOCK
    content = station.message_log.text(start_s, stop_s)
    if not content:
        return Reply({})
    upload = UploadLog(
        location=payload["location"],
        file_name=log_file_name("diagnostics", station.identity, command.epoch_s),
        content=content,
        retries=payload.get("retries", _RETRIES),
        retry_interval_s=payload.get("retryInterval", _RETRY_INTERVAL_S),
    )
    return Reply({"fileName": upload.file_name}, [upload])


@handles(Action.UPDATE_FIRMWARE, profile=FeatureProfile.FIRMWARE_MANAGEMENT, switched_off={})
def on_update_firmware(_station: Station, command: Command) -> Reply | Refusal:
    """Update the firmware from retrieveDate on (errata 3.63).

    A station with the security extension does so too. L01.FR.20 of the security whitepaper would
    have it refuse; a scenario gets that by switching the action off.
    """
    payload = command.payload
    try:
        retrieve_at = parse_timestamp(payload["retrieveDate"])
    except (ValueError, OverflowError):
        return _BEYOND_THE_CLOCK
    update = UpdateFirmware(
        location=payload["location"],
        retrieve_at=retrieve_at,
        install_at=None,
        retries=payload.get("retries", _RETRIES),
        retry_interval_s=payload.get("retryInterval", _RETRY_INTERVAL_S),
    )
    return Reply({}, [update])
