"""Charging profiles as a central system sends them, and stations that charge."""

from support.simulation import EPOCH_S, a_station

from ocpp_load.model import Registration, Transaction
from ocpp_load.model.charging.profile import ChargingProfile
from ocpp_load.ocppj import format_timestamp

DAY_S = 86_400
MAX, DEFAULT, TX = "ChargePointMaxProfile", "TxDefaultProfile", "TxProfile"


def moment(second):
    """Return that second of the simulation as OCPP writes it."""
    return format_timestamp(EPOCH_S + second)


def wire_profile(
    purpose=DEFAULT,
    *periods,
    number=1,
    level=0,
    kind="Absolute",
    unit="A",
    start=0,
    duration=None,
    min_rate=None,
    valid_from=None,
    valid_to=None,
    **fields,
):
    """Return a ChargingProfile payload.

    Periods are `(start, limit)` or `(start, limit, phases)`. Times are seconds of the simulation;
    a `start` of None leaves startSchedule out. `fields` go in as they are.
    """
    schedule = {
        "chargingRateUnit": unit,
        "chargingSchedulePeriod": [
            dict(zip(("startPeriod", "limit", "numberPhases"), period, strict=False))
            for period in periods or [(0, 16)]
        ],
    }
    if start is not None:
        schedule["startSchedule"] = moment(start)
    if duration is not None:
        schedule["duration"] = duration
    if min_rate is not None:
        schedule["minChargingRate"] = min_rate
    profile = {
        "chargingProfileId": number,
        "stackLevel": level,
        "chargingProfilePurpose": purpose,
        "chargingProfileKind": kind,
        "chargingSchedule": schedule,
    }
    if valid_from is not None:
        profile["validFrom"] = moment(valid_from)
    if valid_to is not None:
        profile["validTo"] = moment(valid_to)
    return profile | fields


def profile(*args, received=0, **fields):
    """Return the same as a value, received at that second of the simulation."""
    return ChargingProfile.from_wire(wire_profile(*args, **fields), EPOCH_S + received)


def a_charging_station(*connector_ids, since=0, connectors=2, **type_fields):
    """Return an accepted station where transactions with the ids 101, 102, … run."""
    station = a_station(connectors, **type_fields)
    station.registration = Registration.ACCEPTED
    for connector_id in connector_ids:
        transaction = Transaction("TAG", 0, EPOCH_S + since)
        transaction.id = 100 + connector_id
        station.connectors[connector_id].transaction = transaction
    return station


def with_profiles(station, *places):
    """Install `(connector, profile)` after one another, and return the station."""
    for connector_id, one in places:
        station.charging_profiles.install(connector_id, one)
    return station
