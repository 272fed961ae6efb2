"""What each event cost: before it, during it, and after it."""

import json

import pytest
from jsonschema import Draft7Validator
from support.summaries import summary_of

from ocpp_load.metrics import Recorder
from ocpp_load.report import render_html
from ocpp_load.report.events import event_texts
from ocpp_load.resources import SCHEMAS

VALIDATOR = Draft7Validator(json.loads((SCHEMAS / "summary.schema.json").read_bytes()))


class Run:
    """Ten seconds in which each second has one call, of so many milliseconds as it is the how-manieth."""

    def __init__(self):
        self.recorder = Recorder(0.0)
        self.second = 0

    def until(self, second):
        while self.second < second:
            self.second += 1
            ms = self.second / 1000
            self.recorder.call_answered("Heartbeat", ms, ms, 1, 1)
            self.recorder.tick(self.second, {}, {})

    def events(self):
        summary = summary_of(self.recorder)
        VALIDATOR.validate(json.loads(json.dumps(summary)))
        return summary["events"]


def spans(event):
    return [(phase["phase"], phase["from_s"], phase["to_s"]) for phase in event["phases"]]


def outage(event, *, begins_at, back_at=None, of=2):
    """Return a run in which an event strikes, and one station of two is back in that second."""
    run = Run()
    run.until(begins_at)
    if event != "connection lost":
        run.recorder.mark(event, begins_at + 0.5)
    for _ in range(of):
        run.recorder.struck(event, begins_at + 0.5)
        run.recorder.call_failed("Authorize", "connection lost", None, None)
    if back_at is not None:
        run.until(back_at)
        run.recorder.recovered(event, 1.0)
    run.until(10)
    for _ in range(of - (back_at is not None)):
        run.recorder.not_recovered(event)
    run.recorder.flush({}, {})
    return run


@pytest.mark.parametrize("event", ["outage", "connection lost"])
def test_an_event_lasts_until_the_last_station_that_came_back_is_back(event):
    run = outage(event, begins_at=3, back_at=6)
    assert spans(run.events()[event]) == [("before", 0, 3), ("during", 3, 7), ("after", 7, 10)]


@pytest.mark.parametrize(
    ("began_s", "from_s"), [(4.0, 3), (4.49, 3), (4.5, 4), (4.99, 4), (0.0, 0)]
)
def test_an_event_has_the_second_before_it_too_if_that_may_have_been_closed_late(began_s, from_s):
    run = Run()
    run.until(4)
    run.recorder.mark("restart", began_s)
    run.until(10)
    assert run.events()["restart"]["phases"][-1]["from_s"] == from_s


def test_where_nobody_comes_back_an_event_lasts_to_the_end():
    events = outage("outage", begins_at=3).events()
    assert spans(events["outage"]) == [("before", 0, 3), ("during", 3, 10)]


def test_an_event_that_throws_nobody_out_takes_no_time():
    run = Run()
    run.until(4)
    run.recorder.mark("new release", 4.7)
    run.until(10)
    assert spans(run.events()["new release"]) == [("before", 0, 4), ("after", 4, 10)]


def test_an_event_of_the_first_second_has_nothing_before_it():
    events = outage("release", begins_at=0, back_at=2).events()
    assert spans(events["release"]) == [("during", 0, 3), ("after", 3, 10)]


def test_every_call_is_in_one_phase_and_a_percentile_is_of_all_of_them():
    run = outage("outage", begins_at=3, back_at=6)
    before, during, after = run.events()["outage"]["phases"]
    assert [phase["calls"]["count"] for phase in (before, during, after)] == [3, 6, 3]
    assert [phase["calls"]["failures"] for phase in (before, during, after)] == [0, 2, 0]
    assert during["calls"]["failure_share"] == pytest.approx(2 / 6)
    for phase, p50_ms, p99_ms in ((before, 2, 3), (during, 5, 7), (after, 9, 10)):
        assert phase["calls"]["p50_ms"] == pytest.approx(p50_ms, rel=0.008)
        assert phase["calls"]["p99_ms"] == pytest.approx(p99_ms, rel=0.008)
    assert [(line["name"], line["count"]) for line in during["lines"]] == [
        ("Authorize", 2),
        ("Heartbeat", 4),
        ("back after outage", 1),
    ]


def test_events_that_overlap_are_each_told_by_their_own_cuts():
    run = outage("outage", begins_at=3, back_at=6)
    run.recorder.mark("too late", 12.0)
    run.recorder.struck("connection lost", 2.5)
    events = run.events()
    assert spans(events["outage"]) == [("before", 0, 3), ("during", 3, 7), ("after", 7, 10)]
    assert spans(events["connection lost"]) == [("before", 0, 2), ("during", 2, 10)]
    assert [phase["calls"]["count"] for phase in events["connection lost"]["phases"]] == [2, 10]


def test_the_console_and_the_page_tell_it():
    run = outage("<b>outage", begins_at=3, back_at=6)
    summary = summary_of(run.recorder)
    (text,) = event_texts(summary["events"])
    assert text == (
        "<b>outage: before 00:03 3 calls, p95 3.01 ms, 0 % failed;"
        " from 00:03 to 00:07 6 calls, p95 7.01 ms, 33.3 % failed;"
        " after 00:07 3 calls, p95 10.0 ms, 0 % failed"
    )
    page = render_html(summary)
    assert '<h3 class="event">&lt;b&gt;outage</h3>' in page
    assert ">From 00:03 to 00:07</th>" in page
    assert '<a href="#events">Events</a>' in page


def test_an_event_with_nothing_to_compare_has_no_table():
    recorder = Recorder(0.0)
    recorder.mark("release", 0.0)
    recorder.call_answered("Heartbeat", 0.001, 0.001, 1, 1)
    recorder.flush({}, {})
    summary = summary_of(recorder)
    assert list(event_texts(summary["events"])) == []
    assert "#events" not in render_html(summary)
