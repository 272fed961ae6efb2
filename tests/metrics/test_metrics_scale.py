"""Places of a scale are numbered without a gap, and each latency has one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.metrics.scale import COARSE, COARSE_OF_FINE, FINE, HIGHEST_US

SCALES = pytest.mark.parametrize("scale", [FINE, COARSE], ids=["fine", "coarse"])
MICROSECONDS = st.one_of(st.integers(0, 5_000), st.integers(0, HIGHEST_US))


@SCALES
@given(us=MICROSECONDS)
def test_a_latency_is_in_its_bucket_and_in_no_other(scale, us):
    place = scale.place(us)
    assert scale.lowest_us(place) <= us <= scale.highest_us(place)
    assert scale.lowest_us(place + 1) == scale.highest_us(place) + 1
    assert scale.place(scale.highest_us(place) + 1) == place + 1


@given(MICROSECONDS)
def test_a_coarse_place_is_known_from_the_fine_one(us):
    assert COARSE_OF_FINE[FINE.place(us)] == COARSE.place(us)


def test_each_fine_place_has_a_coarse_one():
    assert len(COARSE_OF_FINE) > FINE.place(HIGHEST_US)
