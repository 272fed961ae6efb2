"""What may be drawn now (OCPP 1.6 sections 3.13.1 to 3.13.3; errata 3.8, 3.34, 3.43, 3.69)."""

import pytest
from support.charging import (
    DEFAULT,
    MAX,
    TX,
    a_charging_station,
    profile,
    wire_profile,
    with_profiles,
)
from support.simulation import EPOCH_S

from ocpp_load.model.charging.limits import limit_w, outlook


def limits(station, second=0):
    """Return the limits of the station and of its connectors, in W."""
    return [
        limit_w(station, connector.id, EPOCH_S + second + 0.5) for connector in station.connectors
    ]


def watts(purpose, limit, **fields):
    return profile(purpose, (0, limit), unit="W", **fields)


def test_without_profiles_nothing_limits():
    assert limits(a_charging_station(1)) == [None, None, None]


def test_a_profile_that_is_not_in_force_limits_nothing():
    station = with_profiles(a_charging_station(1), (1, watts(DEFAULT, 5000, valid_from=60)))
    assert limits(station, 59) == [None, None, None]
    # The other connector may still draw its 22 kW.
    assert limits(station, 60) == [27_000, 5000, None]


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        # 3.13.1: a TxDefaultProfile of connector 0 is for all connectors, each its own.
        ([(0, watts(DEFAULT, 5000))], [10_000, 5000, 5000]),
        ([(2, watts(DEFAULT, 5000))], [27_000, None, 5000]),
        (
            [(0, watts(DEFAULT, 5000)), (2, watts(DEFAULT, 9000, number=2))],
            [14_000, 5000, 9000],
        ),
        # 3.13.1: a TxProfile overrules it, also with the lower level and the higher limit.
        (
            [(0, watts(DEFAULT, 5000, level=5)), (1, watts(TX, 9000, number=2))],
            [14_000, 9000, 5000],
        ),
        # Without a transaction a TxProfile is for nobody.
        ([(2, watts(TX, 5000))], [None, None, None]),
        # 3.13.3: the lowest of the purposes, and all connectors together below the station's.
        ([(0, watts(MAX, 8000))], [8000, 8000, 8000]),
        ([(0, watts(MAX, 30_000))], [30_000, 22_000, 22_000]),
        ([(0, watts(MAX, 60_000))], [44_000, 22_000, 22_000]),
        (
            [
                (0, watts(MAX, 8000)),
                (0, watts(DEFAULT, 3000, number=2)),
                (1, watts(TX, 9000, number=3)),
            ],
            [8000, 8000, 3000],
        ),
        # 3.13.2: the highest stack level, not the lowest limit.
        (
            [(0, watts(MAX, 4000)), (0, watts(MAX, 8000, number=2, level=1))],
            [8000, 8000, 8000],
        ),
        # Errata 3.43: a profile that has ended leaves it to the next lower level, and the last
        # TxProfile to the TxDefaultProfile.
        (
            [(1, watts(TX, 9000)), (1, watts(TX, 4000, number=2, level=1, start=-9, duration=9))],
            [31_000, 9000, None],
        ),
        (
            [(1, watts(TX, 9000, start=-9, duration=9)), (1, watts(DEFAULT, 4000, number=2))],
            [26_000, 4000, None],
        ),
        # 3.13.2: what replaces a profile does so before its own validFrom, too.
        ([(1, watts(DEFAULT, 9000)), (1, watts(DEFAULT, 1, valid_from=60))], [None, None, None]),
        (
            [(0, watts(DEFAULT, 9000)), (1, watts(DEFAULT, 1, number=2, valid_from=60))],
            [31_000, None, 9000],
        ),
        # Nothing at all is a limit, too.
        ([(0, watts(MAX, 0))], [0, 0, 0]),
    ],
)
def test_the_profiles_of_all_purposes_are_combined(places, expected):
    # Connector 1 charges, connector 2 is free; each has 22 kW.
    assert limits(with_profiles(a_charging_station(1), *places)) == expected


def test_a_default_that_comes_or_goes_takes_effect_in_a_running_transaction():
    # Errata 3.8.
    station = with_profiles(a_charging_station(1), (1, watts(DEFAULT, 5000)))
    assert limits(station)[1] == 5000
    station.charging_profiles.install(1, watts(DEFAULT, 6000))
    assert limits(station)[1] == 6000
    station.charging_profiles.clear()
    assert limits(station)[1] is None


