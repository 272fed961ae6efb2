"""What an EV draws while only time passes: power, its integral, and when it is reached."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.model.electrical.draw import NO_DRAW, Draw

STEADY = Draw(3600.0)
FALLING = Draw(7200.0, steady_s=100.0, decay_per_s=0.01, lasts_s=300.0)


@st.composite
def draws(draw):
    power_w = draw(st.floats(1, 400_000))
    steady_s = draw(st.floats(0, 20_000))
    decay_per_s = draw(st.floats(1e-5, 0.01))
    return Draw(power_w, steady_s, decay_per_s, steady_s + draw(st.floats(0, 20_000)))


@pytest.mark.parametrize(
    ("draw", "elapsed_s", "power_w", "energy_wh"),
    [
        (NO_DRAW, 500, 0, 0),
        (STEADY, 0, 3600, 0),
        (STEADY, 90, 3600, 90),
        (FALLING, 100, 7200, 200),
        # 7200 W · e^-1, and 7200 W · (1 - e^-1) / 0.01 s^-1 on top of the 200 Wh.
        (FALLING, 200, 2648.732, 326.4241),
        (FALLING, 300, 0, 372.9329),
        (FALLING, 10_000, 0, 372.9329),
    ],
)
def test_power_is_steady_then_falls_then_ends(draw, elapsed_s, power_w, energy_wh):
    assert draw.power_at(elapsed_s) == pytest.approx(power_w, abs=1e-3)
    assert draw.energy_after(elapsed_s) == pytest.approx(energy_wh, abs=1e-4)


@given(draws(), st.floats(0, 50_000))
def test_energy_is_the_integral_of_power(draw, until_s):
    steps = 2000
    width_s = min(until_s, draw.lasts_s) / steps
    middles = ((number + 0.5) * width_s for number in range(steps))
    summed_wh = sum(draw.power_at(middle) for middle in middles) * width_s / 3600
    assert draw.energy_after(until_s) == pytest.approx(summed_wh, rel=2e-3, abs=1e-6)


@given(draws(), st.lists(st.floats(0, 50_000), min_size=2))
def test_energy_never_decreases_and_power_never_grows(draw, moments):
    moments.sort()
    energies = [draw.energy_after(moment) for moment in moments]
    powers = [draw.power_at(moment) for moment in moments]
    assert energies == sorted(energies)
    assert powers == sorted(powers, reverse=True)


@given(draws(), st.floats(0, 1))
def test_the_time_to_an_energy_is_when_it_has_flowed(draw, share):
    energy_wh = draw.energy_after(draw.lasts_s) * share
    elapsed_s = draw.seconds_to(energy_wh)
    assert draw.energy_after(elapsed_s) == pytest.approx(energy_wh, rel=1e-6, abs=1e-6)


def test_what_never_flows_takes_for_ever():
    assert FALLING.seconds_to(373) == inf
    assert NO_DRAW.seconds_to(1e-3) == inf
    assert NO_DRAW.seconds_to(0) == 0
    assert STEADY.seconds_to(1e6) == 1e6
