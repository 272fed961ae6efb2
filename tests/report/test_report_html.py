from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest
import support.summaries
from support.summaries import HOLDS

from ocpp_load.metrics import FleetCounts, HealthFigures, Recorder, TransactionAudit
from ocpp_load.report import Circumstances, build_summary, render_html, write_html

VOID = {"meta", "br", "img", "link", "input", "hr"}

INFO = replace(
    support.summaries.INFO,
    name="demo <b>",
    run_time_s=None,
    versions={"locust": "2.47.0"},
    options={"scenario": "<i>x</i>"},
)
SATURATED = HealthFigures("generator", 10, 9.9, 10, 10, 0.99, 1.0, 90_000_000, 1.5, 2.5, 3)


class Page(HTMLParser):
    """What a browser would see: elements in their order, text, and whether they nest."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.text, self.scripts = [], [], "", []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "script" in self.open:
            if not self.elements[-1][1]:
                self.scripts.append(data)
        elif "style" not in self.open:
            self.text += data


def summary_of(recorder, *, health=()):
    fleet = FleetCounts(transactions_started=9, energy_wh=12_345)
    finding = {
        "what": "lost",
        "station": "CP-FOUND",
        "connector": 2,
        "transaction": -1,
        "started_at": "2026-09-21T14:13:20.000Z",
        "detail": "StartTransaction given up",
    }
    audit = TransactionAudit(delivered=7, lost=1, findings=[finding])
    peak = FleetCounts(started=200, accepted=198)
    return build_summary(
        INFO, recorder.snapshot(), fleet, peak, audit, health, timeline=recorder.timeline
    )


def busy():
    recorder = Recorder(0.0)
    recorder.call_answered("Heartbeat", 0.0031415, 0.25, 40, 60)
    recorder.call_failed("Authorize", "timeout", None, None)
    recorder.command_answered("<script>alert(1)</script>", 0.001, '"><img src=x onerror=y>')
    recorder.connection_event("disconnected", None, None)
    recorder.violation("<style>*{display:none}</style>")
    recorder.own_fault("heartbeats", "<b>KeyError</b>")
    return recorder


@pytest.mark.parametrize("recorder", [Recorder(0.0), busy()], ids=["empty", "busy"])
@pytest.mark.parametrize("health", [(), (SATURATED,)], ids=["unobserved", "saturated"])
def test_the_report_is_one_document_whose_elements_nest(recorder, health):
    page = Page(render_html(summary_of(recorder, health=health)))
    assert page.open == []
    assert page.elements[0] == ("html", {"lang": "en"})


def test_the_report_needs_no_network_and_runs_no_code_but_its_own():
    page = Page(render_html(summary_of(busy(), health=(SATURATED,))))
    for tag, attributes in page.elements:
        assert tag not in {"link", "img", "iframe", "object"}
        assert not {"src", "onclick", "onerror"} & attributes.keys()
        assert attributes.get("href", "#").startswith("#")
    (policy,) = [
        attributes["content"]
        for tag, attributes in page.elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    allowed = rules["script-src"].split()
    for script in page.scripts:
        digest = b64encode(sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in allowed
    assert len(allowed) == len(page.scripts) + 1  # plotly.js, when it has been inflated


def test_whatever_the_page_links_to_is_on_it():
    page = Page(render_html(summary_of(busy(), health=(SATURATED,))))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [attributes["href"][1:] for tag, attributes in page.elements if tag == "a"]
    assert set(links) <= set(ids)
    assert {"charts", "statistics", "reasons", "audit", "generator", "run"} <= set(links)


def test_what_peers_chose_is_text_and_nothing_else():
    page = Page(render_html(summary_of(busy())))
    for text in (
        "demo <b>",
        "<script>alert(1)</script>",
        '"><img src=x onerror=y>',
        "<style>*{display:none}</style>",
        "heartbeats: <b>KeyError</b>",
        "<i>x</i>",
    ):
        assert text in page.text


def test_the_report_has_its_figures():
    text = " ".join(Page(render_html(summary_of(busy(), health=(SATURATED,)))).text.split())
    for figure in (
        "CP-FOUND",
        "3.14",
        "250",
        "12.3 kWh",
        "99 %",
        "90.0 MB",
        "until stopped",
        "2.47.0",
    ):
        assert figure in text


def test_the_load_of_a_campaign_stands_in_place_of_options_that_it_replaces():
    stages = [{"at_s": 0.0, "what": "ramp to 60 stations over 8 s"}]
    summary = summary_of(busy())
    summary["run"]["campaign"] = {"events": [], "stages": stages, "duration_s": 68.0}
    text = " ".join(Page(render_html(summary)).text.split())
    assert "Load from 00:00ramp to 60 stations over 8 s" in text
    assert "Run time asked for1 min 08 s, the campaign's" in text
    assert "Stations asked for200 Load" in text


def test_a_saturated_generator_is_told_before_any_figure():
    page = Page(render_html(summary_of(busy(), health=(SATURATED,))))
    assert page.text.index("The load generator was saturated") < page.text.index("Calls per second")


def test_what_did_not_happen_is_not_there():
    text = Page(render_html(summary_of(Recorder(0.0)))).text
    for heading in (
        "Warning",
        "Failures by reason",
        "violations",
        "Faults",
        "Calls from their intent",
    ):
        assert heading not in text


FAILED_TILE = '<div class="tile bad"><dt>Failed calls</dt>'


def test_failed_calls_are_red_only_where_they_are_not_let_pass():
    assert FAILED_TILE in render_html(summary_of(busy()))
    page = render_html(support.summaries.summary_of(busy(), thresholds=[HOLDS]))
    # What ocpp_load did wrong fails a run whatever its thresholds say.
    assert FAILED_TILE in page
    recorder = Recorder(0.0)
    recorder.call_failed("Authorize", "timeout", None, None)
    page = render_html(support.summaries.summary_of(recorder, thresholds=[HOLDS]))
    assert FAILED_TILE not in page
    assert "the thresholds decide, and hold" in page
    page = render_html(
        support.summaries.summary_of(recorder, circumstances=Circumstances(code_on_error=0))
    )
    assert FAILED_TILE not in page
    assert "let pass by --exit-code-on-error 0" in page


def test_the_report_is_written_beside_the_summary(tmp_path):
    summary = summary_of(busy())
    file = write_html(tmp_path, summary)
    assert file == tmp_path / "report.html"
    assert file.read_text(encoding="utf-8") == render_html(summary)
