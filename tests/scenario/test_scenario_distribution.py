from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.duration import LONGEST_S
from ocpp_load.scenario import Exponential, Fixed, Normal, Uniform

seconds = st.floats(min_value=0, max_value=LONGEST_S)
distributions = st.one_of(
    st.builds(Fixed, seconds),
    st.tuples(seconds, seconds).map(lambda bounds: Uniform(min(bounds), max(bounds))),
    st.builds(Normal, mean_s=seconds, sd_s=seconds),
    st.builds(Exponential, seconds),
)


@given(distributions, st.integers())
def test_nothing_drawn_is_negative(distribution, seed):
    rng = Random(seed)
    assert all(distribution.draw(rng) >= 0 for _ in range(20))


@given(distributions, st.integers())
def test_the_same_seed_draws_the_same_durations(distribution, seed):
    first, second = Random(seed), Random(seed)
    assert [distribution.draw(first) for _ in range(5)] == [
        distribution.draw(second) for _ in range(5)
    ]


@given(st.tuples(seconds, seconds).map(sorted), st.integers())
def test_a_uniform_duration_stays_between_its_bounds(bounds, seed):
    low_s, high_s = bounds
    assert low_s <= Uniform(low_s, high_s).draw(Random(seed)) <= high_s


@pytest.mark.parametrize(
    ("distribution", "mean_s"),
    [
        (Fixed(8.0), 8.0),
        (Uniform(4.0, 12.0), 8.0),
        (Normal(8.0, 1.0), 8.0),
        (Exponential(8.0), 8.0),
    ],
)
def test_the_mean_of_many_durations_is_the_one_that_was_asked_for(distribution, mean_s):
    rng = Random(1)
    drawn = [distribution.draw(rng) for _ in range(20_000)]
    assert sum(drawn) / len(drawn) == pytest.approx(mean_s, rel=0.03)


def test_a_fixed_duration_leaves_the_random_numbers_alone():
    rng = Random(1)
    before = rng.getstate()
    Fixed(5.0).draw(rng)
    assert rng.getstate() == before


@pytest.mark.parametrize(
    ("written", "distribution"),
    [
        ("5 s", Fixed(5.0)),
        ("0.5", Fixed(0.5)),
        ("{uniform: [5 s, 1 min]}", Uniform(5.0, 60.0)),
        ("{uniform: [5, 5]}", Uniform(5.0, 5.0)),
        ("{normal: {mean: 2 min, sd: 500 ms}}", Normal(120.0, 0.5)),
        ("{exponential: 30 s}", Exponential(30.0)),
    ],
)
def test_a_random_duration_stands_where_a_duration_stands(parse_step, written, distribution):
    assert parse_step(f"wait: {written}").duration == distribution
    assert parse_step(f"charge: {{for: {written}}}").for_ == distribution


HOW = "write for example 500 ms, 30 s, 2 min, 1 h or plain seconds"


@pytest.mark.parametrize(
    ("written", "mistakes"),
    [
        ("5 sek", [f'1:9: wait: "5 sek" is not a duration; {HOW}']),
        ("-5", ["1:9: wait: -5 is out of range; allowed: 0 s to 365 days"]),
        ("true", [f"1:9: wait: true is not a duration; {HOW}"]),
        ("[5 s, 6 s]", [f"1:9: wait: a list is not a duration; {HOW}"]),
        ("", [f"1:3: wait: an empty value is not a duration; {HOW}"]),
        ("{}", ["1:9: wait: needs exactly one of uniform, normal, exponential"]),
        (
            "{uniform: [1, 2], exponential: 3}",
            ["1:9: wait: needs exactly one of uniform, normal, exponential"],
        ),
        (
            "{unifrom: [1, 2]}",
            [
                (
                    "1:10: wait: unknown key unifrom; did you mean uniform?"
                    " allowed: uniform, normal, exponential"
                )
            ],
        ),
        (
            "{uniform: [1]}",
            ["1:19: uniform: needs a list of two durations, for example [5 s, 30 s]"],
        ),
        (
            "{uniform: 5 s}",
            ["1:19: uniform: needs a list of two durations, for example [5 s, 30 s]"],
        ),
        (
            "{uniform: [30 s, 5 s]}",
            ["1:19: uniform: 30 s is longer than 5 s; write the shorter one first"],
        ),
        ("{uniform: [a, 5 s]}", [f'1:20: uniform: "a" is not a duration; {HOW}']),
        ("{normal: 5 s}", ['1:18: normal: "5 s" is not allowed; allowed: a mapping']),
        (
            "{normal: {mean: -1}}",
            [
                "1:18: normal: the key sd is missing; required: mean, sd",
                "1:25: mean: -1 is out of range; allowed: 0 s to 365 days",
            ],
        ),
        ("{exponential: x}", [f'1:23: exponential: "x" is not a duration; {HOW}']),
    ],
)
def test_a_mistake_in_a_duration_is_told_with_what_is_allowed(mistakes_of_step, written, mistakes):
    assert mistakes_of_step(f"wait: {written}") == mistakes