def test_the_profile_of_a_remote_start_applies_once_the_transaction_runs():
    # Errata 3.42.
    station = a_charging_station()
    station.charging_profiles.keep_for_start(1, wire_profile(TX, (0, 3000), unit="W"))
    assert limits(station)[1] is None
    station.connectors[1].transaction = a_charging_station(1).connectors[1].transaction
    assert limits(station)[1] == 3000
    # Of the same stack level, with the id that the transaction has got meanwhile: replaced.
    station.charging_profiles.install(1, watts(TX, 4000, number=2, transactionId=101))
    assert limits(station)[1] == 4000
    station.charging_profiles.transaction_ended(1)
    assert limits(station)[1] is None


@pytest.mark.parametrize(
    ("type_fields", "places", "expected_w"),
    [
        # Errata 3.69: amperes of each phase at 230 V; three phases unless another number is given.
        ({}, [profile(TX, (0, 16))], 16 * 230 * 3),
        ({}, [profile(TX, (0, 16.1, 1))], 16.1 * 230),
        ({}, [profile(TX, (0, 6, 2))], 6 * 230 * 2),
        # Errata 3.34: on fewer phases the limit stays as it is given, for those that there are.
        ({"phases": 1, "power_w": 7400}, [profile(TX, (0, 16, 3))], 16 * 230),
        ({"phases": 1, "power_w": 7400}, [profile(TX, (0, 5000, 3), unit="W")], 5000),
        ({}, [profile(TX, (0, 16, 9))], 16 * 230 * 3),
        # A connector of 11 kW carries a third of it on one phase.
        ({"power_w": 11_000}, [profile(TX, (0, 32, 1))], 3666.6),
        ({"power_w": 11_000}, [profile(TX, (0, 32))], 11_000),
        ({"power_w": 50_000}, [profile(TX, (0, 20_000, 1), unit="W")], 20_000),
        # Both hold: 10 A on each of the phases, of which one is used.
        ({}, [profile(TX, (0, 16, 1)), profile(MAX, (0, 10), number=2)], 10 * 230),
        ({}, [profile(TX, (0, 16, 1)), profile(MAX, (0, 3000), number=2, unit="W")], 3000),
    ],
)
def test_amperes_and_phases_are_reckoned_in_watts(type_fields, places, expected_w):
    station = a_charging_station(1, **type_fields)
    for one in places:
        station.charging_profiles.install(1 if one.purpose == TX else 0, one)
    assert limits(station)[1] == pytest.approx(expected_w)


@pytest.mark.parametrize(
    ("max_profile", "expected_w"),
    [
        # 16 A on one phase and 16 A on three: what is drawn from the grid is their sum,
        (profile(MAX, (0, 60)), 3680 + 11_040),
        # but no more than 20 A on each of its three phases.
        (profile(MAX, (0, 20)), 20 * 230 * 3),
        (profile(MAX, (0, 13_000), unit="W"), 13_000),
    ],
)
def test_the_station_is_limited_on_the_phases_that_its_connectors_use(max_profile, expected_w):
    station = with_profiles(
        a_charging_station(1, 2),
        (0, max_profile),
        (1, profile(TX, (0, 16, 1), number=2)),
        (2, profile(TX, (0, 16, 3), number=3)),
    )
    assert limits(station)[0] == expected_w


def test_two_cars_on_one_phase_share_the_current_of_that_phase():
    station = with_profiles(
        a_charging_station(1, 2),
        (0, profile(MAX, (0, 20))),
        (0, profile(DEFAULT, (0, 16, 1), number=2)),
    )
    assert limits(station) == [20 * 230, 16 * 230, 16 * 230]


def test_a_relative_profile_begins_with_the_transaction_and_else_with_the_question():
    relative = profile(DEFAULT, (0, 1000), (60, 2000), unit="W", kind="Relative", start=None)
    station = with_profiles(a_charging_station(1, since=0), (0, relative))
    assert limits(station, 59)[1:] == [1000, 1000]
    assert limits(station, 60)[1:] == [2000, 1000]
    free = outlook(station, 2, EPOCH_S)
    assert [free.at(EPOCH_S + second).limit.power for second in (59, 60)] == [10_000, 20_000]
