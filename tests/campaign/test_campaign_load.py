"""The load of a campaign: stages read and checked, and the stations that there shall be when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.campaign.load import read_load
from ocpp_load.campaign.load.profile import stations_at
from ocpp_load.scenario.document import parse_document
from ocpp_load.scenario.reader import MistakeList, Value


def read(text, size=100):
    """Return the profile and the problems of a list of stages in YAML."""
    mistakes = MistakeList("x.yaml")
    root = parse_document(text.encode(), "x.yaml", mistakes.found)
    return read_load(Value(root, "load", mistakes), size), [m.problem for m in mistakes.found]


def loaded(text, size=100):
    profile, problems = read(text, size)
    assert problems == []
    return profile


def counts(profile, size=100):
    """Return what is aimed at, asked about once a second, until the load is over."""
    found, second = [], 0
    while (target := profile.target(second, size)) is not None:
        found.append(target[0])
        second += 1
    return found


@pytest.mark.parametrize(
    ("stages", "stations"),
    [
        # A ramp is aimed at its next second; a hold at what there is.
        ("[{ramp: {to: 100 %, over: 4 s}}, {hold: 2 s}]", [25, 50, 75, 100, 100, 100]),
        ("[{ramp: {to: 40, over: 2 s}}, {ramp: {to: 0, over: 2 s}}]", [20, 40, 20, 0]),
        ("[{ramp: {to: 10, over: 0 s}}, {hold: 2 s}]", [10, 10]),
        ("[{steps: {by: 10, every: 2 s, to: 25}}]", [10, 10, 20, 20, 25, 25]),
        (
            "[{ramp: {to: 30, over: 0}}, {steps: {by: 20 %, every: 1 s, to: 0}}]",
            [10, 0],
        ),
        (
            "[{ramp: {to: 50, over: 1 s}}, {spike: {to: 200 %, for: 2 s}}, {hold: 1 s}]",
            [50, 200, 200, 50],
        ),
        ("[{steps: {by: 5, every: 2 s, to: 0}}]", [0, 0]),
    ],
)
def test_a_stage_says_how_many_stations_there_are_each_second(stages, stations):
    assert counts(loaded(stages)) == stations


def test_a_fleet_of_another_size_has_the_same_shares_whether_they_are_numbers_or_percentages():
    for stage in ("{to: 50, over: 1 s}", "{to: 50 %, over: 1 s}"):
        assert counts(loaded(f"[{{ramp: {stage}}}]", size=100), size=1000) == [500]


def test_stations_come_and_go_at_the_pace_of_the_stage_and_at_once_in_a_jump():
    profile = loaded(
        "[{ramp: {to: 100, over: 20 s}}, {hold: 5 s}, {spike: {to: 300, for: 5 s}},"
        " {ramp: {to: 90, over: 10 s}}]"
    )
    rates = [profile.target(second, 100)[1] for second in (0, 22, 26, 31)]
    assert rates == pytest.approx([5, 5, 200, 200])


def test_the_stages_are_told_for_the_fleet_as_it_is():
    profile = loaded(
        "[{ramp: {to: 50 %, over: 30 s}}, {hold: 1 min}, {steps: {by: 10, every: 5 s, to: 80}},"
        " {spike: {to: 200 %, for: 10 s}}, {ramp: {to: 0, over: 0}}, {hold: 1 s}]"
    )
    assert [(at_s, stage.told(1000)) for at_s, stage in profile.beginnings] == [
        (0, "ramp to 500 stations over 30 s"),
        (30, "hold 500 stations for 1 min"),
        (90, "steps to 800 stations, one every 5 s"),
        (105, "spike for 10 s, then 800 stations again"),
        (115, "ramp to 0 stations at once"),
        (115, "hold 0 stations for 1 s"),
    ]
    assert (profile.duration_s, profile.peak) == (116, 2.0)


@pytest.mark.parametrize(
    ("stages", "problem"),
    [
        ("[]", "the list is empty; allowed: one entry or more"),
        (f"[{{ramp: {{to: {'9' * 400}, over: 1 s}}}}]", "is out of range; allowed: 0 to "),
        ("[{ramp: {to: 1.5, over: 1 s}}]", "1.5 is no number of stations"),
        ("[{hold: 0 s}]", "takes no time; give a stage that lasts, for example hold: 5 min"),
        ("[{}]", "needs exactly one of ramp, hold, steps, spike"),
        ("[{hold: 1, ramp: {to: 1, over: 1}}]", "needs exactly one of ramp, hold, steps, spike"),
        ("[{hold: 5 sek}]", '"5 sek" is not a duration'),
        ("[hold]", '"hold" is not allowed; allowed: a mapping'),
        ("[{rump: {to: 1, over: 1}}]", "unknown key rump; did you mean ramp?"),
        ("[{ramp: {to: 100 %}}]", "the key over is missing"),
        ("[{ramp: {to: 1.5, over: 1}}]", "1.5 is no number of stations"),
        ("[{ramp: {to: all, over: 1}}]", '"all" is no number of stations'),
        ("[{ramp: {to: -1, over: 1}}]", "-1 is out of range"),
        ("[{steps: {by: 0, every: 1, to: 10}}]", "0 is not allowed; allowed: more than 0"),
        ("[{steps: {by: 1, every: 0 s, to: 10}}]", '"0 s" is not allowed; allowed: more than 0'),
        ("[{steps: {by: 1, every: 1, to: 50000}}]", "50000 steps are too many"),
    ],
)
def test_a_load_that_makes_no_sense_is_told(stages, problem):
    _, problems = read(stages)
    assert any(problem in found for found in problems), problems


def test_more_than_nothing_is_at_least_one_station():
    assert [stations_at(level, 10) for level in (0.0, 0.001, 0.5, 1.0)] == [0, 1, 5, 10]


@given(
    levels=st.lists(st.integers(0, 300), min_size=1, max_size=6),
    size=st.integers(1, 5000),
    elapsed=st.floats(0, 1000),
)
def test_whatever_the_stages_there_are_never_more_stations_than_the_highest_of_them(
    levels, size, elapsed
):
    stages = ", ".join(f"{{ramp: {{to: {level} %, over: 7 s}}}}" for level in levels)
    profile = loaded(f"[{stages}]", size)
    target = profile.target(elapsed, size)
    assert (target is None) == (elapsed >= profile.duration_s)
    if target is not None:
        stations, rate = target
        assert 0 <= stations <= max(1, round(max(levels) / 100 * size))
        assert rate > 0
