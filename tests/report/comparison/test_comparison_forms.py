"""The comparison as a dict that follows its schema, as text, and as a page."""

import io
import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from jsonschema import Draft7Validator
from rich.console import Console
from support.compared_runs import run_of, without_timeline
from support.schemas import described

from ocpp_load.report.comparison import (
    compare,
    comparison_dict,
    parse_budget,
    print_comparison,
    render_comparison,
)
from ocpp_load.report.comparison.conditions import Condition, differing_conditions
from ocpp_load.report.comparison.curves import HEIGHT, WIDTH, draw
from ocpp_load.resources import SCHEMAS

SCHEMA = json.loads((SCHEMAS / "comparison.schema.json").read_text("utf-8"))
VALIDATOR = Draft7Validator(SCHEMA)
HOSTILE = '<script>alert(1)</script>"\n\x1b[31m'

RUN = {
    "name": "demo",
    "host": "wss://csms.example/ocpp",
    "scenario": "charging session",
    "users": 200,
    "spawn_rate": 20.0,
    "run_time_s": 60,
    "seed": 1,
    "campaign": None,
    "versions": {"ocpp_load": "1.0"},
    "options": {"time_scale": "", "run_name": "demo"},
}
TOTAL = {"count": 1200, "failures": 3, "failure_share": 0.0025, "rate_per_s": 20.0}
RECOVERY = {"struck": 9, "back": 8, "to_50_s": 0.5, "to_90_s": 75.0, "to_99_s": None}
THRESHOLD = {"threshold": "p99 < 2 s", "outcome": "holds", "value": 1.0, "limit": 2.0, "unit": "s"}
PARTS = {
    "run": RUN,
    "totals": {"call": TOTAL, "check": {**TOTAL, "count": 0}},
    "recoveries": {"power cut": {**RECOVERY, "to_100_s": None, "curve": {"at_s": [0.0]}}},
    "thresholds": [THRESHOLD],
    "verdict": {"outcome": "passed"},
}


def with_lines(first, *others, **parts):
    lines = {key: line for each in (first, *others) for key, line in each.lines.items()}
    return replace(first, lines=lines, summary={**PARTS, **parts})


STEADY = [[0.0101, 0.0102, 0.0105, 0.0181, 0.0102]] * 60
SLOWER = [[latency * 2 for latency in second] for second in STEADY]
FASTER = [[latency / 2 for latency in second] for second in STEADY]
OLD = with_lines(
    run_of(STEADY),
    run_of(STEADY, name="Authorize"),
    run_of([[0.1]] * 3 + [[]] * 57, name="GetLog", direction="command"),
    run_of([[]] * 60, name="disconnect", direction="link"),
)
NEW = with_lines(
    run_of(SLOWER),
    run_of(FASTER, name="Authorize"),
    run_of([[0.2]] * 3 + [[]] * 57, name="Reset to accepted", direction="flow"),
    run_of([[]] * 60, name="disconnect", direction="link"),
    run_of(STEADY, name=HOSTILE),
    run={**RUN, "users": 300, "versions": {"ocpp_load": "1.1"}},
    thresholds=[{**THRESHOLD, "outcome": "is broken"}],
    recoveries={"power cut": {**RECOVERY, "to_100_s": 80.0}},
)


def compared(old=OLD, new=NEW, budgets=("p99=10%", "p50=10%", "failures=1%"), **how):
    return compare(old, new, [parse_budget(text) for text in budgets], **how)


def as_text(comparison, width=100):
    stream = io.StringIO()
    print_comparison(comparison_dict(comparison), Console(file=stream, width=width))
    return stream.getvalue()


def section(text, heading):
    """Return the lines under a heading, without their indentation."""
    lines = text.splitlines()
    begin = lines.index(heading) + 1
    return [line.strip() for line in lines[begin : lines.index("", begin)]]


EMPTY = with_lines(replace(run_of(STEADY), lines={}))


@pytest.mark.parametrize(
    "comparison",
    [
        compared(),
        compared(budgets=()),
        compared(NEW, OLD, is_strict=True),
        compared(without_timeline(OLD), replace(NEW, invalid=("too busy",))),
        compared(EMPTY, EMPTY, budgets=()),
        compared(replace(OLD, summary={"run": {}}), NEW),
    ],
    ids=["regression", "no budget", "strict", "invalid", "empty", "little told"],
)
def test_every_comparison_follows_the_schema_and_has_every_form(comparison):
    VALIDATOR.validate(json.loads(json.dumps(comparison_dict(comparison), allow_nan=False)))
    assert as_text(comparison)
    assert Page(render_comparison(comparison)).open == []


