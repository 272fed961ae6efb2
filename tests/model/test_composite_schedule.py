"""The composite schedule, worked out by hand (OCPP 1.6 sections 3.13 and 5.7)."""

import pytest
from support.charging import (
    DAY_S,
    DEFAULT,
    MAX,
    TX,
    a_charging_station,
    profile,
    with_profiles,
)
from support.simulation import EPOCH_S

from ocpp_load.messages.v16.enums import ChargingRateUnitType
from ocpp_load.model.charging.composite_schedule import MOST_CHANGES, composite_schedule

A, W = ChargingRateUnitType.A, ChargingRateUnitType.W


def composed(station, duration_s, unit=W, connector_id=1, second=0.0):
    """Return the periods as (start, limit), and check what else the schedule says."""
    schedule = composite_schedule(station, connector_id, EPOCH_S + second, duration_s, unit)
    assert (schedule.unit, schedule.duration_s) == (unit, duration_s)
    return [(period.start_s, period.limit / 10) for period in schedule.periods]


def phases(station, duration_s, connector_id=1):
    schedule = composite_schedule(station, connector_id, EPOCH_S, duration_s, A)
    return [period.number_phases for period in schedule.periods]


# The example of 3.13.7 counts from 2013-01-01T00:00Z; the simulation begins at 14:13:20 UTC.
MIDNIGHT = -(14 * 3600 + 13 * 60 + 20)
OFFICE_HOURS = profile(
    DEFAULT,
    (0, 11_000, 3),
    (28_800, 6000, 3),
    (72_000, 11_000, 3),
    unit="W",
    kind="Recurring",
    recurrencyKind="Daily",
    duration=DAY_S,
    start=MIDNIGHT - 5011 * DAY_S,
)


def test_a_day_of_the_example_of_the_specification():
    station = with_profiles(a_charging_station(), (0, OFFICE_HOURS))
    assert composed(station, DAY_S) == [
        (0, 6000),
        (20_800, 11_000),  # 20:00
        (64_000, 6000),  # 08:00
    ]


def test_the_same_day_in_amperes_is_cut_to_a_tenth():
    # Errata 3.69: 6000 W / (230 V x 3) = 8.69 A, 11000 W / (230 V x 3) = 15.94 A.
    station = with_profiles(a_charging_station(), (0, OFFICE_HOURS))
    assert composed(station, DAY_S, A) == [(0, 8.6), (20_800, 15.9), (64_000, 8.6)]


def test_without_profiles_it_is_what_the_connector_can_deliver():
    station = a_charging_station(1, power_w=22_080)
    assert composed(station, 60) == [(0, 22_080)]
    assert composed(station, 60, A) == [(0, 32)]
    assert composed(station, 60, connector_id=0) == [(0, 44_160)]
    assert composed(station, 60, A, connector_id=0) == [(0, 64)]


def test_a_higher_level_gives_way_to_the_lower_one_and_that_to_no_limit():
    # 3.13.2 and errata 3.43.
    station = with_profiles(
        a_charging_station(1),
        (1, profile(DEFAULT, (0, 10), duration=200)),
        (1, profile(DEFAULT, (0, 6), (30, 20), number=2, level=1, start=50, duration=100)),
    )
    assert composed(station, 300, A) == [(0, 10), (50, 6), (80, 20), (150, 10), (200, 31.8)]


def test_a_transaction_profile_overrules_the_default_while_it_lasts():
    # 3.13.1.
    station = with_profiles(
        a_charging_station(1),
        (0, profile(DEFAULT, (0, 10))),
        (1, profile(TX, (0, 20), number=2, valid_from=60, valid_to=120)),
    )
    assert composed(station, 180, A) == [(0, 10), (60, 20), (120, 10)]
    assert composed(station, 180, A, connector_id=2) == [(0, 10)]


def test_the_minimum_of_the_purposes_holds_in_each_interval():
    # 3.13.3: intervals of the purposes need not be the same.
    station = with_profiles(
        a_charging_station(1),
        (0, profile(MAX, (0, 10), (100, 25))),
        (1, profile(TX, (0, 16), (50, 6), (150, 30), number=2)),
    )
    assert composed(station, 200, A) == [(0, 10), (50, 6), (150, 25)]


def test_recurrence_begins_anew_and_leaves_out_what_is_too_long():
    # Errata 3.43, 3.44, 3.79: two days, in each 100 s of 6 A and then no limit but the own one.
    daily = {"kind": "Recurring", "recurrencyKind": "Daily"}
    station = with_profiles(
        a_charging_station(1),
        (1, profile(DEFAULT, (0, 6), (2 * DAY_S, 1), start=-50, duration=100, **daily)),
    )
    assert composed(station, 2 * DAY_S, A) == [
        (0, 6),
        (50, 31.8),
        (DAY_S - 50, 6),
        (DAY_S + 50, 31.8),
        (2 * DAY_S - 50, 6),
    ]


def test_a_relative_profile_goes_on_from_the_start_of_the_transaction():
    station = with_profiles(
        a_charging_station(1, since=-100),
        (0, profile(DEFAULT, (0, 6), (120, 16), kind="Relative", start=None)),
    )
    assert composed(station, 300, A) == [(0, 6), (20, 16)]
    # Nobody charges at connector 2: as if somebody began now.
    assert composed(station, 300, A, connector_id=2) == [(0, 6), (120, 16)]


def test_it_ends_with_the_time_asked_for():
    station = with_profiles(a_charging_station(1), (1, profile(TX, (0, 6), (60, 16))))
    assert composed(station, 60, A) == [(0, 6)]
    assert composed(station, 61, A) == [(0, 6), (60, 16)]


