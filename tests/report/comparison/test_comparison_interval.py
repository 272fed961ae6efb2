"""Order statistics: how many observations below a quantile there are is binomial."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.report.comparison.interval import (
    CONFIDENCE,
    observations_needed,
    of_mean,
    of_share,
    ranks,
    student_factor,
)

SHARES = st.sampled_from((0.1, 0.5, 0.9, 0.95, 0.99, 0.999))


def coverage(count, share, low, high):
    """Return how likely the true quantile lies between the two observations."""
    return sum(
        comb(count, below) * share**below * (1 - share) ** (count - below)
        for below in range(low or 0, high if high is not None else count + 1)
    )


@given(st.integers(1, 400), SHARES)
def test_the_ranks_enclose_the_quantile_as_often_as_they_claim(count, share):
    low, high = ranks(count, share)
    assert coverage(count, share, low, high) >= CONFIDENCE - 1e-9


@given(st.integers(20, 400), SHARES)
def test_no_narrower_ranks_would_do_on_either_side(count, share):
    low, high = ranks(count, share)
    tail = (1 - CONFIDENCE) / 2
    if low is not None and low < count:
        assert coverage(count, share, None, low + 1) > tail
    if high is not None and high > 1:
        assert coverage(count, share, high - 1, None) > tail


@pytest.mark.parametrize("share", [0.5, 0.95, 0.99, 0.999])
def test_so_many_observations_are_needed_and_no_fewer(share):
    needed = observations_needed(share)
    assert ranks(needed, share)[1] is not None
    assert ranks(needed - 1, share)[1] is None


@pytest.mark.parametrize(("share", "needed"), [(0.5, 8), (0.95, 104), (0.99, 528), (0.999, 5296)])
def test_how_many_observations_a_percentile_needs(share, needed):
    assert observations_needed(share) == needed


def test_many_observations_take_the_normal_distribution_which_is_next_to_the_binomial_one():
    below, above = ranks(1_000_000, 0.99)
    # 2.576 standard deviations of 99.5 on either side.
    assert (below, above) == (989_744, 990_257)


@given(st.integers(1, 10**7), SHARES)
def test_the_ranks_lie_on_either_side_of_the_quantile(count, share):
    low, high = ranks(count, share)
    assert low is None or 1 <= low <= count * share + 1
    assert high is None or count * share <= high <= count


@given(st.floats(1, 1e6), st.floats(0, 1))
def test_the_interval_of_a_share_holds_it(count, share):
    interval = of_share(share, count)
    assert 0 <= interval.low <= share <= interval.high <= 1


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [(0.0, 0.0, 0.0622), (0.5, 0.3753, 0.6247), (1.0, 0.9378, 1.0)],
)
def test_the_interval_of_a_share_is_wilsons(share, low, high):
    interval = of_share(share, 100)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-4)


def test_the_interval_of_a_mean_does_not_go_below_nothing():
    interval = of_mean(10.0, 1.0)
    assert (interval.low, interval.high) == pytest.approx((7.424, 12.576), abs=1e-3)
    assert of_mean(1.0, 1.0).low == 0


@pytest.mark.parametrize(
    ("degrees", "quantile"), [(3, 5.841), (5, 4.032), (10, 3.169), (60, 2.660)]
)
def test_the_factor_is_the_quantile_of_students_distribution_by_the_normal_one(degrees, quantile):
    assert student_factor(degrees) * 2.5758 == pytest.approx(quantile, rel=0.04)
