"""The meter of a connector: a register that never runs backwards (OCPP 1.6 section 7.31)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.simulation import a_station

from ocpp_load.model import Meter
from ocpp_load.model.electrical.draw import NO_DRAW, Draw
from ocpp_load.model.meter import NO_FLOW, Flow

FALLING = Draw(7200.0, steady_s=100.0, decay_per_s=0.01, lasts_s=300.0)


def test_power_over_time_is_energy():
    meter = Meter(energy_wh=1000)
    meter.set_power(22_000, now=100)
    assert meter.energy_wh(100 + 1800) == 12_000
    meter.set_power(0, now=100 + 1800)
    assert meter.energy_wh(10_000) == 12_000


def test_nothing_flows_in_a_new_one():
    meter = Meter()
    assert meter.flow is NO_FLOW
    assert (meter.energy_wh(1e6), meter.power_w, meter.power_at(1e6)) == (0, 0, 0)


def test_it_follows_a_flow_that_changes_by_itself():
    meter = Meter(energy_wh=1000)
    meter.set_flow(Flow(FALLING), now=50)
    assert meter.power_at(150) == 7200
    assert meter.power_at(250) == pytest.approx(2648.732, abs=1e-3)
    assert meter.energy_wh(250) == 1326
    assert meter.energy_wh(1e6) == 1372
    assert meter.seconds_to(1100, now=60) == pytest.approx(40)


def test_a_session_may_run_faster_than_the_clock():
    meter = Meter()
    meter.set_flow(Flow(Draw(3600.0), pace=60.0), now=0)
    assert meter.energy_wh(10) == 600
    assert meter.seconds_to(1200, now=10) == pytest.approx(10)


def test_an_interval_is_what_has_flowed_since_the_last_one_of_its_kind():
    meter = Meter()
    meter.set_power(3600, now=0)
    assert meter.interval_wh("a", now=10) == 0
    meter.begin_interval("a", now=10)
    meter.begin_interval("b", now=15)
    assert (meter.interval_wh("a", now=30), meter.interval_wh("b", now=30)) == (20, 15)


def test_fractions_that_do_not_add_up_do_not_cost_a_watt_hour():
    meter = Meter()
    for second in range(1, 11):
        meter.set_flow(Flow(Draw(360_000.0 / second)), now=second)
        meter.set_flow(NO_FLOW, now=second + 0.1 * second)
    assert meter.energy_wh(100) == 100


def test_the_register_survives_a_restart():
    station = a_station()
    station.connectors[1].meter.set_power(3600, now=0)
    station.lose_power()
    assert station.connectors[1].meter.energy_wh(60) == 60


@given(
    st.lists(
        st.tuples(
            st.sampled_from([NO_FLOW, Flow(FALLING), Flow(NO_DRAW, pace=60.0)])
            | st.builds(Flow, st.builds(Draw, st.floats(0, 400_000)), pace=st.floats(0.1, 100)),
            st.floats(-10, 86_400),
            st.floats(0, 1),
        ),
        max_size=30,
    ),
)
def test_the_register_never_runs_backwards(changes):
    meter, now, shown = Meter(), 0.0, 0
    for flow, seconds, share in changes:
        meter.set_flow(flow, now)
        for moment in (now + share * seconds, now + seconds):
            now = max(now, moment)
            assert meter.energy_wh(now) >= shown
            shown = meter.energy_wh(now)
