"""`junit.xml`: the verdict, the thresholds and the checks as test cases, for a CI server to show.

A figure that was measured and is not what it should be is a failure. What could not be judged, an
invalid and an interrupted run are errors: there the test itself did not come off, which is what
JUnit means by the word and what GitLab and Jenkins show it as. Both are red.
"""

import io
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from junitparser import Error, Failure, JUnitXml, TestCase, TestSuite

from ocpp_load.one_line import in_one_line
from ocpp_load.report.checks import check_lines
from ocpp_load.report.directory import write_atomically
from ocpp_load.report.figures import count_text
from ocpp_load.report.thresholds import measured_text, since_text
from ocpp_load.report.verdict import Outcome, verdict_text

JUNIT_FILE = "junit.xml"

_HOLDS, _IS_BROKEN = "holds", "is broken"
_SECONDS = slice(len("2026-11-23T01:53:32"))


def render_junit(summary: Mapping[str, Any]) -> bytes:
    """Return the document: a suite for the run itself, one for its thresholds, one for its checks.

    The time of the run is on its one case; judging takes none.
    """
    cases = {
        "run": [_run(summary)],
        "thresholds": [_threshold(one) for one in summary["thresholds"]],
        "checks": [_check(line) for line in check_lines(summary)],
    }
    suites = [_suite(name, some, summary) for name, some in cases.items() if some]
    document = JUnitXml(_text(summary["run"]["name"]))
    # Its own sums have those that were skipped, which not every schema allows there.
    document.tests = sum(suite.tests for suite in suites)
    document.failures = sum(suite.failures for suite in suites)
    document.errors = sum(suite.errors for suite in suites)
    document.time = round(summary["run"]["duration_s"], 3)
    for suite in suites:
        document.add_testsuite(suite)
    content = io.BytesIO()
    document.write(content, pretty=True)
    return content.getvalue()


def write_junit(directory: Path, summary: Mapping[str, Any]) -> Path:
    """Write `junit.xml` into `directory` and return its path. Raises `ReportError`."""
    return write_atomically(directory / JUNIT_FILE, render_junit(summary))


def _suite(name: str, cases: Iterable[TestCase], summary: Mapping[str, Any]) -> TestSuite:
    run = summary["run"]
    suite = TestSuite(f"{_text(run['name'])} {name}")
    # Without its zone, for the schema has none: it is UTC.
    suite.timestamp = run["started_at"][_SECONDS]
    for key in ("scenario", "host", "command", "seed"):
        suite.add_property(key, _text(str(run[key])))
    if run["campaign"] is not None:
        suite.add_property("campaign", _text(run["campaign"]["name"]))
    taken: Counter[str] = Counter()
    for case in cases:
        case.classname = f"ocpp_load.{name}"
        taken[case.name] += 1
        if taken[case.name] > 1:  # a server tells cases apart by their names
            case.name = f"{case.name} ({taken[case.name]})"
        suite.add_testcase(case)
    suite.update_statistics()
    return suite


def _run(summary: Mapping[str, Any]) -> TestCase:
    verdict = summary["verdict"]
    case = TestCase("verdict", time=round(summary["run"]["duration_s"], 3))
    outcome = verdict["outcome"]
    if verdict["exit_code"]:  # also of a run that passed, and whose report is not there as a whole
        kind = Failure if outcome == Outcome.FAILED else Error
        case.result = [_told(kind, verdict_text(verdict), outcome, verdict["reasons"])]
    if warnings := summary["health"]["warnings"]:
        case.system_out = "\n".join(_text(f"warning: {warning}") for warning in warnings)
    return case


def _threshold(threshold: Mapping[str, Any]) -> TestCase:
    text, outcome = threshold["threshold"], threshold["outcome"]
    case = _case(f"{threshold['name']}: {text}" if threshold["name"] else text)
    message = f"{outcome}: {measured_text(threshold)}"
    if outcome == _HOLDS:
        case.system_out = _text(f"{text} {message}{since_text(threshold)}")
    else:
        kind = Failure if outcome == _IS_BROKEN else Error
        more = [f"{text} {message}{since_text(threshold)}"]
        case.result = [_told(kind, message, outcome, more)]
    return case


def _check(line: Mapping[str, Any]) -> TestCase:
    case = _case(line["name"])
    if line["failures"]:
        message = f"failed {count_text(line['failures'])} of {count_text(line['count'])} times"
        reasons = [f"{count_text(times)} x {reason}" for reason, times in line["reasons"].items()]
        case.result = [_told(Failure, message, "check failed", reasons)]
    return case


def _case(name: str) -> TestCase:
    return TestCase(_text(name), time=0.0)


def _told(
    kind: type[Failure] | type[Error], message: str, outcome: str, more: Iterable[str]
) -> Failure | Error:
    result = kind(_text(message), outcome)
    result.text = "\n".join(_text(line) for line in more)
    return result


def _text(text: str) -> str:
    # XML has no way to write a control character, however it is escaped.
    return in_one_line(text)
