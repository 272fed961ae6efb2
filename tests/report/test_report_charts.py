"""What the charts of a report are drawn from, and how it stands inside the page."""

import gzip
import json
from base64 import b64decode
from dataclasses import replace

import pytest
import support.summaries
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.metrics import FleetCounts, Recorder, TransactionAudit
from ocpp_load.report import build_summary
from ocpp_load.report.charts import (
    chart_figures,
    charts_js,
    embedded_json,
    event_marks,
    packed_library,
    plotly_js,
)
from ocpp_load.report.charts.figures import MAX_DISTRIBUTIONS, MAX_KINDS, MAX_MARKS
from ocpp_load.report.recovery import SHARES


def summary_of(recorder, **info):
    return build_summary(
        replace(support.summaries.INFO, **info),
        recorder.snapshot(),
        FleetCounts(),
        FleetCounts(),
        TransactionAudit(),
        (),
        timeline=recorder.timeline,
    )


def campaign_with(**every_s):
    return {
        "events": [
            {"name": name, "at_s": 0, "every_s": each, "action": "disconnect"}
            for name, each in every_s.items()
        ]
    }


def test_an_event_is_marked_as_often_as_it_was():
    recorder = Recorder(0.0)
    recorder.mark("storm", 2.5)
    recorder.mark("outage", 4.0)
    recorder.struck("connection lost", 5.0)
    summary = summary_of(recorder, campaign=campaign_with(outage=None, storm=3.0))
    assert list(event_marks(summary)) == [
        {"name": "storm", "at_s": 2.5},
        {"name": "outage", "at_s": 4.0},
        {"name": "connection lost", "at_s": 5.0},
        {"name": "storm", "at_s": 5.5},
        {"name": "storm", "at_s": 8.5},
    ]


def test_the_end_of_an_outage_is_marked_unless_an_event_stands_there_that_has_ended_it():
    recorder = Recorder(0.0)
    recorder.mark("outage", 2.0)
    recorder.struck("outage", 4.0)
    recorder.struck("outage", 4.5)
    recorder.mark("update", 5.0)
    recorder.struck("update", 5.1)
    recorder.mark("dark", 6.0)
    recorder.struck("dark", 8.0)
    recorder.mark("light", 8.0)
    assert [(mark["name"], mark["at_s"]) for mark in event_marks(summary_of(recorder))] == [
        ("outage", 2.0),
        ("outage over", 4.0),
        ("update", 5.0),
        ("dark", 6.0),
        ("light", 8.0),
    ]


def test_it_is_marked_when_the_stations_were_told_to_leave():
    leaving_at = support.summaries.INFO.started_at + 9.0
    summary = summary_of(Recorder(0.0), leaving_at=leaving_at)
    assert list(event_marks(summary)) == [{"name": "stations leave", "at_s": 9.0}]


def test_a_flapping_event_does_not_cover_the_chart_with_marks():
    recorder = Recorder(0.0)
    recorder.mark("flap", 0.0)
    summary = summary_of(recorder, campaign=campaign_with(flap=0.01))
    assert len(list(event_marks(summary))) == MAX_MARKS


@given(st.lists(st.floats(0.000001, 100), min_size=1, max_size=300))
def test_a_distribution_passes_through_the_percentiles_of_the_summary(latencies_s):
    recorder = Recorder(0.0)
    for seconds in latencies_s:
        recorder.call_answered("Heartbeat", seconds, seconds, 1, 1)
    summary = summary_of(recorder)
    (line,) = summary["lines"]
    (curves,) = chart_figures(summary)["distributions"]
    curve = curves["latency"]
    at = dict(zip(curve["one_in"], curve["ms"], strict=True))
    assert curve["ms"] == sorted(curve["ms"])
    assert curve["ms"][-1] == pytest.approx(line["latency"]["max_ms"], rel=0.001)
    for one_in, name in ((10.0, "p90_ms"), (100.0, "p99_ms")):
        if one_in <= len(latencies_s):
            assert at[one_in] == pytest.approx(line["latency"][name], rel=0.001)
    assert sum(curve["share"]) == pytest.approx(1)
    assert len(curve["bin_ms"]) == len(curve["share"])
    assert (curve["share"][0], curve["share"][-1]) == (0, 0)


def test_the_busiest_lines_have_a_distribution():
    recorder = Recorder(0.0)
    for number in range(MAX_DISTRIBUTIONS + 5):
        for _ in range(number + 1):
            recorder.call_answered(f"Action{number}", 0.001, 0.001, 1, 1)
    curves = chart_figures(summary_of(recorder))["distributions"]
    assert [curve["count"] for curve in curves] == list(range(35, 5, -1))


def test_failures_are_by_kind_the_most_frequent_first_and_the_rest_in_one():
    recorder = Recorder(0.0)
    for action in ("Authorize", "Heartbeat"):
        recorder.call_failed(action, "timeout", None, None)
    recorder.command_answered("Reset", 0.001, "NotSupported")
    recorder.check("it is so", "it is not")
    kinds = chart_figures(summary_of(recorder))["failures"]
    assert kinds == [
        {"reason": "timeout", "count": 2, "of": {"call Authorize": 1, "call Heartbeat": 1}},
        {"reason": "NotSupported", "count": 1, "of": {"command Reset": 1}},
    ]
    for number in range(MAX_KINDS + 3):
        recorder.call_failed("Heartbeat", f"reason {number:02d}", None, None)
    kinds = chart_figures(summary_of(recorder))["failures"]
    assert len(kinds) == MAX_KINDS + 1
    assert kinds[-1] == {"reason": "5 other reasons", "count": 5, "of": {}}


@given(st.recursive(st.text() | st.floats(allow_nan=False, allow_infinity=False), st.lists))
def test_embedded_figures_are_the_figures_and_end_no_element(value):
    text = embedded_json(value)
    assert json.loads(text) == value
    assert not set("<>&\u2028\u2029") & set(text)


def test_the_library_is_carried_whole():
    assert gzip.decompress(b64decode(packed_library())).decode() == plotly_js()


def test_no_script_of_ours_ends_the_element_that_it_stands_in():
    assert "</script" not in charts_js().lower()
    assert "<!--" not in charts_js()


def test_a_recovery_has_every_share():
    recorder = Recorder(0.0)
    recorder.struck("outage", 1.0)
    recorder.recovered("outage", 0.5)
    (recovery,) = chart_figures(summary_of(recorder))["recoveries"].values()
    assert SHARES.keys() <= recovery.keys()
