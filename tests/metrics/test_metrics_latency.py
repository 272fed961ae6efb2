from math import ceil

import pytest
from hdrh.histogram import HdrHistogram
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.metrics import LatencyHistogram
from ocpp_load.metrics.latency import HIGHEST_US, SIGNIFICANT_DIGITS

MICROSECONDS = st.one_of(st.integers(1, 5_000), st.integers(1, HIGHEST_US))


def recorded(microseconds):
    histogram = LatencyHistogram()
    for us in microseconds:
        histogram.record(us / 1e6)
    return histogram


def figures(histogram):
    return (
        histogram.counts,
        histogram.count,
        histogram.total_us,
        histogram.lowest_us,
        histogram.highest_us,
        histogram.clamped,
    )


@given(st.lists(MICROSECONDS, min_size=1), st.sampled_from([0.1, 50, 90, 95, 99, 99.9, 100]))
def test_a_percentile_is_the_nearest_rank_to_three_digits(microseconds, percentile):
    rank = max(1, ceil(round(percentile * len(microseconds) / 100, 10)))
    true_ms = sorted(microseconds)[rank - 1] / 1000
    assert true_ms <= recorded(microseconds).percentile_ms(percentile) <= true_ms * 1.001


@given(st.lists(MICROSECONDS, min_size=1))
def test_minimum_maximum_and_mean_are_exact(microseconds):
    histogram = recorded(microseconds)
    assert histogram.count == len(microseconds)
    assert histogram.min_ms == min(microseconds) / 1000
    assert histogram.max_ms == max(microseconds) / 1000
    assert histogram.mean_ms == sum(microseconds) / len(microseconds) / 1000


@given(MICROSECONDS)
def test_a_bucket_is_the_one_that_hdrhistogram_itself_would_take(us):
    reference = HdrHistogram(1, HIGHEST_US, SIGNIFICANT_DIGITS)
    assert list(recorded([us]).counts) == [reference.get_lowest_equivalent_value(us)]


@given(st.lists(MICROSECONDS, min_size=1))
def test_the_encoded_form_is_read_by_hdrhistogram_itself(microseconds):
    reference = HdrHistogram(1, HIGHEST_US, SIGNIFICANT_DIGITS)
    for us in microseconds:
        reference.record_value(us)
    decoded = HdrHistogram.decode(recorded(microseconds).encode())
    assert decoded.get_total_count() == len(microseconds)
    assert decoded.get_value_at_percentile(50) == reference.get_value_at_percentile(50)
    assert decoded.get_max_value() == reference.get_max_value()


@given(st.lists(MICROSECONDS))
def test_the_encoded_form_keeps_every_bucket(microseconds):
    histogram = recorded(microseconds)
    decoded = LatencyHistogram.decode(histogram.encode())
    assert decoded.counts == histogram.counts


@given(st.lists(MICROSECONDS), st.lists(MICROSECONDS))
def test_two_histograms_added_are_one_that_recorded_everything(first, second):
    histogram = recorded(first)
    histogram.add(recorded(second))
    assert figures(histogram) == figures(recorded(first + second))


@given(st.lists(MICROSECONDS, min_size=1))
def test_a_delta_brings_everything_over(microseconds):
    histogram = recorded(microseconds)
    assert figures(LatencyHistogram.from_delta(histogram.to_delta())) == figures(histogram)


@given(st.lists(st.integers(-5_000, HIGHEST_US + 5_000), min_size=1))
def test_many_recorded_at_once_are_the_same_as_one_by_one(microseconds):
    histogram = LatencyHistogram()
    histogram.record_all([us / 1e6 for us in microseconds])
    one_by_one = recorded(microseconds)
    assert figures(histogram) == figures(one_by_one)


def test_a_copy_does_not_change_with_its_original():
    histogram = recorded([5])
    copied = histogram.copy()
    histogram.record(7e-6)
    assert figures(copied) == figures(recorded([5]))


@pytest.mark.parametrize(
    ("seconds", "max_ms", "clamped"),
    [
        (3600, 3_600_000, 0),
        (3600.1, 3_600_000, 1),
        (1e12, 3_600_000, 1),
        (0.4e-6, 0.001, 0),
        (0.0, 0.001, 0),
        (-0.003, 0.001, 0),
    ],
)
def test_what_is_out_of_range_counts_at_its_end(seconds, max_ms, clamped):
    histogram = LatencyHistogram()
    histogram.record(seconds)
    assert (histogram.count, histogram.max_ms, histogram.clamped) == (1, max_ms, clamped)


def test_no_latency_has_no_figures():
    histogram = LatencyHistogram()
    assert histogram.count == 0
    assert histogram.percentiles_ms([50]) == {}
    assert [
        histogram.min_ms,
        histogram.mean_ms,
        histogram.percentile_ms(50),
        histogram.max_ms,
    ] == [None] * 4


def test_999_permille_of_a_thousand_is_the_999th():
    assert recorded(range(1, 1001)).percentile_ms(99.9) == 0.999


def test_four_tenths_of_a_millisecond_are_not_rounded_away():
    assert recorded([400, 400, 400]).percentile_ms(95) == 0.4
