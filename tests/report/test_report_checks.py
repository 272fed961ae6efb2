"""Checks have lines of their own: how often each held, and why it did not."""

import io

import pytest
from support.summaries import summary_of

from ocpp_load.metrics import FleetCounts, Recorder
from ocpp_load.report import print_closing, render_html
from ocpp_load.report.checks import MAX_PASSED


def checked(*checks):
    recorder = Recorder(0.0)
    for name, failure in checks:
        recorder.check(name, failure)
    return recorder


def printed(recorder, fleet=None):
    file = io.StringIO()
    print_closing(summary_of(recorder, fleet=fleet or FleetCounts()), file)
    return file.getvalue()


CHECKS = (
    ("is accepted", None),
    ("is accepted", None),
    ("has an interval", None),
    ("has an interval", "no interval"),
    ("has an interval", "no interval"),
    ("has an interval", "interval is 0"),
)


def test_a_failed_check_is_named_with_its_reasons_before_those_that_passed():
    text = printed(checked(*CHECKS))
    assert text.split("\nChecks\n")[1].split("\n\n")[0].splitlines() == [
        "  failed: has an interval: 1 passed, 3 failed",
        "    2 x no interval",
        "    1 x interval is 0",
        "  passed: is accepted: 2 passed",
    ]


def test_a_check_is_no_line_of_the_latencies_and_no_reason_of_failed_calls():
    text = printed(checked(*CHECKS))
    assert "check" not in text.partition("latencies in ms")[2].partition("\nChecks\n")[0]
    assert "Failures by reason" not in text


def test_the_stations_that_passed_are_counted():
    fleet = FleetCounts(stations_checked=1000, stations_failed=4)
    text = printed(checked(*CHECKS), fleet)
    assert "\n  996 of 1,000 stations passed all their checks (99.60 %)\n" in text


def test_checks_that_passed_are_not_listed_without_end():
    text = printed(checked(*((f"check {number:02d}", None) for number in range(MAX_PASSED + 3))))
    assert text.count("passed: check") == MAX_PASSED
    assert "and 3 more that passed: see summary.json" in text


@pytest.mark.parametrize(("checks", "has_section"), [(CHECKS, True), ((), False)])
def test_the_page_has_its_section_where_anything_was_checked(checks, has_section):
    fleet = FleetCounts(stations_checked=2, stations_failed=1)
    page = render_html(summary_of(checked(*checks), fleet=fleet))
    assert (">Checks</h2>" in page) is has_section
    if has_section:
        assert "2 x no interval; 1 x interval is 0" in page
        assert "1 of 2 stations passed all their checks (50 %)" in page
