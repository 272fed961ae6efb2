"""Summaries that are read, and files that are none: one line each, with the file and what is wrong."""

import copy
import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.summaries import summary_of

from ocpp_load.metrics import Recorder
from ocpp_load.report.comparison import NoSuchRun, SummaryError, find_summary, read_run
from ocpp_load.report.comparison.reading import VERSIONS


def recorded():
    recorder = Recorder(0.0)
    for second in range(12):
        for call in range(5):
            recorder.call_answered("Heartbeat", 0.0101 + call / 997, 0.05, 40, 60)
        recorder.call_failed("Authorize", "timeout", None, None)
        recorder.tick(second + 1.0, {}, {})
    recorder.connection_event("connect", 0.0151, None)
    return recorder


SUMMARY = json.loads(json.dumps(summary_of(recorded())))


def written(path, summary):
    path.write_text(json.dumps(summary), "utf-8")
    return path


def version_1(summary):
    """Return the summary as it was before runs had a timeline."""
    old = copy.deepcopy(summary)
    old["schema_version"] = 1
    for key in ("timeline", "verdict", "recoveries", "evidence", "events", "groups", "thresholds"):
        old.pop(key, None)
    old["totals"].pop("flow", None)
    return old


@pytest.mark.parametrize("summary", [SUMMARY, version_1(SUMMARY)], ids=["2", "1"])
def test_both_versions_are_read(tmp_path, summary):
    run = read_run(written(tmp_path / "summary.json", summary))
    assert run.version in VERSIONS
    assert (run.name, run.duration_s, run.invalid) == ("demo", 10.0, ())
    heartbeat = run.lines["call", "Heartbeat"]
    assert (heartbeat.count, heartbeat.failures, heartbeat.rate_per_s) == (60, 0, 6.0)
    assert run.lines["call", "Authorize"].failures == 12
    assert run.lines["call", "Authorize"].latency is None
    assert run.lines["link", "connect"].from_intent is None


def test_figures_are_those_of_the_histogram_and_exact_where_the_summary_is(tmp_path):
    summary = copy.deepcopy(SUMMARY)
    (line,) = [line for line in summary["lines"] if line["name"] == "Heartbeat"]
    line["latency"]["p50_ms"] = 1.0
    latency = read_run(written(tmp_path / "s.json", summary)).lines["call", "Heartbeat"].latency
    assert latency.distribution.quantile_ms(0.5) == pytest.approx(10.1 + 2 / 0.997, rel=0.001)
    assert (latency.mean_ms, latency.max_ms) == (
        line["latency"]["mean_ms"],
        line["latency"]["max_ms"],
    )


def test_the_run_over_time_is_read_where_there_is_one(tmp_path):
    run = read_run(written(tmp_path / "s.json", SUMMARY))
    assert (run.slice_s, run.at_s) == (1, tuple(range(12)))
    assert run.lines["call", "Heartbeat"].over_time["count"] == [5] * 12
    run = read_run(written(tmp_path / "s.json", version_1(SUMMARY)))
    assert (run.slice_s, run.at_s) == (0, ())
    assert run.lines["call", "Heartbeat"].over_time == {}


def test_what_a_later_summary_has_more_of_is_no_obstacle(tmp_path):
    summary = {**SUMMARY, "weather": "fine"}
    summary["lines"] = [{**line, "direction": "sideways", "mood": 1} for line in SUMMARY["lines"]]
    assert ("sideways", "Heartbeat") in read_run(written(tmp_path / "s.json", summary)).lines


@pytest.mark.parametrize(
    ("parts", "reasons"),
    [
        ({"health": {"saturated": True, "warnings": ["too busy"]}}, ("too busy",)),
        ({"health": {"saturated": True, "warnings": [], "invalid": ["lag"]}}, ("lag",)),
        ({"health": {"saturated": True}}, ("the load generator was the bottleneck",)),
        (
            {"verdict": {"outcome": "invalid", "reasons": ["a worker\nwas lost"]}},
            ("a worker\ufffdwas lost",),
        ),
        ({"verdict": {"outcome": "failed", "reasons": ["p99 is broken"]}}, ()),
        ({"health": {"saturated": False, "warnings": ["ports are few"]}}, ()),
    ],
)
def test_a_run_says_itself_why_it_is_invalid(tmp_path, parts, reasons):
    says_nothing = {
        "health": {"saturated": False, "warnings": []},
        "verdict": {"outcome": "passed", "reasons": []},
    }
    summary = {**SUMMARY, **says_nothing, **parts}
    assert read_run(written(tmp_path / "s.json", summary)).invalid == reasons


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"<html>", "is no JSON: line 1, column 1"),
        (b"\xff\xfe", "is no JSON"),
        (b'{"schema_version": 2, "run"', "ends too early, and is no JSON"),
        (json.dumps(SUMMARY).encode()[:3000], "is no JSON"),
        (b"[]", "is no summary of a run: it has no schema_version"),
        (b"{}", "is no summary of a run: it has no schema_version"),
        (b'{"schema_version": 3}', "has schema_version 3; 1 and 2 can be read"),
        (b'{"schema_version": "2"}', 'has schema_version "2"; 1 and 2 can be read'),
        (b'{"schema_version": true}', "has schema_version true"),
        (b'{"schema_version": 2}', "is no summary of a run: run is missing"),
        (b'{"schema_version": 2, "run": 7}', "run: 7 is no object"),
    ],
)
def test_what_is_no_summary_is_told_with_its_file(tmp_path, content, problem):
    file = tmp_path / "summary.json"
    file.write_bytes(content)
    with pytest.raises(SummaryError) as told:
        read_run(file)
    assert str(told.value).startswith(f"{file}: ")
    assert problem in str(told.value)
    assert "\n" not in str(told.value)


