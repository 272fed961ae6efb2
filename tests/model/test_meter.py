"""The meter of a connector."""

from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.model import Meter


def test_power_over_time_is_energy():
    meter = Meter(energy_wh=1000)
    meter.set_power(22_000, now=100)
    assert meter.energy_wh(100 + 1800) == 12_000
    meter.set_power(0, now=100 + 1800)
    assert meter.energy_wh(10_000) == 12_000


@given(
    st.lists(st.tuples(st.floats(0, 400_000), st.floats(-10, 86_400)), max_size=30),
)
def test_the_register_never_runs_backwards(changes):
    meter, now, shown = Meter(), 0.0, 0
    for power_w, seconds in changes:
        meter.set_power(power_w, now)
        now = max(0.0, now + seconds)
        assert meter.energy_wh(now) >= shown
        shown = meter.energy_wh(now)
        meter.set_power(power_w, now)
