"""An EV at a connector: its battery, its maximum, and how it tapers near full."""

from math import inf, log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.model.electrical.draw import NO_DRAW
from ocpp_load.model.electrical.vehicle import Vehicle, VehicleType

# 10 kW until 80 %; then down to 500 W at 100 %.
TEN_KW = VehicleType(battery_wh=20_000, max_power_w=10_000, phases=1)


def vehicle(soc, register_wh=1000.0, type_=TEN_KW):
    return Vehicle(type_, soc, register_wh)


def test_it_takes_its_maximum_until_the_knee_and_then_less_and_less():
    draw = vehicle(0.5).draw(22_000, 10_000, 1000.0)
    assert draw.power_w == 10_000
    assert draw.steady_s == pytest.approx(2160)  # 30 % of 20 kWh at 10 kW
    # The remaining 4 kWh: the power falls by 9500 W over them.
    assert draw.decay_per_s == pytest.approx(9500 / 4000 / 3600)
    assert draw.lasts_s == pytest.approx(2160 + log(20) * 4000 / 9500 * 3600)
    assert draw.energy_after(inf) == pytest.approx(10_000)
    assert draw.power_at(draw.lasts_s - 1e-6) == pytest.approx(500)


@pytest.mark.parametrize(
    ("soc", "offered_w", "power_w"),
    [
        (0.5, 22_000, 10_000),
        (0.5, 4_000, 4_000),
        (0.9, 22_000, 5_250),  # half way between 10 kW and 500 W
        (0.9, 4_000, 4_000),
        (0.9, 0, 0),
        (1.0, 22_000, 0),
        (0.99, 400, 400),  # less than even a full battery would take
    ],
)
def test_it_takes_what_it_is_offered_and_can_take(soc, offered_w, power_w):
    draw = vehicle(soc).draw(offered_w, 10_000, 1000.0)
    assert draw.power_w == pytest.approx(power_w)


def test_a_limited_one_stays_at_its_limit_for_longer():
    draw = vehicle(0.5).draw(5_250, 10_000, 1000.0)
    assert draw.steady_s == pytest.approx(8000 / 5250 * 3600)  # until 90 %


def test_its_charge_is_what_the_register_has_counted():
    one = vehicle(0.5)
    assert one.soc(1000.0) == 0.5
    assert one.soc(6000.0) == 0.75
    assert one.register_at(0.75) == 6000.0
    assert not one.is_full(10_999.0)
    assert one.is_full(11_000.0)
    assert one.draw(22_000, 10_000, 11_000.0) is NO_DRAW


def test_one_without_a_taper_takes_all_until_it_is_full():
    steep = VehicleType(battery_wh=20_000, max_power_w=10_000, tapers_from=1.0)
    draw = vehicle(0.5, type_=steep).draw(22_000, 10_000, 1000.0)
    assert (draw.power_w, draw.lasts_s) == (10_000, 3600)


@pytest.mark.parametrize(
    ("phases", "most_w"), [(3, 11_000), (2, 11_000), (1, 5_500), (None, 11_000)]
)
def test_on_fewer_phases_it_takes_less(phases, most_w):
    two_phases = VehicleType(battery_wh=1, max_power_w=11_000, phases=2)
    assert two_phases.max_w(phases) == most_w


def test_one_whose_maximum_is_not_known_takes_what_comes():
    assert VehicleType(battery_wh=1).max_w(3) == inf


def test_a_certain_state_of_charge_takes_nothing_from_the_random_numbers():
    random = Random("x")
    before = random.getstate()
    assert VehicleType(battery_wh=1, lowest_soc=0.3, highest_soc=0.3).draw_soc(random) == 0.3
    assert random.getstate() == before
    assert 0.1 <= VehicleType(battery_wh=1).draw_soc(random) <= 0.6


@given(
    st.floats(1000, 200_000),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(100, 400_000),
    st.lists(st.tuples(st.floats(0, 400_000), st.floats(1, 7200)), max_size=8),
)
def test_the_battery_is_never_more_than_full_and_no_offer_is_exceeded(
    battery_wh, soc, tapers_from, max_w, offers
):
    type_ = VehicleType(battery_wh, max_power_w=max_w, tapers_from=tapers_from)
    one, register_wh = Vehicle(type_, soc, 0.0), 0.0
    for offered_w, seconds in offers:
        draw = one.draw(offered_w, max_w, register_wh)
        assert draw.power_w <= min(offered_w, max_w) * (1 + 1e-9)
        register_wh += draw.energy_after(seconds)
        assert register_wh <= (1 - soc) * battery_wh * (1 + 1e-6) + 1e-6
        assert one.soc(register_wh) <= 1.0


@given(st.floats(0, 0.99), st.floats(100, 30_000), st.floats(0, 1))
def test_looking_at_it_on_the_way_changes_nothing(soc, offered_w, share):
    one = vehicle(soc, 0.0)
    whole = one.draw(offered_w, 10_000, 0.0)
    middle_s = whole.lasts_s * share
    register_wh = whole.energy_after(middle_s)
    rest = one.draw(offered_w, 10_000, register_wh)
    end_s = whole.lasts_s - middle_s
    total_wh = whole.energy_after(whole.lasts_s)
    assert register_wh + rest.energy_after(end_s) == pytest.approx(total_wh, rel=1e-6, abs=1e-4)
