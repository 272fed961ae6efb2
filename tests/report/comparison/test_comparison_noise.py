"""What is noise and what is not: false alarms and power, by simulation with fixed seeds.

Both are rates of these seeds; `docs/compare.md` has those of many more.
"""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.compared_runs import run_of, seeded, wandering, without_timeline

from ocpp_load.report.comparison import Result, compare, parse_budget
from ocpp_load.report.comparison.pair import Pair, Standing
from ocpp_load.report.comparison.statistic import FAILURES, RATE, SHOWN, percentile

KEY = ("call", "Heartbeat")
EVERY_STATISTIC = [
    parse_budget(f"{statistic.name}=0%")
    for statistic in SHOWN
    if statistic.name.endswith(("0", "5", "9", "mean"))
]
EVERY_STATISTIC += [parse_budget(text) for text in ("failures=0%", "rate=0%", "p99=0ms")]


def standings(times, *statistics, factor=1.0, seed=2026, **how):
    """Return what is said of each statistic in so many comparisons of two runs of that kind."""
    source = seeded(seed)
    said = {name: [] for name in statistics}
    for _ in range(times):
        old = run_of(wandering(source, **how))
        new = run_of(wandering(source, factor=factor, **how))
        for name, standing in said.items():
            standing.append(Pair(old, new, KEY).figure(percentile(name)).standing)
    return said


LATENCIES = st.lists(st.lists(st.floats(0.0001, 60.0), max_size=6), min_size=1, max_size=25).filter(
    any
)


@settings(max_examples=40)
@given(LATENCIES, st.data())
def test_a_run_never_fails_against_itself(seconds, data):
    failures = [data.draw(st.integers(0, len(latencies))) for latencies in seconds]
    run = run_of(seconds, failures=failures)
    for one in (run, without_timeline(run)):
        assert compare(one, one, EVERY_STATISTIC).result is Result.WITHIN


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"level_sigma": 0.1, "memory": 0.5},
        {"level_sigma": 0.1, "memory": 0.7, "rise": 1.0},
        {"level_sigma": 0.2, "memory": 0.7, "per_second": 10, "seconds": 120},
    ],
    ids=["independent", "correlated", "correlated while the load rises", "fewer and longer"],
)
def test_the_same_distribution_sampled_twice_is_no_regression(how):
    for said in standings(20, "p50", "p95", **how).values():
        # One in a hundred is allowed either way; of 20 a second one would be one too many.
        assert said.count(Standing.WORSE) + said.count(Standing.BETTER) <= 1


def test_twenty_per_cent_more_are_found_in_two_thousand_calls():
    found = standings(12, "p50", "p90", "p95", factor=1.2, seconds=60, per_second=33)
    for said in found.values():
        assert said.count(Standing.WORSE) >= 11


def test_twenty_per_cent_less_are_an_improvement():
    assert standings(2, "p50", factor=1 / 1.2) == {"p50": [Standing.BETTER] * 2}


def test_calls_that_hang_together_are_worth_fewer():
    source = seeded(3)
    alone, together = (
        Pair(run, run_of(wandering(source)), KEY).figure(percentile("p50")).old
        for run in (
            run_of(wandering(source)),
            run_of(wandering(source, level_sigma=0.3, memory=0.5)),
        )
    )
    assert alone.calls == together.calls == 60 * 33
    assert together.worth < alone.worth / 3
    assert alone.worth > alone.calls / 4


def test_what_both_runs_do_at_the_same_time_is_no_noise():
    source = seeded(4)
    rising = [run_of(wandering(source, rise=1.0)) for _ in range(2)]
    beside_each_other = Pair(*rising, KEY).figure(percentile("p50")).old
    unlike = Pair(rising[0], replace(rising[1], slice_s=2), KEY).figure(percentile("p50")).old
    assert beside_each_other.worth > 5 * unlike.worth


def test_calls_of_a_few_seconds_say_little_of_the_next_run():
    burst = [[0.01] * 1000, [0.02] * 1000, *([] for _ in range(58))]
    worse = [[0.02] * 1000, [0.04] * 1000, *([] for _ in range(58))]
    pair = Pair(run_of(burst), run_of(worse), KEY)
    assert pair.figure(percentile("p50")).standing is Standing.UNJUDGED
    assert pair.figure(percentile("p50")).old.worth == 2


def test_without_a_timeline_calls_of_the_same_second_are_taken_to_correlate():
    run = without_timeline(run_of([[0.01] * 21] * 60))
    # 1 + 20 x 0.05: each call is worth half a one.
    assert Pair(run, run, KEY).figure(percentile("p50")).old.worth == 60 * 21 / 2


def test_latencies_that_never_differ_have_no_noise():
    old, new = run_of([[0.010] * 20] * 60), run_of([[0.011] * 20] * 60)
    assert Pair(old, new, KEY).figure(percentile("p99")).standing is Standing.WORSE


def test_a_central_system_that_fails_from_the_middle_on_is_found():
    steady = [[0.01] * 30] * 60
    old = run_of(steady)
    new = run_of(steady, failures=[0] * 30 + [15] * 30)
    assert Pair(old, new, KEY).figure(FAILURES).standing is Standing.WORSE


def test_failures_scattered_as_before_are_no_regression():
    source = seeded(6)
    steady = [[0.01] * 30] * 60
    for _ in range(10):
        old, new = (
            run_of(steady, failures=[source.randint(0, 2) for _ in steady]) for _ in range(2)
        )
        assert Pair(old, new, KEY).figure(FAILURES).standing is Standing.NOISE


@pytest.mark.parametrize(
    ("per_second", "standing"),
    [(30, Standing.NOISE), (28, Standing.NOISE), (20, Standing.WORSE), (40, Standing.BETTER)],
)
def test_fewer_calls_in_a_second_are_worse(per_second, standing):
    old, new = run_of([[0.01] * 30] * 60), run_of([[0.01] * per_second] * 60)
    assert Pair(old, new, KEY).figure(RATE).standing is standing


@pytest.mark.parametrize(
    ("count", "standing"),
    [(527, Standing.UNJUDGED), (99, Standing.UNJUDGED), (530, Standing.NOISE)],
)
def test_a_percentile_of_too_few_calls_is_not_judged(count, standing):
    run = run_of([[0.01] * (count // 10)] * 9 + [[0.01] * (count - count // 10 * 9)])
    assert Pair(run, run, KEY).figure(percentile("p99")).standing is standing


def test_the_highest_is_shown_and_never_judged():
    old, new = run_of([[0.01] * 30] * 60), run_of([[0.02] * 30] * 60)
    (highest,) = [statistic for statistic in SHOWN if statistic.name == "max"]
    figure = Pair(old, new, KEY).figure(highest)
    assert figure.standing is Standing.NONE
    assert (figure.old.value, figure.new.value, figure.change) == (10.0, 20.0, 1.0)