def test_the_schema_is_a_schema_and_describes_every_key():
    Draft7Validator.check_schema(SCHEMA)
    undescribed = [
        path
        for path, is_described in described(SCHEMA)
        if not is_described
        and path.rpartition("/")[2] not in SCHEMA["definitions"] | {"unit": {}}
        and not path.endswith(("/old", "/new"))
    ]
    assert undescribed == []


def test_a_figure_is_told_with_where_the_truth_lies():
    document = comparison_dict(compared())
    (line,) = [line for line in document["lines"] if line["name"] == "Heartbeat"]
    (p50,) = [figure for figure in line["figures"] if figure["statistic"] == "p50"]
    assert p50["old"]["low"] <= p50["old"]["value"] <= p50["old"]["high"]
    assert p50["old"]["calls"] == 300
    assert p50["change"] == pytest.approx(1, rel=0.01)
    assert (p50["unit"], p50["standing"]) == ("ms", "worse")


@pytest.mark.parametrize(
    ("comparison", "headline"),
    [
        (compared(), "Regression: 1 exceeded, 9 not judged, 3 within budget"),
        (compared(budgets=()), "No budget was given: nothing is judged"),
        (compared(OLD, OLD, budgets=("p50=0%",)), "Within budget: 2 within budget"),
        (compared(OLD, OLD, budgets=("p99.9=0%",)), "Nothing could be judged: 2 not judged"),
        (compared(OLD, replace(NEW, invalid=("lag",))), "Invalid: not judged"),
    ],
)
def test_the_first_line_says_what_it_comes_to(comparison, headline):
    assert as_text(comparison).splitlines()[0].startswith(headline)


def test_why_a_run_is_invalid_comes_next():
    text = as_text(compared(OLD, replace(NEW, invalid=("the event loop lagged",))))
    assert text.splitlines()[1] == "NEW is invalid: the event loop lagged"


def test_the_text_fits_a_hundred_columns_and_has_no_colours():
    text = as_text(compared())
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 100


def test_worse_and_better_are_told_in_words_and_by_marks():
    text = as_text(compared())
    (worse,) = [
        line for line in section(text, "Worse, beyond the noise") if "call Heartbeat" in line
    ]
    assert "p50 10.2 ms -> 20.4 ms (+100%)" in worse
    assert any("call Authorize" in line for line in section(text, "Better, beyond the noise"))
    lines = text.splitlines()
    at = lines.index("→ call Heartbeat")
    assert "+100%!" in lines[at + 3]
    assert "-50%*" in lines[lines.index("→ call Authorize") + 3]


def test_lines_that_only_one_run_has_are_told():
    text = as_text(compared())
    assert section(text, "In OLD only") == ["← command GetLog: 3"]
    assert any("flow Reset to accepted: 3" in line for line in section(text, "In NEW only"))


def test_conditions_totals_recoveries_and_thresholds_stand_side_by_side():
    text = as_text(compared())
    assert section(text, "Different conditions") == [
        "users: 200 -> 300",
        "versions.ocpp_load: 1.0 -> 1.1",
    ]
    assert section(text, "Totals")[0] == "calls: OLD 1,200 calls, 20.0 / s, 0.25 % failed"
    assert section(text, "Recoveries") == [
        "power cut: OLD 8 of 9 back: 50 % 500 ms, 90 % 1 min 15 s, 99 % never, 100 % never",
        "NEW 8 of 9 back: 50 % 500 ms, 90 % 1 min 15 s, 99 % never, 100 % 1 min 20 s",
    ]
    assert section(text, "Thresholds") == ["p99 < 2 s: holds -> is broken"]


def test_a_budget_is_told_with_what_it_was_judged_by():
    told = section(as_text(compared(budgets=("Heartbeat p50=10%",)), width=300), "Budgets")
    assert told[0] == "Heartbeat p50=10%: 1 exceeded"
    assert told[1].startswith("exceeded: → call Heartbeat: 10.2 ms -> 20.4 ms (+100%); at least ")


