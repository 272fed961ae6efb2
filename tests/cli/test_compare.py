"""`ocpp-load compare`: what it ends with, where it writes, and what it says to wrong input."""

import argparse
import json
import re
import sys
from pathlib import Path

import pytest
from junitparser import JUnitXml
from support.summaries import summary_of

from ocpp_load.cli import compare
from ocpp_load.cli.command_line import carry_out
from ocpp_load.metrics import Recorder
from ocpp_load.report.comparison import parse_budget


def summary(latency_s=0.01, name="Heartbeat"):
    recorder = Recorder(0.0)
    for second in range(30):
        for call in range(10):
            recorder.call_answered(name, latency_s + call * 1e-5, latency_s, 40, 60)
        recorder.tick(second + 1.0, {}, {})
    return json.loads(json.dumps(summary_of(recorder)))


@pytest.fixture
def reports(tmp_path, monkeypatch):
    """A directory with three runs in its `reports`: old, same and slow; the latest is slow."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    for name, of in (("old", summary()), ("same", summary()), ("slow", summary(0.02))):
        directory = tmp_path / "reports" / f"20261123-{name}"
        directory.mkdir(parents=True)
        (directory / "summary.json").write_text(json.dumps(of), "utf-8")
    (tmp_path / "reports" / "latest").symlink_to("20261123-slow")
    return tmp_path / "reports"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("old", "latest"), 0),
        (("old", "same", "--budget", "p95=0%"), 0),
        (("old", "latest", "--budget", "p95=10%"), 1),
        (("old", "latest", "--budget", "p95=150%"), 0),
        (("old", "latest", "--budget", "p95=5ms", "--budget", "Heartbeat p95=20ms"), 0),
        (("latest", "old", "--budget", "p95=10%"), 0),
        (("latest", "latest", "--budget", "p95=0%", "--budget", "rate=0%"), 0),
        (("old", "same", "--budget", "p99.9=10%"), 3),
        (("old", "same", "--budget", "p99.9=10%", "--budget", "p95=0%"), 0),
        (("old", "same", "--budget", "p99.9=10%", "--budget", "p95=0%", "--strict"), 3),
    ],
)
def test_what_a_comparison_ends_with(reports, capsys, words, code):
    assert carry_out(["compare", *words]) == code
    assert capsys.readouterr().err == ""


def test_a_file_and_a_directory_are_runs_too(reports, capsys):
    old = str(reports / "20261123-old" / "summary.json")
    slow = str(reports / "20261123-slow")
    assert carry_out(["compare", old, slow, "--reports", "/nowhere", "--budget", "p50=1%"]) == 1
    assert capsys.readouterr().out.startswith("Regression: 1 exceeded\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("old", "nothing"), "and no run in reports; the newest there is 20261123-slow\n"),
        (("old", "reports"), "name that of a run, such as reports/20261123-slow\n"),
        (("old", "/"), "in the directory /; name that of a run, such as reports/latest\n"),
        (("old", "same", "--reports", "/none"), "no run in /none; --reports says where"),
        (("20261123", "old"), "20261123: several runs are called that: "),
        (("old", "same", "--budget", "p99"), '--budget: "p99": is no budget; write for example'),
        (("old", "same", "--budget", "Hartbeat p99=1%"), "did you mean Heartbeat"),
        (("old", "broken.json"), "broken.json: ends too early, and is no JSON: line 1"),
        (("old", "lastest"), "and no run in reports; did you mean latest?\n"),
        (("old", "page.html"), "page.html: is no JSON: line 1, column 1; give the summary.json of"),
        (("old", "same", "--output", "no/such/file"), "--output: no/such/file cannot be written: "),
        (("old", "same", "--html", "no/such/file"), "--html: no/such/file cannot be written: no"),
    ],
)
def test_wrong_input_is_told_in_one_line(reports, capsys, words, told):
    (reports.parent / "broken.json").write_text('{"schema_version": 2', "utf-8")
    (reports.parent / "page.html").write_text("<!doctype html>", "utf-8")
    assert carry_out(["compare", *words]) == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert told in errors
    assert errors.count("\n") == 1


def test_an_invalid_run_is_not_judged_unless_asked_for(reports, capsys):
    file = reports / "20261123-slow" / "summary.json"
    slow = json.loads(file.read_text("utf-8"))
    slow["health"] |= {"saturated": True, "warnings": ["the event loop lagged"], "invalid": []}
    file.write_text(json.dumps(slow), "utf-8")
    words = ["compare", "old", "latest", "--budget", "p95=10%"]
    assert carry_out(words) == 3
    told = capsys.readouterr().out.splitlines()
    assert told[:2] == [
        "Invalid: not judged: 1 exceeded",
        "NEW is invalid: the event loop lagged",
    ]
    assert carry_out([*words, "--allow-invalid"]) == 1
    assert carry_out(["compare", "old", "latest"]) == 3


def test_json_is_the_comparison(reports, capsys):
    assert carry_out(["compare", "old", "latest", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["result"], document["exit_code"]) == ("shown", 0)
    assert [line["name"] for line in document["lines"]] == ["Heartbeat"]


def test_files_are_written_beside_or_instead_of_the_console(reports, capsys):
    words = ["compare", "old", "latest", "--budget", "p95=10%"]
    assert carry_out([*words, "--html", "page.html", "--format", "json", "--output", "c.json"]) == 1
    assert capsys.readouterr().out == ""
    assert json.loads((reports.parent / "c.json").read_text("utf-8"))["exit_code"] == 1
    page = (reports.parent / "page.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert carry_out([*words, "--format", "html"]) == 1
    assert capsys.readouterr().out == page
    assert carry_out([*words, "--output", "c.txt"]) == 1
    text = (reports.parent / "c.txt").read_text("utf-8")
    assert text.startswith("Regression")
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("words", "failures", "errors", "skipped"),
    [
        ((), 0, 0, 0),
        (("--budget", "p95=150%"), 0, 0, 0),
        (("--budget", "p95=10%"), 2, 0, 0),
        (("--budget", "p95=10%", "--budget", "p99.9=99%"), 2, 0, 1),
        (("--budget", "p99.9=99%"), 0, 2, 0),
        (("--budget", "p95=150%", "--budget", "p99.9=99%", "--strict"), 0, 2, 0),
    ],
)
def test_a_ci_server_is_shown_each_budget_at_each_line(reports, words, failures, errors, skipped):
    code = carry_out(["compare", "old", "latest", *words, "--junit", "compared.xml"])
    document = JUnitXml.fromfile(str(reports.parent / "compared.xml"))
    (suite,) = document
    assert (suite.failures, suite.errors, suite.skipped) == (failures, errors, skipped)
    assert suite.tests == 1 + words.count("--budget")
    assert [case.name for case in suite][:1] == ["verdict"]
    assert bool(code) is any(case.result for case in suite if case.name == "verdict")


def test_a_case_tells_what_was_compared(reports):
    carry_out(["compare", "old", "latest", "--budget", "p95=150%", "--junit", "compared.xml"])
    (suite,) = JUnitXml.fromfile(str(reports.parent / "compared.xml"))
    _, case = suite
    assert case.name == "p95=150%: → call Heartbeat"
    assert "within budget: → call Heartbeat: 10.1 ms -> 20.1 ms" in case.system_out
    assert {one.name for one in suite.properties()} >= {"old", "new"}


def test_comparing_needs_no_locust(reports, monkeypatch):
    for module in [name for name in sys.modules if name.partition(".")[0] == "locust"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "locust", None)
    assert carry_out(["compare", "old", "same"]) == 0


DOCS = (Path(__file__).parents[2] / "docs" / "compare.md").read_text("utf-8")


@pytest.mark.parametrize("budget", sorted(set(re.findall(r"--budget ('[^']+'|[^ `'\n]+)", DOCS))))
def test_the_budgets_of_the_docs_are_budgets(budget):
    assert parse_budget(budget.strip("'")).text == budget.strip("'")


def test_the_docs_name_options_that_there_are():
    parser = compare.add_parser(argparse.ArgumentParser().add_subparsers())
    of_run = {"--host", "--run-name"}
    option = re.compile(r"--[a-z][a-z-]+")
    assert set(option.findall(DOCS)) - of_run <= set(option.findall(parser.format_help()))
