"""One charging profile: read, and in force or not (OCPP 1.6 sections 5.16.4 and 7.8 to 7.14)."""

from math import inf

import pytest
from support.charging import DAY_S, DEFAULT, MAX, TX, profile, wire_profile
from support.simulation import EPOCH_S

from ocpp_load.messages.v16.enums import (
    ChargingProfileKindType,
    ChargingProfilePurposeType,
    ChargingRateUnitType,
    RecurrencyKindType,
)
from ocpp_load.model.charging.profile import ChargingProfile
from ocpp_load.model.charging.schedule import (
    ChargingSchedule,
    ChargingSchedulePeriod,
    InvalidChargingProfile,
)
from ocpp_load.ocppj import ErrorCode

WEEK_S = 7 * DAY_S


def seen(profile, second, since=0):
    """Return the limit in force at a second of the simulation, and the second it changes."""
    period, until_s = profile.in_force(EPOCH_S + second, EPOCH_S + since)
    return (None if period is None else period.limit / 10), until_s - EPOCH_S


def test_a_profile_is_read_with_every_field():
    payload = wire_profile(
        TX,
        (0, 16.1),
        (60, 0, 1),
        number=7,
        level=3,
        kind="Recurring",
        recurrencyKind="Weekly",
        start=10,
        duration=600,
        min_rate=6.5,
        valid_from=-5,
        valid_to=5,
        transactionId=42,
    )
    assert ChargingProfile.from_wire(payload, EPOCH_S + 0.9) == ChargingProfile(
        id=7,
        stack_level=3,
        purpose=ChargingProfilePurposeType.TX_PROFILE,
        kind=ChargingProfileKindType.RECURRING,
        schedule=ChargingSchedule(
            ChargingRateUnitType.A,
            (ChargingSchedulePeriod(0, 161, 3), ChargingSchedulePeriod(60, 0, 1)),
            duration_s=600,
            min_charging_rate=65,
        ),
        received_s=EPOCH_S,
        start_s=EPOCH_S + 10,
        recurrency=RecurrencyKindType.WEEKLY,
        transaction_id=42,
        valid_from_s=EPOCH_S - 5,
        valid_to_s=EPOCH_S + 5,
    )


def test_fractions_of_a_second_are_cut_off():
    read = profile(valid_from=0.9, valid_to=1.1, start=0.5)
    assert (read.valid_from_s, read.valid_to_s, read.start_s) == (EPOCH_S, EPOCH_S + 1, EPOCH_S)


def test_times_with_an_offset_are_understood():
    payload = wire_profile(validFrom="2026-09-21T16:13:20+02:00")
    assert ChargingProfile.from_wire(payload).valid_from_s == EPOCH_S


@pytest.mark.parametrize("limit", [1e300, 10**40])
def test_a_limit_beyond_all_bounds_is_still_a_number(limit):
    assert profile(DEFAULT, (0, limit)).schedule.periods[0].limit == 10**10


SCHEDULE = wire_profile()["chargingSchedule"]


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        (wire_profile(level=-1), "stackLevel"),
        (wire_profile(duration=-1), "duration"),
        (wire_profile(DEFAULT, (0, -0.1)), "limit"),
        (wire_profile(DEFAULT, (0, 16, 0)), "numberPhases"),
        (wire_profile(min_rate=-1), "minChargingRate"),
        (wire_profile(validFrom="0000-01-01T00:00:00Z"), "validFrom"),
        (wire_profile(validTo="0000-01-01T00:00:00Z"), "validTo"),
        (
            wire_profile(chargingSchedule=SCHEDULE | {"startSchedule": "0000-01-01T00:00:00Z"}),
            "startSchedule",
        ),
    ],
)
def test_a_value_that_a_field_cannot_have_is_no_profile(payload, field):
    with pytest.raises(InvalidChargingProfile) as caught:
        ChargingProfile.from_wire(payload)
    assert caught.value.field == field
    assert caught.value.code is ErrorCode.PROPERTY_CONSTRAINT_VIOLATION
    assert str(caught.value) == f"{field} {caught.value.problem}"


def test_a_schedule_without_a_period_breaks_the_number_of_its_elements():
    payload = wire_profile(chargingSchedule=SCHEDULE | {"chargingSchedulePeriod": []})
    with pytest.raises(InvalidChargingProfile) as caught:
        ChargingProfile.from_wire(payload)
    assert caught.value.code is ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION


STEPS = (DEFAULT, (0, 10), (60, 20), (120, 30))
DAILY = {"kind": "Recurring", "recurrencyKind": "Daily"}
WEEKLY = {"kind": "Recurring", "recurrencyKind": "Weekly"}


