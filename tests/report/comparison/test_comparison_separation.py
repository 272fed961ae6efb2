"""Runs too short for an interval, and so far apart that none is needed."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.compared_runs import run_of, seeded, wandering

from ocpp_load.report.comparison import Result, compare, comparison_dict, parse_budget
from ocpp_load.report.comparison.judging import Finding
from ocpp_load.report.comparison.wording import judgement_text

FAST = [[0.002] * 5] * 8


def judgement(old, new, budget="p95=10%"):
    """Return what becomes of a budget that is about one line."""
    (found,) = compare(run_of(old), run_of(new), [parse_budget(budget)]).judgements
    return found


@pytest.mark.parametrize("budget", ["p50=10%", "p90=10%", "p95=10%", "p99=10%", "p99.9=10%"])
def test_a_slowdown_of_five_hundred_times_is_found_in_eight_seconds(budget):
    assert judgement(FAST, [[1.0]] * 8, budget).finding is Finding.EXCEEDED


@pytest.mark.parametrize("budget", ["from intent p95=10%", "from intent p99=10%"])
def test_the_time_from_intent_is_told_apart_as_well(budget):
    assert judgement(FAST, [[1.0]] * 8, budget).finding is Finding.EXCEEDED


def test_who_waits_has_no_column_for_rarer_ones():
    assert judgement(FAST, [[1.0]] * 8, "from intent p99.9=10%").finding is Finding.UNJUDGED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(FAST[:4], [[1.0]] * 5, id="too few slices"),
        pytest.param(FAST, [[1.0]] * 7 + [[0.0043]], id="one that comes near"),
        pytest.param([*FAST[:7], [0.5]], [[1.0]] * 8, id="an old one that was slow as well"),
        pytest.param(FAST, [[0.0043] * 5] * 8, id="all of them near"),
    ],
)
def test_what_chance_may_do_is_not_judged(old, new):
    assert judgement(old, new).finding is Finding.UNJUDGED


def test_five_slices_each_are_enough():
    assert judgement(FAST[:5], [[1.0]] * 5).finding is Finding.EXCEEDED


def test_a_budget_is_allowed_before_it_is_doubled():
    assert judgement(FAST, [[0.02]] * 8, "p95=10ms").finding is Finding.UNJUDGED
    assert judgement(FAST, [[0.025]] * 8, "p95=10ms").finding is Finding.EXCEEDED


def test_a_run_that_is_as_much_faster_is_no_regression():
    assert judgement([[1.0]] * 8, FAST).finding is not Finding.EXCEEDED


@given(
    st.lists(st.floats(1.01, 50.0), min_size=2, max_size=6),
    st.integers(3, 30),
    st.sampled_from(["p50=10%", "p95=10%", "p99=10%"]),
)
def test_a_larger_slowdown_is_never_missed_where_a_smaller_one_is_found(factors, seconds, budget):
    source = seeded(7)
    old = wandering(source, seconds=seconds, per_second=10)
    new = wandering(source, seconds=seconds, per_second=10)
    found = [
        judgement(old, [[factor * one for one in each] for each in new], budget).finding
        for factor in sorted(factors)
    ]
    ranks = [finding is Finding.EXCEEDED for finding in found]
    assert ranks == sorted(ranks)


def test_swings_that_last_longer_than_the_run_are_not_taken_for_one():
    source, exceeded = seeded(11), 0
    how = {"seconds": 8, "per_second": 10, "level_sigma": 0.1, "memory": 0.97}
    for _ in range(200):
        old, new = wandering(source, **how), wandering(source, **how)
        exceeded += judgement(old, new, "p50=0%").finding is Finding.EXCEEDED
    assert exceeded == 0


def test_it_says_what_it_has_judged_by():
    old, new = (replace(run_of(one), summary={"run": {}}) for one in (FAST, [[1.0]] * 8))
    comparison = compare(old, new, [parse_budget("p95=10%")])
    assert comparison.result is Result.REGRESSION
    (told,) = comparison_dict(comparison)["judgements"]
    assert told["apart"] == {
        "old_slices": 8,
        "new_slices": 8,
        "old_worst": pytest.approx(2.0, rel=0.01),
        "new_best": pytest.approx(1000.0, rel=0.01),
    }
    assert math.isclose(told["limit"], 1.1 * told["apart"]["old_worst"])
    assert judgement_text(told) == (
        "exceeded: → call Heartbeat: 2.00 ms -> 1,000 ms (x500.0);"
        " in each of 8 slices at least 1,004 ms, allowed by the worst of OLD's 8 2.21 ms"
    )
