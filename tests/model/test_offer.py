"""What a connector offers its EV (OCPP 1.6 sections 3.13.1 to 3.13.3, errata 3.34 and 3.69)."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.charging import DEFAULT, MAX, TX, a_charging_station, profile, with_profiles
from support.simulation import EPOCH_S

from ocpp_load.model.charging.limits import limit_w
from ocpp_load.model.electrical.draw import NO_DRAW
from ocpp_load.model.electrical.electrical import USUAL_MEASURANDS, Electrical, SupplyType
from ocpp_load.model.electrical.offer import offer
from ocpp_load.model.electrical.vehicle import Vehicle, VehicleType
from ocpp_load.model.meter import Flow

DC = Electrical(SupplyType.DC, 400.0, measurands=USUAL_MEASURANDS[SupplyType.DC])


def a_station(*places, charging=(1,), vehicles=(), **fields):
    """Return a station that charges at some connectors, whose EVs all ask for power."""
    station = with_profiles(a_charging_station(*charging, connectors=3, **fields), *places)
    for number in charging:
        station.connectors[number].meter.set_flow(Flow(NO_DRAW, asks=True), 0.0)
    for number, type_ in vehicles:
        station.connectors[number].vehicle = Vehicle(type_, 0.5, 0.0)
    return station


def offered(station, connector_id=1, second=0):
    """Return watts, phases, and the second in which that may change."""
    what = offer(station, station.connectors[connector_id], EPOCH_S + second)
    return round(what.power_w, 6), what.phases, what.until_s - EPOCH_S


@pytest.mark.parametrize(
    ("places", "second", "expected"),
    [
        ([], 0, (22_000, 3, inf)),
        ([(0, profile(DEFAULT, (0, 11_000), unit="W"))], 0, (11_000, 3, inf)),
        ([(0, profile(DEFAULT, (0, 16)))], 0, (11_040, 3, inf)),
        ([(0, profile(DEFAULT, (0, 16, 1)))], 0, (3_680, 1, inf)),
        # On one of three phases a third of the connector's power is what there is.
        ([(0, profile(DEFAULT, (0, 22_000, 1), unit="W"))], 0, (7_333.333333, 1, inf)),
        ([(0, profile(DEFAULT, (0, 16), (600, 0), (900, 32)))], 0, (11_040, 3, 600)),
        ([(0, profile(DEFAULT, (0, 16), (600, 0), (900, 32)))], 600, (0, 3, 900)),
        ([(0, profile(DEFAULT, (0, 16), (600, 0), (900, 32)))], 900, (22_000, 3, inf)),
        # IEC 61851-1: less than 6 A cannot be signalled.
        ([(0, profile(DEFAULT, (0, 6)))], 0, (4_140, 3, inf)),
        ([(0, profile(DEFAULT, (0, 5.9)))], 0, (0, 3, inf)),
        ([(0, profile(DEFAULT, (0, 4_139), unit="W"))], 0, (0, 3, inf)),
        ([(0, profile(DEFAULT, (0, 4_139, 1), unit="W"))], 0, (4_139, 1, inf)),
        ([(1, profile(TX, (0, 10))), (0, profile(DEFAULT, (0, 8), number=2))], 0, (6_900, 3, inf)),
    ],
)
def test_the_profiles_in_force_limit_it(places, second, expected):
    assert offered(a_station(*places), second=second) == expected


def test_a_connector_of_little_power_offers_it_all_the_same():
    assert offered(a_station(power_w=3000.0)) == (3000, 3, inf)


@pytest.mark.parametrize("voltage_v", [220.0, 240.0])
def test_neither_the_current_nor_the_power_exceeds_a_limit_in_amperes(voltage_v):
    station = a_station(
        (0, profile(DEFAULT, (0, 6))), electrical=Electrical(voltage_v=voltage_v, power_factor=0.9)
    )
    what = offer(station, station.connectors[1], EPOCH_S)
    assert 0 < what.power_w <= limit_w(station, 1, EPOCH_S)
    assert what.power_w / (3 * voltage_v * 0.9) <= 6 + 1e-9


def test_an_ev_with_fewer_phases_is_offered_what_they_carry():
    one_phase = VehicleType(battery_wh=1, phases=1, max_power_w=7_400)
    station = a_station((0, profile(DEFAULT, (0, 16))), vehicles=[(1, one_phase)])
    assert offered(station) == (3_680, 1, inf)


def test_direct_current_knows_neither_phases_of_the_ev_nor_a_least_current():
    one_phase = VehicleType(battery_wh=1, phases=1)
    fields = {"electrical": DC, "power_w": 50_000.0, "vehicles": [(1, one_phase)]}
    assert offered(a_station(**fields)) == (50_000, 3, inf)
    limited = a_station((0, profile(DEFAULT, (0, 800), unit="W")), **fields)
    assert offered(limited) == (800, 3, inf)


@pytest.mark.parametrize(
    ("limit", "unit", "charging", "watts"),
    [
        (30_000, "W", (1,), [22_000]),
        (30_000, "W", (1, 2), [15_000, 15_000]),
        (30_000, "W", (1, 2, 3), [10_000, 10_000, 10_000]),
        (30, "A", (1, 2), [10_350, 10_350]),
        # 4 A for each of three is too little: the last one waits, and two have 6 A.
        (12, "A", (1, 2, 3), [4_140, 4_140, 0]),
        (11, "A", (1, 2), [7_590, 0]),
        (5, "A", (1, 2), [0, 0]),
        (0, "W", (1, 2), [0, 0]),
    ],
)
def test_a_limit_of_the_station_is_for_all_connectors_combined(limit, unit, charging, watts):
    station = a_station((0, profile(MAX, (0, limit), unit=unit)), charging=charging)
    assert [offered(station, number)[0] for number in charging] == watts


def test_what_one_cannot_use_goes_to_the_others():
    small = VehicleType(battery_wh=1, phases=3, max_power_w=5_000)
    station = a_station(
        (0, profile(MAX, (0, 30_000), unit="W")), charging=(1, 2, 3), vehicles=[(2, small)]
    )
    assert [offered(station, number)[0] for number in (1, 3)] == [12_500, 12_500]
    assert offered(station, 2)[0] >= 5_000


def test_whoever_does_not_ask_gets_no_share():
    station = a_station((0, profile(MAX, (0, 22_000), unit="W")), charging=(1, 2))
    station.connectors[2].meter.set_flow(Flow(NO_DRAW), 0.0)
    assert offered(station)[0] == 22_000
    assert offered(station, 2)[0] == 11_000  # if it asked


def test_amperes_are_shared_as_amperes_for_every_connector_begins_with_the_first_phase():
    one_phase = VehicleType(battery_wh=1, phases=1, max_power_w=7_400)
    station = a_station(
        (0, profile(MAX, (0, 20))), charging=(1, 2), vehicles=[(1, one_phase), (2, one_phase)]
    )
    assert [offered(station, number)[0] for number in (1, 2)] == [2_300, 2_300]


def test_it_may_change_when_that_of_another_does():
    station = a_station(
        (0, profile(MAX, (0, 22_000), unit="W")),
        (2, profile(TX, (0, 6), (300, 16), number=2)),
        charging=(1, 2),
    )
    assert offered(station) == (17_860, 3, 300)


@given(
    st.floats(0, 100).map(lambda limit: round(limit, 1)),
    st.sampled_from(["A", "W"]),
    st.lists(st.tuples(st.floats(0, 40), st.sampled_from([1, 2, 3])), min_size=3, max_size=3),
    st.sampled_from([1.0, 0.9]),
)
def test_together_they_never_get_more_than_the_station_may_have(limit, unit, own, power_factor):
    factor = 1 if unit == "A" else 1000
    places = [(0, profile(MAX, (0, limit * factor), unit=unit))]
    places += [
        (number, profile(TX, (0, round(amperes, 1), phases), number=number + 1))
        for number, (amperes, phases) in enumerate(own, 1)
    ]
    station = a_station(
        *places, charging=(1, 2, 3), electrical=Electrical(power_factor=power_factor)
    )
    offers = [offer(station, station.connectors[number], EPOCH_S) for number in (1, 2, 3)]
    for number, each in enumerate(offers, 1):
        assert each.power_w <= limit_w(station, number, EPOCH_S) + 1e-6
    if unit == "W":
        assert sum(each.power_w for each in offers) <= limit * factor + 1e-6
    else:
        amperes = sum(each.power_w / (230 * each.phases * power_factor) for each in offers)
        assert amperes <= limit + 1e-6
