"""Which profiles a station refuses (OCPP 1.6 sections 3.13.1, 5.16, 7.8 and 9.4)."""

import pytest
from support.charging import DEFAULT, MAX, TX, a_charging_station, profile, wire_profile

from ocpp_load.messages.v16.enums import ChargingRateUnitType
from ocpp_load.model.charging.rules import (
    allows_unit,
    profile_problem,
    remote_start_profile_problem,
)

RECURRING = {"kind": "Recurring", "recurrencyKind": "Daily"}
CAPACITY = {
    "ChargeProfileMaxStackLevel": "3",
    "ChargingScheduleMaxPeriods": "2",
    "ChargingScheduleAllowedChargingRateUnit": "Current",
    "MaxChargingProfilesInstalled": "2",
}


@pytest.mark.parametrize(
    ("connector_id", "allowed"),
    [
        (0, profile(MAX)),
        (0, profile(DEFAULT)),
        (1, profile(DEFAULT)),
        (2, profile(DEFAULT)),
        (1, profile(TX)),
        (1, profile(TX, transactionId=101)),
        (1, profile(TX, valid_from=0, valid_to=1)),  # errata 3.65, 3.66
        (1, profile(**RECURRING)),
        (1, profile(kind="Relative", start=None)),
        (1, profile(start=None)),
        (1, profile(level=3)),
        (1, profile(DEFAULT, (0, 16), (1, 8))),
        (1, profile(DEFAULT, (0, 16, 9))),  # errata 3.34: more phases than there are
        (1, profile(valid_to=-1)),
    ],
)
def test_what_the_specification_allows_is_no_problem(connector_id, allowed):
    station = a_charging_station(1, configuration=CAPACITY)
    assert profile_problem(station, connector_id, allowed) is None


@pytest.mark.parametrize(
    ("connector_id", "refused", "problem"),
    [
        # 3.13.1: where each purpose belongs.
        (1, profile(MAX), "a ChargePointMaxProfile is for connector 0"),
        (0, profile(TX), "a TxProfile is for one connector"),
        (2, profile(TX), "no transaction runs on the connector"),
        (1, profile(TX, transactionId=102), "another transaction runs on the connector"),
        (1, profile(transactionId=101), "transactionId is for a TxProfile"),
        # Errata 3.45 and 3.70.
        (1, profile(DEFAULT, (1, 16)), "the first period does not start at 0"),
        (1, profile(DEFAULT, (0, 16), (0, 8)), "the periods do not follow one another"),
        (1, profile(DEFAULT, (0, 16), (5, 8), (4, 2)), "the periods do not follow one another"),
        # Errata 3.56 and 3.79.
        (1, profile(recurrencyKind="Daily"), "recurrencyKind is for recurring profiles"),
        (
            1,
            profile(kind="Relative", start=None, recurrencyKind="Daily"),
            "recurrencyKind is for recurring profiles",
        ),
        (1, profile(kind="Recurring"), "a recurring profile needs a recurrencyKind"),
        (1, profile(**RECURRING, start=None), "a recurring profile needs a startSchedule"),
        (1, profile(valid_from=5, valid_to=5), "validTo is not after validFrom"),
        # 9.4.
        (1, profile(level=4), "the stack level is above ChargeProfileMaxStackLevel"),
        (
            1,
            profile(DEFAULT, (0, 1), (1, 2), (2, 3)),
            "there are more periods than ChargingScheduleMaxPeriods",
        ),
        (1, profile(unit="W"), "the unit is not in ChargingScheduleAllowedChargingRateUnit"),
    ],
)
def test_what_it_does_not_allow_is_named(connector_id, refused, problem):
    station = a_charging_station(1, configuration=CAPACITY)
    assert profile_problem(station, connector_id, refused) == problem


def test_no_more_profiles_are_installed_than_there_is_room_for():
    station = a_charging_station(1, configuration=CAPACITY)
    station.charging_profiles.install(0, profile(DEFAULT, number=1))
    station.charging_profiles.install(1, profile(DEFAULT, number=2))
    full = "MaxChargingProfilesInstalled has been reached"
    assert profile_problem(station, 2, profile(DEFAULT, number=3)) == full
    assert profile_problem(station, 1, profile(TX, number=3)) == full
    assert remote_start_profile_problem(station, wire_profile(TX, number=3)) == full
    # What takes the place of another needs none.
    assert profile_problem(station, 1, profile(DEFAULT, number=3)) is None
    assert profile_problem(station, 2, profile(DEFAULT, number=1, level=3)) is None
    assert remote_start_profile_problem(station, wire_profile(TX, number=1)) is None


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (wire_profile(TX, start=None, kind="Relative"), None),
        (wire_profile(DEFAULT), "only a TxProfile can come with a remote start"),
        (wire_profile(MAX), "only a TxProfile can come with a remote start"),
        (wire_profile(TX, transactionId=101), "the transaction has no id yet"),
        (wire_profile(TX, (1, 16)), "the first period does not start at 0"),
        (wire_profile(TX, level=4), "the stack level is above ChargeProfileMaxStackLevel"),
        (wire_profile(TX, level=-1), "stackLevel is below 0"),
    ],
)
def test_a_remote_start_brings_a_profile_for_a_transaction_without_an_id(payload, problem):
    # Errata 3.41.
    station = a_charging_station(configuration=CAPACITY)
    assert remote_start_profile_problem(station, payload) == problem


@pytest.mark.parametrize(
    ("allowed", "units"),
    [("Current", ["A"]), ("Power", ["W"]), ("Current,Power", ["A", "W"])],
)
def test_the_units_of_schedules_are_configured_as_quantities(allowed, units):
    # Errata 3.88.
    station = a_charging_station(configuration={"ChargingScheduleAllowedChargingRateUnit": allowed})
    assert [unit for unit in "AW" if allows_unit(station, ChargingRateUnitType(unit))] == units
