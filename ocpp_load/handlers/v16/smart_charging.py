"""Commands of the Smart Charging profile (OCPP 1.6 sections 5.5, 5.7 and 5.16)."""

from math import floor

from ocpp_load.handlers.command import Command
from ocpp_load.handlers.effects import ApplyChargingProfiles
from ocpp_load.handlers.registry import handles
from ocpp_load.handlers.reply import Refusal, Reply
from ocpp_load.messages.v16.actions import Action, FeatureProfile
from ocpp_load.messages.v16.enums import (
    ChargingProfileStatus,
    ChargingRateUnitType,
    ClearChargingProfileStatus,
    GetCompositeScheduleStatus,
)
from ocpp_load.model.charging.composite_schedule import composite_schedule
from ocpp_load.model.charging.profile import ChargingProfile
from ocpp_load.model.charging.rules import allows_unit, profile_problem
from ocpp_load.model.charging.schedule import InvalidChargingProfile
from ocpp_load.model.station import Station
from ocpp_load.ocppj import ErrorCode, format_timestamp

_NO_SCHEDULE = {"status": GetCompositeScheduleStatus.REJECTED}


@handles(
    Action.SET_CHARGING_PROFILE,
    profile=FeatureProfile.SMART_CHARGING,
    switched_off={"status": ChargingProfileStatus.NOT_SUPPORTED},
)
def on_set_charging_profile(station: Station, command: Command) -> Reply | Refusal:
    """Install a profile, or tell that it cannot be.

    A connector that there is not (errata 3.39), and a value that its field cannot have, are
    CallErrors; what breaks a rule or exceeds what the station can hold is Rejected.
    """
    connector_id = command.payload["connectorId"]
    if not _is_known(station, connector_id):
        return Refusal(
            ErrorCode.PROPERTY_CONSTRAINT_VIOLATION, f"there is no connector {connector_id}"
        )
    try:
        profile = ChargingProfile.from_wire(command.payload["csChargingProfiles"], command.epoch_s)
    except InvalidChargingProfile as error:
        return Refusal(error.code, str(error))
    if profile_problem(station, connector_id, profile) is not None:
        return Reply({"status": ChargingProfileStatus.REJECTED})
    station.charging_profiles.install(connector_id, profile)
    return Reply({"status": ChargingProfileStatus.ACCEPTED}, [ApplyChargingProfiles()])


@handles(
    Action.CLEAR_CHARGING_PROFILE,
    profile=FeatureProfile.SMART_CHARGING,
    switched_off={"status": ClearChargingProfileStatus.UNKNOWN},
)
def on_clear_charging_profile(station: Station, command: Command) -> Reply:
    """Remove the profiles that match: all without any field, by id alone where there is one."""
    cleared = station.charging_profiles.clear(
        profile_id=command.payload.get("id"),
        connector_id=command.payload.get("connectorId"),
        purpose=command.payload.get("chargingProfilePurpose"),
        stack_level=command.payload.get("stackLevel"),
    )
    if cleared:
        return Reply({"status": ClearChargingProfileStatus.ACCEPTED}, [ApplyChargingProfiles()])
    return Reply({"status": ClearChargingProfileStatus.UNKNOWN})


@handles(
    Action.GET_COMPOSITE_SCHEDULE,
    profile=FeatureProfile.SMART_CHARGING,
    switched_off=_NO_SCHEDULE,
)
def on_get_composite_schedule(station: Station, command: Command) -> Reply:
    """Report the limits from the second in which the command came.

    Rejected where there is nothing to report: an unknown connector, no time at all, or a unit
    that the station has no schedules in.
    """
    connector_id = command.payload["connectorId"]
    duration_s = command.payload["duration"]
    asked = command.payload.get("chargingRateUnit")
    unit = None if asked is None else ChargingRateUnitType(asked)
    if not _is_known(station, connector_id) or duration_s < 1:
        return Reply(_NO_SCHEDULE)
    if unit is not None and not allows_unit(station, unit):
        return Reply(_NO_SCHEDULE)
    schedule = composite_schedule(station, connector_id, command.epoch_s, duration_s, unit)
    return Reply(
        {
            "status": GetCompositeScheduleStatus.ACCEPTED,
            "connectorId": connector_id,
            "scheduleStart": format_timestamp(floor(command.epoch_s)),
            "chargingSchedule": schedule.to_wire(),
        }
    )


def _is_known(station: Station, connector_id: int) -> bool:
    return connector_id == 0 or station.has_connector(connector_id)