def test_the_time_from_intent_is_shown_where_calls_waited():
    assert "From intent" not in as_text(compared())
    late = run_of(SLOWER)
    (line,) = (OLD.lines["call", "Heartbeat"],)
    waited = replace(line, from_intent=late.lines["call", "Heartbeat"].latency)
    old = replace(OLD, lines={waited.key: waited})
    assert "From intent, where calls waited before they were sent" in as_text(compared(old, NEW))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ({"scenario": "a"}, {"scenario": "b"}, [Condition("scenario", "a", "b")]),
        ({"seed": 1}, {"seed": 2}, [Condition("seed", 1, 2)]),
        (
            {"host": "ws://127.0.0.1:1/x", "options": {"control_url": "http://127.0.0.1:3"}},
            {"host": "ws://127.0.0.1:2/x", "options": {"control_url": "http://127.0.0.1:4"}},
            [],
        ),
        (
            {"host": "ws://127.0.0.1:1/x"},
            {"host": "ws://127.0.0.1:2/x"},
            [Condition("host", "ws://127.0.0.1:1/x", "ws://127.0.0.1:2/x")],
        ),
        (
            {"host": "ws://one:1/x"},
            {"host": "ws://one:2/x"},
            [Condition("host", "ws://one:1/x", "ws://one:2/x")],
        ),
        ({"options": {"run_name": "a"}}, {"options": {"run_name": "b"}}, []),
        ({"options": {"station": ""}}, {"options": {}}, []),
        (
            {"options": {}},
            {"options": {"time_scale": "60"}},
            [Condition("options.time_scale", None, "60")],
        ),
        (
            {"campaign": {"name": "a", "stages": 1}},
            {"campaign": {"name": "a", "stages": 2}},
            [Condition("campaign.stages", 1, 2)],
        ),
    ],
)
def test_what_the_runs_did_not_have_in_common(old, new, told):
    runs = [replace(OLD, summary={**PARTS, "run": {**RUN, **part}}) for part in (old, new)]
    assert differing_conditions(*runs) == told


@pytest.mark.parametrize(("seconds", "is_told"), [(61.0, False), (70.0, True)])
def test_a_run_is_as_long_as_another_if_nearly(seconds, is_told):
    told = [each.name for each in differing_conditions(OLD, replace(OLD, duration_s=seconds))]
    assert told == (["duration_s"] if is_told else [])


class Page(HTMLParser):
    """What a browser would see: elements in their order, text, and whether they nest."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.text = [], [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text += data


def test_the_page_needs_no_network_and_runs_no_code():
    page = Page(render_comparison(compared()))
    assert page.open == []
    for tag, attributes in page.elements:
        assert tag not in {"script", "link", "img", "iframe", "object"}
        assert not {"src", "href", "onclick", "onerror", "style"} & attributes.keys()
    (policy,) = [
        attributes["content"]
        for _, attributes in page.elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none'")
    assert "<script>alert(1)</script>" in page.text


def test_the_page_says_what_the_text_says():
    text = " ".join(Page(render_comparison(compared())).text.split())
    for figure in (
        "Regression",
        "users: 200 -> 300",
        "exceeded: → call Heartbeat",
        "+100%!",
        "In OLD only",
        "is broken",
        "99 % never",
    ):
        assert figure in text


def test_the_percentiles_of_both_runs_are_drawn_within_the_drawing():
    old, new = (run.lines["call", "Heartbeat"].latency.distribution for run in (OLD, NEW))
    drawing = draw(old, new)
    assert [curve.side for curve in drawing.curves] == ["old", "new"]
    for curve in drawing.curves:
        points = [tuple(map(float, point.split(","))) for point in curve.points.split()]
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)
        assert [x for x, _ in points] == sorted(x for x, _ in points)
        assert [y for _, y in points] == sorted((y for _, y in points), reverse=True)
    assert len(drawing.up) >= 2
    assert [tick.text for tick in drawing.across] == ["0", "90 %", "99 %"]


@pytest.mark.parametrize("latencies", [[0.01], [0.01] * 5, [0.000001], [3600.0, 0.0001]])
def test_any_latencies_can_be_drawn(latencies):
    (line,) = run_of([latencies]).lines.values()
    drawing = draw(line.latency.distribution, None)
    assert [curve.side for curve in drawing.curves] == ["old"]
    assert all(6 <= tick.at <= HEIGHT for tick in drawing.up)
    assert draw(None, None) is None
