"""How fast the stations that an event threw out came back."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.summaries import summary_of

from ocpp_load.metrics import Recorder
from ocpp_load.report.recovery import MAX_POINTS, recoveries_part, recovery_texts


def recorded(struck, back_after_s, event="outage"):
    recorder = Recorder(0.0)
    for _ in range(struck):
        recorder.struck(event, 1.0)
    for seconds in back_after_s:
        recorder.recovered(event, seconds)
    for _ in range(struck - len(back_after_s)):
        recorder.not_recovered(event)
    return recorder


def recovery_of(*arguments):
    (recovery,) = recoveries_part(recorded(*arguments).snapshot()).values()
    return recovery


def times_of(recovery):
    return [recovery[name] for name in ("to_50_s", "to_90_s", "to_99_s", "to_100_s")]


@pytest.mark.parametrize(
    ("struck", "back_after_s", "times"),
    [
        (4, [0.1, 0.2, 0.3, 0.4], [0.2, 0.4, 0.4, 0.4]),
        (100, [one / 1000 for one in range(1, 101)], [0.05, 0.09, 0.099, 0.1]),
        (1, [2.0], [2.0, 2.0, 2.0, 2.0]),
        (10, [0.5] * 9, [0.5, 0.5, None, None]),
        (10, [0.5] * 4, [None, None, None, None]),
        (3, [], [None, None, None, None]),
    ],
    ids=["all", "a hundred", "one", "nine of ten", "less than half", "nobody"],
)
def test_the_shares_are_of_those_struck_and_may_never_be_reached(struck, back_after_s, times):
    recovery = recovery_of(struck, back_after_s)
    assert [time and round(time, 3) for time in times_of(recovery)] == times
    assert (recovery["struck"], recovery["back"]) == (struck, len(back_after_s))


def test_an_event_that_threw_nobody_out_has_no_recovery():
    recorder = Recorder(0.0)
    recorder.mark("network is back", 3.0)
    assert recoveries_part(recorder.snapshot()) == {}


@given(st.lists(st.floats(0, 3000), max_size=400), st.integers(0, 50))
def test_a_curve_begins_at_nothing_rises_and_ends_at_the_share_that_is_back(back_after_s, lost):
    struck = len(back_after_s) + lost
    if not struck:
        return
    recovery = recovery_of(struck, back_after_s)
    at_s, share = recovery["curve"]["at_s"], recovery["curve"]["share"]
    assert len(at_s) == len(share) <= MAX_POINTS
    assert (at_s[0], share[0]) == (0, 0)
    assert at_s == sorted(at_s)
    assert share == sorted(set(share))
    assert Fraction(len(back_after_s), struck) == pytest.approx(share[-1])
    reached = [time for time in times_of(recovery) if time is not None]
    assert reached == sorted(reached)
    assert (recovery["to_100_s"] is None) == (lost > 0)


@pytest.mark.parametrize(
    ("event", "action", "since"),
    [
        ("outage", "disconnect", "the outage ended"),
        ("dark", "power_cut", "the power was back"),
        ("update", "reboot", "the restart began"),
        ("connection lost", None, "the connection was lost"),
        ("release", None, "the release"),
    ],
)
def test_it_is_told_from_what_on_the_time_of_each_station_is_counted(event, action, since):
    campaign = {"events": [{"name": event, "action": action}]} if action else None
    recoveries = recoveries_part(recorded(1, [2.0], event).snapshot(), campaign)
    assert recoveries[event]["since"] == since
    (text,) = recovery_texts(recoveries)
    assert f", since {since}: 50 % after 2.0 s" in text


def test_the_summary_and_the_console_tell_it():
    recorder = recorded(4, [0.0421, 0.1, 75.0])
    recovery = summary_of(recorder)["recoveries"]
    (text,) = recovery_texts(recovery)
    assert (
        text
        == "outage: 3 of 4 back, since the event: 50 % after 100 ms; 90 % never; 99 % never; 100 % never"
    )
    assert recovery["outage"]["curve"]["share"] == [0, 0.25, 0.5, 0.75]
