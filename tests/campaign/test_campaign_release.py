"""The release of stations that have waited for each other: read, told, and spread over its time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.campaign.load import RELEASE, Release, read_load
from ocpp_load.campaign.load.muster import PATIENCE_S, Muster
from ocpp_load.campaign.load.release import IN_TIME
from ocpp_load.campaign.loader import parse_campaign
from ocpp_load.campaign.thresholds.threshold import BackWithin, Scope
from ocpp_load.errors import ScenarioError
from ocpp_load.scenario.document import parse_document
from ocpp_load.scenario.reader import MistakeList, Value

CAMPAIGN = """\
name: x
ocpp: "1.6"
stations: 100
groups: [{{name: all, scenario: heartbeat}}]
load: {load}
events: [{{at: 1 s, name: {event}, reboot: all}}]
thresholds: ["{threshold}"]
"""
RELEASED = "[{release: {over: 1 s}}, {hold: 1 min}]"


def read(text, size=100):
    mistakes = MistakeList("x.yaml")
    root = parse_document(text.encode(), "x.yaml", mistakes.found)
    return read_load(Value(root, "load", mistakes), size), [m.problem for m in mistakes.found]


def campaign_of(load=RELEASED, event="reboot", threshold="failures = 0"):
    text = CAMPAIGN.format(load=load, event=event, threshold=threshold)
    return parse_campaign(text.encode(), "x.yaml")


@pytest.mark.parametrize(
    ("stage", "release", "told"),
    [
        ("{over: 1 s}", Release(1.0, 1.0), "release 1000 stations over 1 s"),
        ("{over: 0 s}", Release(1.0, 0.0), "release 1000 stations at once"),
        ("{to: 80 %, over: 2 min}", Release(0.8, 120.0), "release 800 stations over 2 min"),
        ("{to: 50, over: 1}", Release(0.5, 1.0), "release 500 stations over 1 s"),
    ],
)
def test_a_release_says_how_many_stations_connect_in_what_time(stage, release, told):
    profile, problems = read(f"[{{release: {stage}}}, {{hold: 10 s}}]")
    assert (profile.release, problems) == (release, [])
    assert profile.stages[0].told(1000) == told
    assert profile.duration_s == release.over_s + 10


def test_its_stations_are_there_from_its_first_moment_on_and_others_come_behind_it():
    profile, _ = read("[{release: {to: 50 %, over: 2 s}}, {ramp: {to: 100 %, over: 5 s}}]")
    assert [profile.target(second, 100)[0] for second in (0, 1.5, 2, 6.5)] == [50, 50, 60, 100]


@pytest.mark.parametrize(
    ("stages", "problem"),
    [
        (
            "[{hold: 5 s}, {release: {over: 1 s}}]",
            "release is for the beginning of the load; stations that come later do not wait",
        ),
        ("[{release: {over: 1 s}}, {release: {over: 1 s}}]", "release is for the beginning"),
        ("[{release: {to: 100 %}}]", "the key over is missing"),
        ("[{release: {to: 0, over: 1 s}}, {hold: 1}]", "0 is not allowed; allowed: more than 0"),
        ("[{release: {over: 0 s}}]", "takes no time; give a stage that lasts"),
        ("[{release: {over: 1 s, within: 2 s}}]", "unknown key within"),
        ("[{relaese: {over: 1 s}}]", "unknown key relaese; did you mean release?"),
    ],
)
def test_a_release_that_makes_no_sense_is_told(stages, problem):
    _, problems = read(stages)
    assert any(problem in found for found in problems), problems


@pytest.mark.parametrize("verb", ["accepted", "back"])
def test_thresholds_know_the_release_as_an_event(verb):
    campaign = campaign_of(threshold=f"after release: 99 % {verb} within 15 s")
    assert campaign.thresholds[0].figure == BackWithin(15.0, Scope(since=RELEASE))


@pytest.mark.parametrize(
    ("load", "event", "problem"),
    [
        (RELEASED, "release", "release is what reports call something else"),
        ("[{hold: 1 min}]", "outage", "there is no event release"),
    ],
)
def test_without_a_release_nobody_is_released_and_with_one_no_other_event_has_its_name(
    load, event, problem
):
    with pytest.raises(ScenarioError, match=problem):
        campaign_of(load, event, "after release: 99 % accepted within 15 s")


def test_an_event_may_be_called_release_where_there_is_none():
    assert campaign_of("[{hold: 1 min}]", "release").events[0].name == "release"


@given(
    stations=st.lists(st.integers(1, 60), min_size=1, max_size=5),
    over_s=st.floats(0.0, 600.0),
)
def test_all_are_due_in_time_whatever_the_processes_they_are_in(stations, over_s):
    release = Release(1.0, over_s)
    due = [
        release.due_s(index, count, place, len(stations))
        for place, count in enumerate(stations)
        for index in range(count)
    ]
    assert all(0 <= due_s <= IN_TIME * over_s for due_s in due)


@given(stations=st.integers(1, 100), processes=st.integers(1, 8))
def test_processes_of_one_size_are_spread_as_evenly_as_one_with_all_their_stations(
    stations, processes
):
    release = Release(1.0, 3.0)
    whole = [release.due_s(index, stations * processes) for index in range(stations * processes)]
    parts = sorted(
        release.due_s(index, stations, place, processes)
        for place in range(processes)
        for index in range(stations)
    )
    assert parts == pytest.approx(whole)


def muster_of(**told):
    muster = Muster()
    for process, (there, absent) in told.items():
        muster.note(process, there, absent)
    return muster


def test_a_fleet_is_complete_when_all_are_there_or_will_not_come():
    muster = muster_of(one=(30, 0), two=(19, 0))
    assert muster.missing(50, ("one", "two"), 1.0) is None
    muster.note("two", 19, 1)
    assert muster.missing(50, ("one", "two"), 2.0) == 0


def test_as_long_as_somebody_comes_the_others_wait_and_then_no_longer():
    muster, now = muster_of(), 0.0
    for there in range(10):
        muster.note("one", there, 0)
        assert muster.missing(50, ("one",), now) is None
        now += PATIENCE_S
        assert muster.missing(50, ("one",), now) is None
    assert muster.missing(50, ("one",), now + 1.0) == 41


def test_stations_of_a_process_that_is_gone_are_not_there_and_others_may_take_their_places():
    muster = muster_of(one=(30, 0), dead=(20, 0))
    assert muster.missing(50, ("one", "dead"), 0.0) == 0
    assert muster.missing(50, ("one",), 1.0) is None
    assert muster.missing(50, ("one",), 2.0 + PATIENCE_S) == 20
    muster.note("one", 50, 0)
    assert muster.missing(50, ("one",), 3.0 + PATIENCE_S) == 0


def test_only_processes_that_have_stations_take_turns():
    muster = muster_of(one=(30, 0), empty=(0, 5), two=(20, 0), dead=(9, 0))
    assert muster.places(("one", "empty", "two", "silent")) == {
        "one": (0, 2),
        "empty": (0, 1),
        "two": (1, 2),
        "silent": (0, 1),
    }