def test_neighbours_that_say_the_same_are_one_period():
    station = with_profiles(
        a_charging_station(1),
        # 6900 and 6920 W are both 10.0 A; the last period is the same on fewer phases.
        (1, profile(TX, (0, 6900), (10, 6920), (20, 6900), (30, 2300, 1), unit="W")),
    )
    assert composed(station, 60, A) == [(0, 10), (30, 10)]
    assert phases(station, 60) == [3, 1]


def test_it_starts_with_the_second_in_which_it_is_asked_for():
    station = with_profiles(a_charging_station(1), (1, profile(TX, (0, 6), (60, 16))))
    assert composed(station, 60, A, second=50.9) == [(0, 6), (10, 16)]


@pytest.mark.parametrize(
    ("type_fields", "period", "unit", "limit_a", "number_phases"),
    [
        ({}, (0, 16), "A", 16, 3),
        ({}, (0, 16.1, 1), "A", 16.1, 1),
        ({}, (0, 3680, 1), "W", 16, 1),
        ({}, (0, 3680), "W", 5.3, 3),
        ({"phases": 1, "power_w": 7400}, (0, 16), "A", 16, 1),
        ({"phases": 1, "power_w": 7400}, (0, 3680), "W", 16, 1),
        ({"power_w": 11_000}, (0, 32, 1), "A", 15.9, 1),
    ],
)
def test_the_phases_that_can_be_used_are_told(type_fields, period, unit, limit_a, number_phases):
    # Errata 3.34 and 3.69.
    station = a_charging_station(1, **type_fields)
    station.charging_profiles.install(1, profile(TX, period, unit=unit))
    assert composed(station, 60, A) == [(0, limit_a)]
    assert phases(station, 60) == [number_phases]


def test_the_station_draws_what_its_connectors_draw_together():
    # 5.7: with connector 0 the total that is expected; 3.13.3: the maximum is for all together.
    station = with_profiles(
        a_charging_station(1, 2),
        (0, profile(MAX, (0, 40), (100, 20))),
        (1, profile(TX, (0, 10), (50, 20), number=2)),
        (2, profile(TX, (0, 16), (75, 6), number=3)),
    )
    assert composed(station, 150, A, connector_id=0) == [(0, 26), (50, 36), (75, 26), (100, 20)]


@pytest.mark.parametrize(
    ("allowed", "places", "unit"),
    [
        ("Current,Power", [], A),
        ("Power", [], W),
        ("Current,Power", [(0, profile(MAX, unit="W"))], W),
        ("Current,Power", [(0, profile(MAX)), (1, profile(TX, unit="W", number=2))], W),
    ],
)
@pytest.mark.parametrize("connector_id", [0, 1])
def test_nobody_asks_for_a_unit_and_gets_that_of_the_profile_in_force(
    allowed, places, unit, connector_id
):
    configuration = {"ChargingScheduleAllowedChargingRateUnit": allowed}
    station = with_profiles(a_charging_station(1, configuration=configuration), *places)
    assert composite_schedule(station, connector_id, EPOCH_S, 60).unit is unit


@pytest.mark.parametrize(
    ("connector_id", "unit", "least"),
    [(1, A, 65), (1, W, 65 * 230 * 3), (2, A, None), (0, A, None)],
)
def test_the_least_rate_of_the_car_is_passed_on(connector_id, unit, least):
    station = with_profiles(
        a_charging_station(1),
        (1, profile(TX, (0, 16), min_rate=6.5)),
        (0, profile(MAX, (0, 20), number=2)),
    )
    schedule = composite_schedule(station, connector_id, EPOCH_S, 60, unit)
    assert schedule.min_charging_rate == least


def test_the_least_rate_is_not_told_where_no_profile_is_in_force():
    station = with_profiles(a_charging_station(1), (1, profile(TX, min_rate=6.5, start=30)))
    assert composite_schedule(station, 1, EPOCH_S, 60).min_charging_rate is None


@pytest.mark.parametrize("connector_id", [0, 1])
@pytest.mark.parametrize(("second_limit", "periods"), [(6, MOST_CHANGES), (16, 1)])
def test_a_schedule_without_end_is_cut_and_says_so(connector_id, second_limit, periods):
    # Two periods a day, for 68 years: what is looked at is bounded, whatever comes of it.
    daily = {"kind": "Recurring", "recurrencyKind": "Daily"}
    station = with_profiles(
        a_charging_station(1),
        (0, profile(DEFAULT, (0, 16), (3600, second_limit), **daily)),
    )
    schedule = composite_schedule(station, connector_id, EPOCH_S, 2**31 - 1, A)
    assert schedule.duration_s == MOST_CHANGES // 2 * DAY_S
    assert len(schedule.periods) == periods


def test_a_long_schedule_without_changes_is_not_cut():
    station = with_profiles(a_charging_station(1), (1, profile(TX, (0, 16))))
    assert composed(station, 2**31 - 1, A) == [(0, 16)]


def test_on_the_wire_it_has_no_start_of_its_own():
    # Errata 3.57.
    station = with_profiles(a_charging_station(1), (1, profile(TX, (0, 8.1, 1), min_rate=6)))
    assert composite_schedule(station, 1, EPOCH_S, 60).to_wire() == {
        "duration": 60,
        "chargingRateUnit": "A",
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 8.1, "numberPhases": 1}],
        "minChargingRate": 6,
    }