@pytest.mark.parametrize(
    ("installed", "second", "expected"),
    [
        # Absolute: from its startSchedule, each period until the next one, the last for ever.
        (profile(*STEPS, start=100), 99, (None, 100)),
        (profile(*STEPS, start=100), 100, (10, 160)),
        (profile(*STEPS, start=100), 159, (10, 160)),
        (profile(*STEPS, start=100), 160, (20, 220)),
        (profile(*STEPS, start=100), 10**6, (30, inf)),
        # 5.16.4: nothing after the duration, neither the periods left nor, before, a gap.
        (profile(*STEPS, duration=90), 89, (20, 90)),
        (profile(*STEPS, duration=90), 90, (None, inf)),
        (profile(*STEPS, duration=300), 299, (30, 300)),
        (profile(*STEPS, duration=300), 300, (None, inf)),
        (profile(*STEPS, duration=0), 0, (None, inf)),
        # 7.8: valid from validFrom until validTo.
        (profile(*STEPS, valid_from=70), 69, (None, 70)),
        (profile(*STEPS, valid_from=70), 70, (20, 120)),
        (profile(*STEPS, valid_to=70), 69, (20, 70)),
        (profile(*STEPS, valid_to=70), 70, (None, inf)),
        (profile(*STEPS, start=100, valid_to=70), 0, (None, 70)),
        (profile(*STEPS, valid_from=90, valid_to=70), 0, (None, 70)),
        # Errata 3.79: again every 24 hours or 7 days from startSchedule, and not before it.
        (profile(*STEPS, start=0, **DAILY), -1, (None, 0)),
        (profile(*STEPS, start=0, **DAILY), 9 * DAY_S + 59, (10, 9 * DAY_S + 60)),
        (profile(*STEPS, start=0, **DAILY), 10 * DAY_S - 1, (30, 10 * DAY_S)),
        (profile(*STEPS, start=0, **DAILY), 10 * DAY_S, (10, 10 * DAY_S + 60)),
        (profile(*STEPS, start=30, **WEEKLY), WEEK_S + 29, (30, WEEK_S + 30)),
        (profile(*STEPS, start=30, **WEEKLY), WEEK_S + 30, (10, WEEK_S + 90)),
        # Errata 3.43: a shorter duration leaves the rest of each cycle to other profiles.
        (profile(*STEPS, duration=90, **DAILY), DAY_S + 89, (20, DAY_S + 90)),
        (profile(*STEPS, duration=90, **DAILY), DAY_S + 90, (None, 2 * DAY_S)),
        (profile(*STEPS, duration=90, valid_to=DAY_S, **DAILY), 100, (None, DAY_S)),
        # Errata 3.44: what is longer than the cycle is not executed.
        (profile(DEFAULT, (0, 10), (DAY_S, 20), **DAILY), DAY_S, (10, 2 * DAY_S)),
        (profile(*STEPS, duration=2 * DAY_S, **DAILY), DAY_S - 1, (30, DAY_S)),
        (profile(*STEPS, duration=2 * DAY_S, **DAILY), DAY_S, (10, DAY_S + 60)),
    ],
)
def test_a_profile_is_in_force_as_its_times_say(installed, second, expected):
    assert seen(installed, second) == expected


@pytest.mark.parametrize("kind", ["Relative", "Absolute"])
def test_without_a_start_the_periods_count_from_the_start_of_charging(kind):
    # 7.13: if startSchedule is absent the schedule is relative to the start of charging.
    installed = profile(*STEPS, kind=kind, start=None)
    assert seen(installed, 100, since=50) == (10, 110)
    assert seen(installed, 110, since=50) == (20, 170)


def test_a_relative_profile_has_no_use_for_a_start():
    assert seen(profile(*STEPS, kind="Relative", start=1000), 100, since=50) == (10, 110)


@pytest.mark.parametrize("kind", ["Relative", "Absolute"])
def test_a_limit_of_the_station_without_a_start_counts_from_when_it_came(kind):
    installed = profile(MAX, *STEPS[1:], kind=kind, start=None, received=30)
    assert seen(installed, 60, since=50) == (10, 90)


@pytest.mark.parametrize("purpose", [MAX, DEFAULT])
def test_a_clock_that_was_set_back_does_not_lift_a_relative_profile(purpose):
    installed = profile(purpose, *STEPS[1:], kind="Relative", start=None, received=10)
    assert seen(installed, 5, since=10) == (10, 65)
