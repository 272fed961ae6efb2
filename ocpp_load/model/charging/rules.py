"""When a charging profile must not be installed (OCPP 1.6 sections 3.13.1, 5.16, 7.8 and 9.4).

Each rule is a predicate for what breaks it, and the words for that. ChargeProfileMaxStackLevel
needs no rule for the number of profiles besides that for the level: a level holds one of them.
"""

from collections.abc import Callable
from itertools import pairwise

from ocpp_load.messages.v16.enums import (
    ChargingProfileKindType,
    ChargingProfilePurposeType,
    ChargingRateUnitType,
)
from ocpp_load.model.charging.profile import ChargingProfile
from ocpp_load.model.charging.schedule import InvalidChargingProfile
from ocpp_load.model.station import Station
from ocpp_load.ocppj import Payload

_Purpose = ChargingProfilePurposeType
_RECURRING = ChargingProfileKindType.RECURRING
_RATE_NAMES = {ChargingRateUnitType.A: "Current", ChargingRateUnitType.W: "Power"}

_FORM: tuple[tuple[Callable[[ChargingProfile], bool], str], ...] = (
    (lambda p: p.schedule.periods[0].start_s != 0, "the first period does not start at 0"),
    (lambda p: not _increases(p), "the periods do not follow one another"),
    (
        lambda p: p.recurrency is not None and p.kind is not _RECURRING,
        "recurrencyKind is for recurring profiles",
    ),
    (
        lambda p: p.recurrency is None and p.kind is _RECURRING,
        "a recurring profile needs a recurrencyKind",
    ),
    (
        lambda p: p.start_s is None and p.kind is _RECURRING,
        "a recurring profile needs a startSchedule",
    ),
    (
        lambda p: p.transaction_id is not None and p.purpose is not _Purpose.TX_PROFILE,
        "transactionId is for a TxProfile",
    ),
    (
        lambda p: (
            p.valid_from_s is not None
            and p.valid_to_s is not None
            and p.valid_to_s <= p.valid_from_s
        ),
        "validTo is not after validFrom",
    ),
)


def profile_problem(station: Station, connector_id: int, profile: ChargingProfile) -> str | None:
    """Return why a profile cannot be set on a connector that exists, or None."""
    return (
        _form_problem(profile)
        or _place_problem(station, connector_id, profile)
        or _capacity_problem(station, connector_id, profile)
    )


def remote_start_profile_problem(station: Station, payload: Payload) -> str | None:
    """Return why the chargingProfile of RemoteStartTransaction cannot be accepted, or None.

    It is a TxProfile without a transactionId (errata 3.41), within what holds for any.
    """
    try:
        profile = ChargingProfile.from_wire(payload)
    except InvalidChargingProfile as error:
        return str(error)
    if profile.purpose is not _Purpose.TX_PROFILE:
        return "only a TxProfile can come with a remote start"
    if profile.transaction_id is not None:
        return "the transaction has no id yet"
    return _form_problem(profile) or _capacity_problem(station, None, profile)


def allows_unit(station: Station, unit: ChargingRateUnitType) -> bool:
    """Tell whether the station knows schedules in this unit (section 9.4.2 with errata 3.88)."""
    allowed = station.configuration.members("ChargingScheduleAllowedChargingRateUnit")
    return _RATE_NAMES[unit] in allowed


def _form_problem(profile: ChargingProfile) -> str | None:
    return next((problem for breaks, problem in _FORM if breaks(profile)), None)


def _place_problem(station: Station, connector_id: int, profile: ChargingProfile) -> str | None:
    if profile.purpose is _Purpose.CHARGE_POINT_MAX_PROFILE and connector_id != 0:
        return "a ChargePointMaxProfile is for connector 0"
    if profile.purpose is not _Purpose.TX_PROFILE:
        return None
    if connector_id == 0:
        return "a TxProfile is for one connector"
    transaction = station.connectors[connector_id].transaction
    if transaction is None:
        return "no transaction runs on the connector"
    if profile.transaction_id not in (None, transaction.id):
        return "another transaction runs on the connector"
    return None


def _capacity_problem(
    station: Station, connector_id: int | None, profile: ChargingProfile
) -> str | None:
    configuration = station.configuration
    if profile.stack_level > configuration.integer("ChargeProfileMaxStackLevel"):
        return "the stack level is above ChargeProfileMaxStackLevel"
    if len(profile.schedule.periods) > configuration.integer("ChargingScheduleMaxPeriods"):
        return "there are more periods than ChargingScheduleMaxPeriods"
    if not allows_unit(station, profile.schedule.unit):
        return "the unit is not in ChargingScheduleAllowedChargingRateUnit"
    installed = station.charging_profiles.count_with(connector_id, profile)
    if installed > configuration.integer("MaxChargingProfilesInstalled"):
        return "MaxChargingProfilesInstalled has been reached"
    return None


def _increases(profile: ChargingProfile) -> bool:
    starts = [period.start_s for period in profile.schedule.periods]
    return all(first < second for first, second in pairwise(starts))
