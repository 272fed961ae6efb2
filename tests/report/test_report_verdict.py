"""What a run comes to: from its figures to the verdict, its reasons and the exit code."""

import pytest
from support.summaries import HOLDS, IS_BROKEN, NOT_JUDGED, summary_of

from ocpp_load.metrics import FleetCounts, Recorder, TransactionAudit
from ocpp_load.report import Circumstances, without_its_report
from ocpp_load.report.verdict import verdict_text

BROKEN_TEXT = "p99 < 2 s is broken: 3.1 s, to be < 2 s"
NOT_JUDGED_TEXT = "p99 < 2 s could not be judged: nothing was measured"
CALLS_TEXT = "2 of 3 calls failed"
INTERRUPTED_TEXT = "the run was interrupted"
LOST_TEXT = "the audit found 2 transactions lost"
MUCH_FOUND_TEXT = (
    "the audit found 1 message delivered twice, 2 messages out of order, 3 MeterValues lost,"
    " 4 transactions left open"
)
NOBODY_TEXT = "not one of 4 stations was let in"
HINT = "; look whether the central system knows their identities"
SATURATED = "process 0 used 99 % of a CPU."
FAULT_TEXT = "2 faults of ocpp_load or of the scenario, among them script: KeyError"


def all_well(_):
    """Nothing went wrong."""


def calls_failed(recorder):
    recorder.call_failed("Heartbeat", "timeout", None, None)
    recorder.call_failed("Authorize", "timeout", None, None)


def commands_failed(recorder):
    recorder.command_answered("Reset", 0.001, "InternalError")


def connections_failed(recorder):
    recorder.connection_event("connect", None, "refused")
    recorder.connection_event("connect", 0.01, None)
    for _ in range(3):
        recorder.connection_event("connection lost", None, "reset")


def checks_failed(recorder):
    recorder.check("is accepted", "Rejected")


def at_fault(recorder):
    recorder.own_fault("script", "KeyError")
    recorder.own_fault("script", "KeyError")


def verdict(happens, *, thresholds=(), audit=None, fleet=None, **circumstances):
    recorder = Recorder(0.0)
    recorder.call_answered("Heartbeat", 0.001, 0.001, 10, 10)
    happens(recorder)
    return summary_of(
        recorder,
        audit=audit,
        fleet=fleet,
        thresholds=thresholds,
        circumstances=Circumstances(**circumstances),
    )["verdict"]


def test_a_run_without_a_station_has_failed():
    told = summary_of(Recorder(0.0), fleet=FleetCounts(ever_accepted=0))["verdict"]
    assert (told["outcome"], told["reasons"]) == (
        "failed",
        ["not one station was started; give the run more time"],
    )


LOST = TransactionAudit(lost=2)
NOBODY = FleetCounts(never_accepted=4)


