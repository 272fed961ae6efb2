"""What became of the thresholds, in every form of the report."""

import io
import json

import orjson
import pytest
from jsonschema import Draft7Validator
from support.summaries import summary_of

from ocpp_load.metrics import Recorder
from ocpp_load.report import print_closing, render_html
from ocpp_load.resources import SCHEMAS

VALIDATOR = Draft7Validator(orjson.loads((SCHEMAS / "summary.schema.json").read_bytes()))


def verdict(text, outcome, **more):
    return {
        "threshold": text,
        "name": None,
        "outcome": outcome,
        "reason": None,
        "value": 0.42,
        "comparison": "<",
        "limit": 2.0,
        "unit": "s",
        "first_broken_s": None,
        "aborted": False,
        **more,
    }


VERDICTS = (
    verdict("p99 < 2 s", "holds"),
    verdict("p95 < 2 s", "is broken", value=3.14159, first_broken_s=95.0, name="quick"),
    verdict("max < 2 s", "is broken", value=12.5, first_broken_s=3.0, aborted=True),
    verdict("a < 1", "could not be judged", value=None, limit=None, reason="nothing was measured"),
)


def printed(*verdicts):
    file = io.StringIO()
    print_closing(summary_of(Recorder(0.0), thresholds=verdicts), file)
    return file.getvalue()


def test_what_did_not_pass_comes_first():
    section = printed(*VERDICTS).split("\nThresholds\n")[1].split("\n\n")[0]
    assert [line.strip() for line in section.splitlines()] == [
        "quick: p95 < 2 s is broken: 3.14 s, to be < 2 s; first broken at 01:35",
        (
            "max < 2 s is broken: 12.5 s, to be < 2 s; first broken at 00:03,"
            " and the run was ended for it"
        ),
        "a < 1 could not be judged: nothing was measured",
        "p99 < 2 s holds: 420 ms, to be < 2 s",
    ]


@pytest.mark.parametrize(
    ("unit", "value", "limit", "text"),
    [
        ("share", 0.0123, 0.001, "1.23 %, to be < 0.1 %"),
        ("count", 1234, 0.0, "1,234, to be < 0"),
        ("count", 3, 1.5, "3, to be < 1.5"),
        ("per s", 48.26, 50.0, "48.3 / s, to be < 50.0 / s"),
        ("s", 0.0005, 1800.0, "0.50 ms, to be < 1,800 s"),
        ("s", 2.003, 2.0, "2,003 ms, to be < 2,000 ms"),
        ("share", 0.00100049, 0.001, "0.100049 %, to be < 0.1 %"),
        ("share", 0.00001, 0.000001, "0.001 %, to be < 0.0001 %"),
        ("share", 0.5, 0.99999, "50 %, to be < 99.999 %"),
        ("per s", 49.98, 50.0, "49.98 / s, to be < 50 / s"),
        ("count", 2.0, 2.0, "2, to be < 2"),
    ],
)
def test_a_figure_is_told_in_its_unit(unit, value, limit, text):
    assert text in printed(verdict("x", "holds", unit=unit, value=value, limit=limit))


def test_a_run_without_thresholds_has_no_such_section():
    assert "Thresholds" not in printed()
    assert "Thresholds" not in render_html(summary_of(Recorder(0.0)))


def test_the_page_has_them_all():
    page = render_html(summary_of(Recorder(0.0), thresholds=VERDICTS))
    assert '<td class="bad"><span aria-hidden="true">✗</span> is broken</td>' in page
    assert "quick: p95 &lt; 2 s" in page
    assert "3.14 s, to be &lt; 2 s; first broken at 01:35" in page


def test_groups_and_events_are_in_the_summary_and_on_the_page():
    recorder = Recorder(0.0)
    recorder.of("healthy").call_answered("Heartbeat", 0.001, 0.001, 1, 1)
    recorder.of("<b>flapping").call_answered("Heartbeat", 0.5, 0.5, 1, 1)
    recorder.mark("outage", 4.0)
    recorder.of("healthy").struck("outage", 4.0)
    recorder.of("healthy").struck("connection lost", 5.0)
    summary = summary_of(recorder, thresholds=VERDICTS)
    VALIDATOR.validate(json.loads(json.dumps(summary)))
    assert [line["count"] for line in summary["lines"]] == [2]
    assert summary["groups"]["healthy"]["totals"]["call"]["count"] == 1
    assert summary["groups"]["<b>flapping"]["lines"][0]["latency"]["max_ms"] == 500
    events = {
        name: {key: figure for key, figure in event.items() if key != "phases"}
        for name, event in summary["events"].items()
    }
    assert events == {
        "outage": {"began_s": 4.0, "struck": 1, "counted_from_s": 4.0},
        "connection lost": {"began_s": None, "struck": 1, "counted_from_s": 5.0},
    }
    assert "<h2>Stations of &lt;b&gt;flapping</h2>" in render_html(summary)


@pytest.mark.parametrize(
    "nonsense", [{"outcome": "perhaps"}, {"unit": "m"}, {"value": "x"}, {"surprise": 1}]
)
def test_the_schema_refuses_a_threshold_with(nonsense):
    summary = summary_of(Recorder(0.0), thresholds=[VERDICTS[0] | nonsense])
    assert not VALIDATOR.is_valid(summary)
