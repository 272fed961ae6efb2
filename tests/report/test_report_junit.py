"""`junit.xml`: what a CI server is shown, in the form that Jenkins and GitLab read."""

import re
from xml.etree import ElementTree as ET

import pytest
from junitparser import JUnitXml
from support.summaries import HOLDS, IS_BROKEN, NOT_JUDGED, summary_of

from ocpp_load.metrics import Recorder
from ocpp_load.report import Circumstances
from ocpp_load.report.junit import render_junit, write_junit

# What the XML schema of Jenkins' xUnit plugin has for each element: its attributes, the required
# ones first behind a sign, and the elements in it in their order.
SCHEMA = {
    "testsuites": ({"name", "time", "tests", "failures", "errors"}, set(), ["testsuite"]),
    "testsuite": (
        {"name", "tests", "failures", "errors", "time", "skipped", "timestamp"},
        {"name", "tests"},
        ["properties", "testcase"],
    ),
    "properties": (set(), set(), ["property"]),
    "property": ({"name", "value"}, {"name", "value"}, []),
    "testcase": ({"name", "classname", "time"}, {"name"}, ["failure", "error", "system-out"]),
    "system-out": (set(), set(), []),
    "failure": ({"message", "type"}, set(), []),
    "error": ({"message", "type"}, set(), []),
}


def calls_failed(recorder):
    recorder.call_failed("Heartbeat", "timeout", None, None)
    recorder.call_failed("Authorize", "timeout", None, None)


def check(element):
    """Check an element and all in it against the schema."""
    allowed, required, children = SCHEMA[element.tag]
    assert required <= element.attrib.keys() <= allowed
    for number in ("tests", "failures", "errors", "skipped"):
        assert element.get(number, "0").isdecimal()
    assert float(element.get("time", "0")) >= 0
    assert re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)?", element.get("timestamp", ""))
    order = [children.index(child.tag) for child in element]
    assert order == sorted(order)
    for child in element:
        check(child)


def summary(happens=lambda _: None, thresholds=(), **circumstances):
    recorder = Recorder(0.0)
    recorder.check("is accepted", None)
    recorder.check("greets", None)
    recorder.check("greets", "no greeting")
    happens(recorder)
    return summary_of(recorder, thresholds=thresholds, circumstances=Circumstances(**circumstances))


def cases(summary):
    """Return each case by its class and name: the kind and the message of what it came to."""
    content = render_junit(summary)
    root = ET.fromstring(content)
    check(root)
    return {
        (case.get("classname"), case.get("name")): [
            (told.tag, told.get("message"), told.text) for told in case
        ]
        for case in root.iter("testcase")
    }


RUN = ("ocpp_load.run", "verdict")


def of_threshold(told):
    return cases(summary(thresholds=[told]))["ocpp_load.thresholds", "p99 < 2 s"]


def test_a_threshold_that_holds_is_a_case_that_passed_and_says_what_was_measured():
    ((kind, _, text),) = of_threshold(HOLDS)
    assert (kind, text) == ("system-out", "p99 < 2 s holds: 1 s, to be < 2 s")


def test_the_warnings_of_a_run_stand_in_its_case_and_fail_nothing():
    run = summary(code_on_error=0)
    run["health"]["warnings"] = ["One.", "\x00 two."]
    assert cases(run)[RUN] == [("system-out", None, "warning: One.\nwarning: � two.")]


def test_a_campaign_is_a_property_of_every_suite():
    run = summary()
    run["run"]["campaign"] = {"name": "storm"}
    root = ET.fromstring(render_junit(run))
    named = [each.get("value") for each in root.iter("property") if each.get("name") == "campaign"]
    assert named == ["storm"] * len(root)
    assert 'name="campaign"' not in render_junit(summary()).decode()


def test_one_that_is_broken_failed_and_says_what_was_measured():
    message = "is broken: 3.1 s, to be < 2 s"
    text = f"p99 < 2 s {message}; first broken at 00:07"
    assert of_threshold(IS_BROKEN) == [("failure", message, text)]


def test_one_that_could_not_be_judged_is_an_error():
    message = "could not be judged: nothing was measured"
    assert of_threshold(NOT_JUDGED) == [("error", message, f"p99 < 2 s {message}")]


def test_checks_are_cases_with_their_reasons():
    told = cases(summary())
    assert told["ocpp_load.checks", "is accepted"] == []
    assert told["ocpp_load.checks", "greets"] == [
        ("failure", "failed 1 of 2 times", "1 x no greeting")
    ]


@pytest.mark.parametrize(
    ("circumstances", "kind", "message"),
    [
        (
            {"happens": calls_failed},
            "failure",
            "FAILED (exit 1): 2 of 2 calls failed; 1 of 3 checks failed",
        ),
        ({"invalid": ("no CPU.",), "code_on_error": 0}, "error", "INVALID (exit 3): no CPU"),
        (
            {"interrupted": True, "code_on_error": 0},
            "error",
            "INTERRUPTED (exit 130): the run was interrupted",
        ),
    ],
)
def test_the_run_is_a_case_of_its_own(circumstances, kind, message):
    [(told_kind, told_message, _)] = cases(summary(**circumstances))[RUN]
    assert (told_kind, told_message) == (kind, message)


def test_a_run_that_passed_has_no_failure_and_its_time_once():
    content = render_junit(summary(thresholds=[HOLDS], code_on_error=0))
    root = ET.fromstring(content)
    assert [case.get("time") for case in root.iter("testcase") if case.get("time") != "0.0"] == [
        "10.0"
    ]
    assert root.attrib == {
        "name": "demo",
        "tests": "4",
        "failures": "1",
        "errors": "0",
        "time": "10.0",
    }
    assert [suite.get("timestamp") for suite in root] == ["2026-11-23T01:53:32"] * 3


def test_two_thresholds_of_the_same_text_are_two_cases():
    told = cases(summary(thresholds=[HOLDS, IS_BROKEN, {**HOLDS, "name": "quick"}]))
    assert [name for kind, name in told if kind == "ocpp_load.thresholds"] == [
        "p99 < 2 s",
        "p99 < 2 s (2)",
        "quick: p99 < 2 s",
    ]


def test_what_a_peer_has_chosen_breaks_no_document():
    recorder = Recorder(0.0)
    recorder.check("a\x00b\x1b[2J<c> & \ufffe\ud800", ']]> \x07\x0b "q" \'')
    told = cases(
        summary_of(recorder, thresholds=[{**NOT_JUDGED, "reason": "<\x01>", "name": "\x02"}])
    )
    assert told["ocpp_load.checks", "a�b�[2J<c> & ��"] == [
        ("failure", "failed 1 of 1 times", '1 x ]]> �� "q" \'')
    ]
    assert ("ocpp_load.thresholds", "�: p99 < 2 s") in told


def test_it_is_a_file_that_others_read(tmp_path):
    file = write_junit(tmp_path, summary(thresholds=[IS_BROKEN]))
    assert file.name == "junit.xml"
    suites = list(JUnitXml.fromfile(str(file)))
    assert [(suite.name, suite.tests, suite.failures) for suite in suites] == [
        ("demo run", 1, 1),
        ("demo thresholds", 1, 1),
        ("demo checks", 2, 1),
    ]