@pytest.mark.parametrize(
    ("happens", "more", "outcome", "code", "reasons"),
    [
        (all_well, {}, "passed", 0, []),
        (all_well, {"thresholds": [HOLDS]}, "passed", 0, []),
        # Without thresholds, anything that failed is enough.
        (calls_failed, {}, "failed", 1, [CALLS_TEXT]),
        (commands_failed, {}, "failed", 1, ["1 of 1 commands were answered with an error"]),
        (
            connections_failed,
            {},
            "failed",
            1,
            ["failed on connections: connection lost 3 of 3, connect 1 of 2"],
        ),
        (checks_failed, {}, "failed", 1, ["1 of 1 checks failed"]),
        # With thresholds, they decide about that.
        (calls_failed, {"thresholds": [HOLDS]}, "passed", 0, []),
        (connections_failed, {"thresholds": [HOLDS]}, "passed", 0, []),
        (calls_failed, {"thresholds": [IS_BROKEN]}, "failed", 1, [BROKEN_TEXT]),
        (all_well, {"thresholds": [HOLDS, NOT_JUDGED]}, "failed", 1, [NOT_JUDGED_TEXT]),
        (
            all_well,
            {"thresholds": [NOT_JUDGED, IS_BROKEN]},
            "failed",
            1,
            [NOT_JUDGED_TEXT, BROKEN_TEXT],
        ),
        # What no threshold excuses.
        (all_well, {"audit": LOST, "thresholds": [HOLDS]}, "failed", 1, [LOST_TEXT]),
        (
            all_well,
            {"audit": TransactionAudit(1, 0, 1, 2, 3, 4)},
            "failed",
            1,
            [MUCH_FOUND_TEXT],
        ),
        (all_well, {"fleet": NOBODY, "thresholds": [HOLDS]}, "failed", 1, [NOBODY_TEXT + HINT]),
        (all_well, {"fleet": FleetCounts(never_accepted=4, ever_accepted=1)}, "passed", 0, []),
        (at_fault, {}, "failed", 1, [FAULT_TEXT]),
        (at_fault, {"thresholds": [HOLDS]}, "failed", 1, [FAULT_TEXT]),
        # Locust's own option, where somebody has given it.
        (calls_failed, {"code_on_error": 5}, "failed", 5, [CALLS_TEXT]),
        (calls_failed, {"code_on_error": 5, "thresholds": [HOLDS]}, "failed", 5, [CALLS_TEXT]),
        (calls_failed, {"code_on_error": 0}, "passed", 0, []),
        (at_fault, {"code_on_error": 0}, "passed", 0, []),
        (all_well, {"code_on_error": 5}, "passed", 0, []),
        (
            calls_failed,
            {"code_on_error": 5, "thresholds": [IS_BROKEN]},
            "failed",
            1,
            [BROKEN_TEXT, CALLS_TEXT],
        ),
        (
            calls_failed,
            {"code_on_error": 0, "thresholds": [IS_BROKEN]},
            "failed",
            1,
            [BROKEN_TEXT],
        ),
        (calls_failed, {"code_on_error": 0, "audit": LOST}, "failed", 1, [LOST_TEXT]),
        # An invalid run says nothing about the central system, whatever its figures are.
        (all_well, {"invalid": (SATURATED,)}, "invalid", 3, [SATURATED]),
        (
            calls_failed,
            {"invalid": (SATURATED,), "thresholds": [IS_BROKEN]},
            "invalid",
            3,
            [SATURATED, BROKEN_TEXT],
        ),
        (calls_failed, {"invalid": (SATURATED,), "code_on_error": 0}, "invalid", 3, [SATURATED]),
        # An interrupted one is told as such before anything else.
        (all_well, {"interrupted": True}, "interrupted", 130, [INTERRUPTED_TEXT]),
        (
            calls_failed,
            {"interrupted": True, "invalid": (SATURATED,), "audit": LOST},
            "interrupted",
            130,
            [INTERRUPTED_TEXT, SATURATED, LOST_TEXT, CALLS_TEXT],
        ),
    ],
)
def test_the_verdict_follows_from_the_figures_and_how_the_run_ended(
    happens, more, outcome, code, reasons
):
    assert verdict(happens, **more) == {"outcome": outcome, "exit_code": code, "reasons": reasons}


def test_why_nobody_was_let_in_is_told_where_connections_failed():
    told = verdict(connections_failed, fleet=FleetCounts(never_accepted=4))["reasons"]
    assert told[0] == f"{NOBODY_TEXT} (3 x connection lost: reset, 1 x connect: refused){HINT}"


def test_connections_fail_in_so_many_ways_that_only_the_first_are_named():
    def fail(recorder):
        for times in range(8):
            for _ in range(times + 1):
                recorder.connection_event(f"way {times}", None, "refused")

    (reason,) = verdict(fail)["reasons"]
    assert reason.startswith("failed on connections: way 7 8 of 8, way 6 7 of 7,")
    assert reason.endswith("way 3 4 of 4, 3 more")


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (("passed", 0, []), "PASSED (exit 0)"),
        (("failed", 1, ["a", "b"]), "FAILED (exit 1): a; b"),
        (("invalid", 3, [SATURATED]), "INVALID (exit 3): process 0 used 99 % of a CPU"),
        (("failed", 1, ["a", "b", "c", "d", "e"]), "FAILED (exit 1): a; b; c; and 2 more"),
    ],
)
def test_a_verdict_fits_a_line(told, line):
    assert verdict_text(dict(zip(("outcome", "exit_code", "reasons"), told, strict=True))) == line


@pytest.mark.parametrize(("code", "left"), [(0, 2), (1, 1), (3, 3), (130, 130)])
def test_a_report_that_is_not_there_takes_the_place_of_a_pass_only(code, left):
    summary = {"verdict": {"outcome": "as it was", "exit_code": code, "reasons": ["first"]}}
    verdict = without_its_report(summary)["verdict"]
    assert (verdict["outcome"], verdict["exit_code"]) == ("as it was", left)
    assert verdict["reasons"] == ["first", "the report could not be written as a whole"]
    assert summary["verdict"]["exit_code"] == code
