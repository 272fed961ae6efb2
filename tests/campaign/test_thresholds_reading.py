"""Thresholds as a campaign has them: what is read, and what is told of what cannot be."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.campaign.thresholds import Scope, read_thresholds
from ocpp_load.campaign.thresholds.actions import actions_of
from ocpp_load.campaign.thresholds.diagnosis import Misread
from ocpp_load.campaign.thresholds.grammar import FIGURES, LIMITS, PATTERN
from ocpp_load.campaign.thresholds.parsing import parse
from ocpp_load.campaign.thresholds.threshold import (
    BackWithin,
    Comparison,
    ConnectionFailures,
    FleetCount,
    FleetFigure,
    LineFigure,
    Statistic,
    Unit,
)
from ocpp_load.scenario.document import parse_document
from ocpp_load.scenario.loader import parse_scenario
from ocpp_load.scenario.reader import MistakeList, Value

GROUPS = ("healthy", "bad neighbours")
EVENTS = ("outage", "flapping", "power is back")


def read(source):
    """Return the thresholds of a YAML list, and the mistakes as `line:column: problem`."""
    mistakes = MistakeList("x")
    root = parse_document(source.encode(), "x", mistakes.found)
    thresholds = ()
    if root is not None:
        value = Value(root, "thresholds", mistakes)
        thresholds = read_thresholds(value, GROUPS, EVENTS, ("Vendor.Ping",))
    return thresholds, [
        f"{one.line}:{one.column}: {one.problem.removeprefix('thresholds: ')}"
        for one in sorted(mistakes.found)
    ]


def one(entry):
    thresholds, mistakes = read(f"- {entry}\n")
    assert mistakes == []
    (threshold,) = thresholds
    return threshold


def percentile(p, direction, name, **more):
    return LineFigure(direction, name, Statistic.PERCENTILE, p, **more)


@pytest.mark.parametrize(
    ("text", "figure", "comparison", "limit", "unit"),
    [
        ("BootNotification p99 < 2 s", percentile(99, "call", "BootNotification"), "<", 2, "s"),
        ("calls p95 <= 250 ms", percentile(95, "call", None), "<=", 0.25, "s"),
        ("all calls p99.9<=1min", percentile(99.9, "call", None), "<=", 60, "s"),
        ("p95 < 2 s", percentile(95, "call", None), "<", 2, "s"),
        (
            "StartTransaction mean < 100 ms",
            LineFigure("call", "StartTransaction", Statistic.MEAN),
            "<",
            0.1,
            "s",
        ),
        ("Heartbeat max < 1 s", LineFigure("call", "Heartbeat", Statistic.MAX), "<", 1, "s"),
        ("commands Reset p95 < 1 s", percentile(95, "command", "Reset"), "<", 1, "s"),
        ("commands p95 < 1 s", percentile(95, "command", None), "<", 1, "s"),
        ("connect p99 < 1 s", percentile(99, "link", "connect"), "<", 1, "s"),
        ("link tls handshake p99 < 1 s", percentile(99, "link", "tls handshake"), "<", 1, "s"),
        (
            "RemoteStartTransaction to StartTransaction p95 < 2 s",
            percentile(95, "flow", "RemoteStartTransaction to StartTransaction"),
            "<",
            2,
            "s",
        ),
        (
            "flow Reset  to accepted p99 < 30 s",
            percentile(99, "flow", "Reset to accepted"),
            "<",
            30,
            "s",
        ),
        ("flows failures = 0", LineFigure("flow", None, Statistic.FAILURES), "=", 0, "count"),
        ("Vendor.Ping p99 < 1 s", percentile(99, "call", "Vendor.Ping"), "<", 1, "s"),
        (
            "back after power is back p50 < 9 s",
            percentile(50, "link", "back after power is back"),
            "<",
            9,
            "s",
        ),
        (
            "BootNotification from intent p99 < 5 s",
            percentile(99, "call", "BootNotification", from_intent=True),
            "<",
            5,
            "s",
        ),
        ("rate >= 50 / s", LineFigure("call", None, Statistic.RATE), ">=", 50, "per s"),
        (
            "StartTransaction rate > 120 / min",
            LineFigure("call", "StartTransaction", Statistic.RATE),
            ">",
            2,
            "per s",
        ),
        (
            "failures < 0.1 %",
            LineFigure("call", None, Statistic.FAILURES),
            "<",
            pytest.approx(0.001),
            "share",
        ),
        (
            "Authorize failures <= 3",
            LineFigure("call", "Authorize", Statistic.FAILURES),
            "<=",
            3,
            "count",
        ),
        (
            "connection lost count = 0",
            LineFigure("link", "connection lost", Statistic.COUNT),
            "=",
            0,
            "count",
        ),
        ("connection failures < 1 %", ConnectionFailures(), "<", 0.01, "share"),
        (
            "healthy after outage: connection  failures <= 3",
            ConnectionFailures(Scope("healthy", since="outage")),
            "<=",
            3,
            "count",
        ),
        ("checks failed = 0", LineFigure("check", None, Statistic.FAILURES), "=", 0, "count"),
        ("lost transactions = 0", FleetFigure(FleetCount.TRANSACTIONS_LOST), "=", 0, "count"),
        (
            "transactions  out of order < 1 %",
            FleetFigure(FleetCount.TRANSACTIONS_OUT_OF_ORDER),
            "<",
            0.01,
            "share",
        ),
        (
            "stations passed >= 99.5 %",
            FleetFigure(FleetCount.STATIONS_PASSED),
            ">=",
            0.995,
            "share",
        ),
        (
            "drivers turned away < 2 %",
            FleetFigure(FleetCount.DRIVERS_TURNED_AWAY),
            "<",
            0.02,
            "share",
        ),
        ("95 % back within 60 s", BackWithin(60), ">=", 0.95, "share"),
        (
            "after outage: 99 % back within 2 min",
            BackWithin(120, Scope(since="outage")),
            ">=",
            0.99,
            "share",
        ),
        (
            "after connection lost: 99 % back within 2 min",
            BackWithin(120, Scope(since="connection lost")),
            ">=",
            0.99,
            "share",
        ),
        (
            "healthy: 99 % back within 2 min",
            BackWithin(120, Scope("healthy")),
            ">=",
            0.99,
            "share",
        ),
        (
            "before power is back: calls p95 < 1 s",
            percentile(95, "call", None, scope=Scope(before="power is back")),
            "<",
            1,
            "s",
        ),
        (
            "bad neighbours after flapping began: calls p95 < 1 s",
            percentile(95, "call", None, scope=Scope("bad neighbours", since="flapping")),
            "<",
            1,
            "s",
        ),
    ],
)
def test_a_threshold_is_read(text, figure, comparison, limit, unit):
    for entry in (text, f'"{text}"', f'{{that: "{text}"}}'):
        threshold = one(entry)
        assert threshold.figure == figure
        assert (threshold.comparison, threshold.limit) == (Comparison(comparison), limit)
        assert (threshold.unit, threshold.reference) == (Unit(unit), None)
        assert threshold.text == text


HEALTHY_BOOTS = percentile(95, "call", "BootNotification", scope=Scope("healthy"))


@pytest.mark.parametrize(
    ("entry", "factor", "reference"),
    [
        (
            "healthy: BootNotification p95 <= 1.2 x its value before flapping began",
            1.2,
            percentile(95, "call", "BootNotification", scope=Scope("healthy", before="flapping")),
        ),
        (
            '"healthy: BootNotification p95 <= 1.5x bad neighbours: BootNotification p95"',
            1.5,
            percentile(95, "call", "BootNotification", scope=Scope("bad neighbours")),
        ),
        (
            "healthy: BootNotification p95 <= Heartbeat max",
            1,
            LineFigure("call", "Heartbeat", Statistic.MAX),
        ),
    ],
)
def test_a_limit_may_be_a_multiple_of_another_figure(entry, factor, reference):
    threshold = one(entry)
    assert threshold.figure == HEALTHY_BOOTS
    assert (threshold.limit, threshold.reference) == (factor, reference)


def test_an_entry_may_say_more():
    threshold = one(
        "{that: p95 < 2 s, name: quick, from: outage, abort: true, for: 30 s, after: 1 min}"
    )
    assert threshold.figure == percentile(95, "call", None, scope=Scope(since="outage"))
    assert (threshold.name, threshold.abort) == ("quick", True)
    assert (threshold.for_s, threshold.after_s) == (30, 60)


def test_a_threshold_aborts_nothing_unless_told_to_and_then_after_ten_seconds():
    assert not one("p95 < 2 s").abort
    assert one("{that: p95 < 2 s, abort: true}").for_s == 10


ENDING = "; or a multiple, for example 1.5 x its value before EVENT, 1.2 x GROUP: FIGURE"


@pytest.mark.parametrize(
    ("entry", "mistake"),
    [
        (
            "BootNotificaton p99 < 2 s",
            "1:3: no call is called BootNotificaton; did you mean BootNotification?",
        ),
        ("Reset p99 < 2 s", "1:3: Reset is what the central system sends; write commands Reset"),
        (
            "commands Heartbeat p99 < 2 s",
            "1:12: Heartbeat is what the station sends; write calls Heartbeat",
        ),
        (
            "links upgrade p99 < 2 s",
            "1:9: there is no upgrade of a connection; did you mean upload?",
        ),
        (
            "flow Reset to acepted p99 < 2 s",
            '1:8: there is no flow "Reset to acepted"; did you mean Reset to accepted?',
        ),
        ("Boot to fro p99 < 2 s", '1:3: there is no flow "Boot to fro"'),
        (
            "Reset to accepted from intent p99 < 2 s",
            "1:33: only calls have a latency from their intent",
        ),
        (
            "commands Reset from intent p99 < 2 s",
            "1:30: only calls have a latency from their intent",
        ),
        (
            "BootNotification p99x < 2 s",
            '1:20: "p99x" is no figure; a percentile is p0 to p100, for example p95 or p99.9',
        ),
        ("BootNotification maximum < 2 s", '1:20: "maximum" is no figure; did you mean max?'),
        (
            "Boot Notification p99 < 2 s",
            '1:3: "Boot Notification" is nothing that is counted; allowed: an action, calls,',
        ),
        ("BootNotification p99 == 2 s", "1:24: == is no comparison; allowed: <, <=, =, >=, >"),
        (
            '"BootNotification p99 == 2 s"',
            "1:25: == is no comparison; allowed: <, <=, =, >=, >",
        ),
        (
            "BootNotification p99 2 s",
            '1:27: "BootNotification p99 2 s" compares nothing; write for example',
        ),
        (
            "BootNotification p99 < 2",
            "1:26: 2 has no unit; write a duration with its unit, for example 2 s or 250 ms"
            + ENDING,
        ),
        ("failures < 2 s", "1:14: 2 s is not what this figure is measured in; write a percentage"),
        (
            "rate >= 50",
            '1:11: "50" is no limit; write a number for each second, for example 50 / s',
        ),
        ("p95 <", "1:8: there is no limit; write a duration"),
        ("< 2 s", "1:3: there is no figure before the comparison; allowed: p50"),
        (
            "connection failure < 1 %",
            '1:3: "connection failure" is no figure; did you mean connection failures?',
        ),
        (
            "stations pased >= 99 %",
            '1:3: "stations pased" is no figure; did you mean stations passed?',
        ),
        ("95 back within 60 s", '1:3: "95" is not a percentage; write for example 95 % back'),
        ("95 % back within 60", '1:20: "60" is not a duration; write for example 95 % back'),
        (
            "helthy: p95 < 1 s",
            "1:3: there is no group helthy; did you mean healthy? allowed: healthy",
        ),
        (
            "after outrage: p95 < 1 s",
            "1:9: there is no event outrage; did you mean outage? allowed:",
        ),
        (
            "before connection lost: p95 < 1 s",
            "1:10: connection lost divides no figures; what can be said of it is how many are back:",
        ),
        (
            "healthy: p95 < 2 x its value before lapping",
            "1:39: there is no event lapping; did you mean flapping? allowed:",
        ),
        (
            '"healthy: p95 < 2 x helthy: p95"',
            "1:23: there is no group helthy; did you mean healthy?",
        ),
        ("p95 < 2 x rate", "1:13: rate is no measure of p95"),
        ("X from intent rate > 1 / s", "1:17: rate is not counted from the intent; a latency is"),
        (
            "before outage: 95 % back within 60 s",
            "1:3: nobody is back before an event; write after",
        ),
        (
            "healthy: stations passed = 0",
            "1:3: stations passed is counted of the whole fleet only",
        ),
        (
            "stations passed >= its value before outage",
            "1:39: the fleet is counted for the whole run only",
        ),
        (
            "after outage: p95 < 2 x its value before outage",
            "1:44: the figure has a time of its own already",
        ),
        ("7", "1:3: 7 is not a threshold; write for example BootNotification p99 < 2 s"),
        ("[p95 < 2 s]", "1:3: a list is not a threshold; write for example"),
        ('" p95 < 2 s"', '1:4: " p95 < 2 s" begins or ends with a blank'),
        ("{name: x}", "1:3: the key that is missing; required: that"),
        ("{that: p95 < 2 s, until: x}", "1:21: unknown key until; allowed: that"),
        ("{that: p95 < 2 s, for: 5 s}", "1:3: for is for a threshold that aborts the run;"),
        ("{that: p95 < 2 s, from: outrage}", "1:27: from: there is no event outrage; did you mean"),
        (
            '{that: "after outage: p95 < 2 s", from: outage}',
            '1:3: both from and "after outage: p95 < 2 s" say of what time',
        ),
        (
            "{that: stations passed = 0, from: outage}",
            "1:3: stations passed is counted for the whole run only; leave from out",
        ),
        (
            "p95 < 9000 h",
            '1:9: "9000 h" is out of range; allowed: 0 s to 365 days',
        ),
        (
            "95 % back within 9000 h",
            '1:20: "9000 h" is out of range; allowed: 0 s to 365 days',
        ),
        (f"{'x' * 300} p95 < 2 s", "1:3: has 310 characters; allowed: up to 300"),
    ],
)
def test_what_is_wrong_is_told_with_its_column_and_what_is_allowed(entry, mistake):
    _, mistakes = read(f"- {entry}\n")
    assert [told[: len(mistake)] for told in mistakes] == [mistake]


def test_every_mistake_of_a_list_is_told_at_once():
    thresholds, mistakes = read("- p95 < 2\n- helthy: Reset p95 < 1 s\n- p95 < 2 s\n")
    assert [mistake.partition(":")[0] for mistake in mistakes] == ["1", "2", "2"]
    assert [threshold.text for threshold in thresholds] == ["p95 < 2 s"]


SUBJECTS = st.sampled_from(
    [
        "",
        "BootNotification ",
        "all calls ",
        "commands ",
        "commands Reset ",
        "tcp connect ",
        "links ",
        "flow Reset to accepted ",
    ]
)
LASTS = {
    Unit.SECONDS: ["p95", "p99.9", "p100", "p101", "mean", "from intent max"],
    Unit.PER_SECOND: ["rate"],
    Unit.COUNT: ["count"],
    Unit.SHARE: ["failures"],
}
FIGURE = st.builds(
    str.__add__, SUBJECTS, st.sampled_from([last for lasts in LASTS.values() for last in lasts])
) | st.sampled_from([*FleetCount, "checks failed", "lost transactions"])
SCOPES = st.sampled_from(["", "healthy: ", "after outage : ", "a b:", ":"])
LIMIT = st.sampled_from(
    ["2 s", "250ms", "5", "0.1 %", "101 %", "50 / s", "50/min", "2", "2.5", "-1 s", ""]
) | st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "1.2 x ", "2x", "x "]),
    SCOPES,
    FIGURE | st.just("its value before outage"),
)
WRITTEN = st.builds(
    "{}{}{}{}".format,
    SCOPES,
    FIGURE,
    st.sampled_from([" < ", "<=", " = ", " >= ", "> ", " == ", " "]),
    LIMIT,
) | st.builds(
    "{}{} back within {}".format,
    SCOPES,
    st.sampled_from(["95 %", "95", "x"]),
    st.sampled_from(["60 s", "60", ""]),
)
ANY_TEXT = st.text(
    st.sampled_from("abpx019.:<>=%/ ") | st.characters(exclude_categories=["Cc", "Cs"]), max_size=40
)


@given(WRITTEN | ANY_TEXT)
def test_the_pattern_of_the_schema_and_the_parser_agree(text):
    matches = re.search(PATTERN, text) is not None
    try:
        parse(text)
        told = None
    except Misread as misread:
        told = misread
    assert matches == (told is None)
    assert told is None or (told.problem and 0 <= told.offset <= len(text))


@given(FIGURE)
def test_the_last_word_of_a_figure_says_what_it_is_measured_in(figure):
    assert sum(re.fullmatch(pattern, figure) is not None for pattern in FIGURES.values()) <= 1


def test_every_figure_has_its_limits():
    assert FIGURES.keys() == LIMITS.keys() == set(Unit)


def test_what_a_scenario_calls_may_be_measured_though_ocpp_does_not_know_it():
    scenario = parse_scenario(
        b"name: x\nocpp: '1.6'\n"
        b"station: {vendor: a, model: b, connectors: 1, power: 1 kW}\n"
        b"steps:\n  - connect\n  - repeat:\n      steps:\n"
        b"        - call: {action: Vendor.Ping, payload: {}}\n"
        b"        - expect_call: {action: Vendor.Pong}\n",
        "x.yaml",
    )
    assert actions_of([scenario]) == {"Vendor.Ping", "Vendor.Pong"}