HEARTBEAT = next(
    place for place, line in enumerate(SUMMARY["lines"]) if line["name"] == "Heartbeat"
)


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (("run", "duration_s"), "long", 'run.duration_s: "long" is no figure'),
        (("run", "name"), None, "run.name: null is no text"),
        (("verdict",), [], "verdict: [] is no object"),
        (("lines",), {}, "lines: {} is no array"),
        (("lines", 0), 7, "lines[0]: 7 is no object"),
        (("lines", 0, "count"), -1, "lines[0].count: -1 is no count"),
        (("lines", 0, "count"), True, "lines[0].count: true is no count"),
        (("lines", 0, "failures"), 9999, "lines[0].failures: 9999 of"),
        (("lines", HEARTBEAT, "latency"), [], "latency: [] is no object"),
        (("lines", HEARTBEAT, "latency", "histogram"), "AAAA", "histogram: cannot be decoded"),
        (("lines", HEARTBEAT, "latency", "histogram"), 7, "histogram: 7 is no text"),
        (("lines", HEARTBEAT, "latency", "count"), 61, "has 60 latencies, to be 61"),
        (("lines", HEARTBEAT, "latency", "max_ms"), None, "max_ms: null is no figure"),
        (("timeline", "at_s"), [0.5], "timeline.at_s: has what is no whole number"),
        (("timeline", "slice_s"), -1, "timeline.slice_s: -1 is no count"),
        (("timeline", "lines", 0, "count"), [1], "is no array of 12 figures"),
        (("timeline", "lines", 0, "count"), ["a"] * 12, "has what is no figure"),
        (("health",), None, "health: null is no object"),
    ],
)
def test_what_is_wrong_in_a_summary_is_told_with_its_place(tmp_path, path, value, problem):
    summary = copy.deepcopy(SUMMARY)
    node = summary
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    with pytest.raises(SummaryError) as told:
        read_run(written(tmp_path / "summary.json", summary))
    assert problem in str(told.value)
    assert "\n" not in str(told.value)


def test_a_line_that_is_there_twice_is_told(tmp_path):
    summary = {**SUMMARY, "lines": [*SUMMARY["lines"], SUMMARY["lines"][0]]}
    with pytest.raises(SummaryError, match="is there already"):
        read_run(written(tmp_path / "summary.json", summary))


ENCODED = SUMMARY["lines"][HEARTBEAT]["latency"]["histogram"]


@settings(max_examples=100)
@given(st.integers(0, len(ENCODED) - 1), st.text(max_size=3), st.booleans())
def test_a_histogram_with_a_mistake_in_it_is_refused_or_read(tmp_path_factory, at, junk, is_cut):
    summary = copy.deepcopy(SUMMARY)
    rest = "" if is_cut else ENCODED[at + len(junk) :]
    summary["lines"][HEARTBEAT]["latency"]["histogram"] = ENCODED[:at] + junk + rest
    file = written(tmp_path_factory.getbasetemp() / "mistaken.json", summary)
    # Where the mistake hides, all latencies are still there.
    with suppress(SummaryError):
        assert read_run(file).lines["call", "Heartbeat"].latency.distribution.count == 60


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SummaryError, match="no such file or directory"):
        read_run(tmp_path / "nothing.json")


@pytest.fixture
def reports(tmp_path):
    for name in ("20261123-100000-depot", "20261123-110000-depot", "20261124-090000-storm"):
        (tmp_path / "reports" / name).mkdir(parents=True)
        (tmp_path / "reports" / name / "summary.json").write_text("{}", "utf-8")
    (tmp_path / "reports" / "latest").symlink_to("20261124-090000-storm")
    (tmp_path / "reports" / "20261125-empty").mkdir()
    return tmp_path / "reports"


@pytest.mark.parametrize(
    ("name", "directory"),
    [
        ("latest", "latest"),
        ("storm", "20261124-090000-storm"),
        ("20261123-11", "20261123-110000-depot"),
        ("20261123-110000-depot", "20261123-110000-depot"),
    ],
)
def test_a_run_is_found_by_its_name(reports, name, directory):
    assert find_summary(name, reports) == reports / directory / "summary.json"


def test_a_run_is_found_by_its_path(reports):
    directory = reports / "20261124-090000-storm"
    assert find_summary(str(directory), reports / "nowhere") == directory / "summary.json"
    file = directory / "summary.json"
    assert find_summary(str(file), reports / "nowhere") == file


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("depot", "several runs are called that: 20261123-100000-depot, 20261123-110000-depot"),
        ("boot", "is no file, no directory, and no run in "),
        ("20261125-empty", "there is no summary.json in the directory "),
    ],
)
def test_a_name_that_stands_for_no_run_is_told(reports, name, problem):
    with pytest.raises(NoSuchRun) as told:
        find_summary(name, reports)
    assert str(told.value).startswith(f"{name}: {problem}")


def test_without_any_reports_there_is_no_run(tmp_path):
    with pytest.raises(NoSuchRun, match="no run in"):
        find_summary("latest", tmp_path / "reports")
