"""Whether a threshold holds, is broken, or has nothing to be judged by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.campaign_figures import FiguresOf

from ocpp_load.campaign.thresholds import Outcome, Watch, judge, read_thresholds
from ocpp_load.campaign.thresholds.judging import is_broken_now
from ocpp_load.metrics import Recorder
from ocpp_load.scenario.document import parse_document
from ocpp_load.scenario.reader import MistakeList, Value

HOLDS, IS_BROKEN, NOT_JUDGED = Outcome.HOLDS, Outcome.IS_BROKEN, Outcome.NOT_JUDGED


def threshold(entry):
    mistakes = MistakeList("x")
    root = parse_document(f"- {entry}\n".encode(), "x", mistakes.found)
    groups, events = ("healthy", "flapping"), ("outage", "flapping")
    (one,) = read_thresholds(Value(root, "", mistakes), groups, events)
    assert mistakes.found == []
    return one


def recorded():
    """A hundred boots of 1 ms to 100 ms, before and after an outage at second 20."""
    recorder = Recorder(0.0)
    for milliseconds in range(1, 101):
        if milliseconds == 51:
            recorder.mark("outage", 20.0)
        group = recorder.of("healthy" if milliseconds % 2 else "flapping")
        group.call_answered("BootNotification", milliseconds / 1000, milliseconds / 500, 1, 1)
    recorder.of("healthy").call_failed("Authorize", "timeout", None, None)
    recorder.of("flapping").command_answered("Reset", 0.25, None)
    recorder.of("flapping").connection_event("tcp connect", 0.5, None)
    for group in (recorder.of("healthy"), recorder.of("flapping")):
        group.connection_event("connect", 0.5, None)
    recorder.of("flapping").connection_event("connect", None, "refused")
    recorder.of("flapping").connection_event("connection lost", None, "reset")
    recorder.of("healthy").check("is accepted", None)
    recorder.of("flapping").check("is accepted", "Rejected")
    return FiguresOf(
        recorder,
        counts={
            "transactions lost": (1, 50),
            "transactions out of order": (0, 50),
            "stations passed": (995, 1000),
        },
    )


@pytest.mark.parametrize(
    ("entry", "outcome", "value", "limit"),
    [
        ("BootNotification p95 < 95.1 ms", HOLDS, 0.095, 0.0951),
        ("BootNotification p95 < 95 ms", IS_BROKEN, 0.095, 0.095),
        ("BootNotification p50 <= 50.1 ms", HOLDS, 0.05, 0.0501),
        ("BootNotification mean < 100 ms", HOLDS, 0.0505, 0.1),
        ("BootNotification max < 100 ms", IS_BROKEN, 0.1, 0.1),
        ("BootNotification min >= 1 ms", HOLDS, 0.001, 0.001),
        ("BootNotification from intent p50 < 90 ms", IS_BROKEN, 0.1, 0.09),
        ("calls p50 < 60 ms", HOLDS, 0.05, 0.06),
        ("rate >= 1 / s", HOLDS, 1.01, 1),
        ("BootNotification rate > 120 / min", IS_BROKEN, 1.0, 2.0),
        ("before outage: BootNotification rate >= 2.5 / s", HOLDS, 2.5, 2.5),
        ("after outage: BootNotification rate < 1 / s", HOLDS, 50 / 80, 1),
        ("StartTransaction rate >= 1 / s", IS_BROKEN, 0, 1),
        ("failures < 1 %", HOLDS, 1 / 101, 0.01),
        ("Authorize failures < 1 %", IS_BROKEN, 1, 0.01),
        ("Authorize failures <= 1", HOLDS, 1, 1),
        ("flapping: failures = 0", HOLDS, 0, 0),
        ("healthy: failures = 0", IS_BROKEN, 1, 0),
        ("BootNotification count > 99", HOLDS, 100, 99),
        ("connection lost count = 0", IS_BROKEN, 1, 0),
        ("connect failures <= 1", HOLDS, 1, 1),
        ("connection failures = 2", HOLDS, 2, 2),
        ("connection failures < 50 %", IS_BROKEN, 2 / 3, 0.5),
        ("healthy: connection failures = 0", HOLDS, 0, 0),
        ("flapping: connection failures <= 100 %", HOLDS, 1, 1),
        ('"healthy: connection failures < flapping: connection failures"', HOLDS, 0, 1),
        ("commands Reset p95 < 1 s", HOLDS, 0.25, 1),
        ("tcp connect p99 < 100 ms", IS_BROKEN, 0.5, 0.1),
        ("checks failed = 0", IS_BROKEN, 1, 0),
        ("healthy: checks failed = 0", HOLDS, 0, 0),
        ("before outage: BootNotification max <= 50 ms", HOLDS, 0.05, 0.05),
        ("after outage: BootNotification min < 51 ms", IS_BROKEN, 0.051, 0.051),
        ("{that: BootNotification min > 50 ms, from: outage}", HOLDS, 0.051, 0.05),
        ('"healthy before outage: BootNotification max < 50 ms"', HOLDS, 0.049, 0.05),
        ("BootNotification max <= 2 x its value before outage", HOLDS, 0.1, 0.1),
        (
            "healthy: BootNotification max < 2 x its value before outage began",
            IS_BROKEN,
            0.099,
            0.098,
        ),
        ('"healthy: BootNotification max < 1 x flapping: BootNotification max"', HOLDS, 0.099, 0.1),
        ("lost transactions = 0", IS_BROKEN, 1, 0),
        ("transactions lost < 5 %", HOLDS, 0.02, 0.05),
        ("transactions out of order = 0", HOLDS, 0, 0),
        ("stations passed >= 99.5 %", HOLDS, 0.995, 0.995),
        ("stations passed > 995", IS_BROKEN, 995, 995),
    ],
)
def test_a_threshold_holds_or_is_broken(entry, outcome, value, limit):
    judgement = judge(threshold(entry), recorded())
    assert judgement.outcome is outcome
    assert judgement.value == pytest.approx(value, rel=0.001)
    assert judgement.limit == pytest.approx(limit, rel=0.001)


@given(st.integers(0, 100_000))
def test_a_share_of_just_as_much_as_the_limit_is_that_much(passed):
    figures = FiguresOf(Recorder(0.0), counts={"stations passed": (passed, 100_000)})
    percent = f"{passed // 1000}.{passed % 1000:03d}"
    assert judge(threshold(f"stations passed >= {percent} %"), figures).outcome is HOLDS
    assert judge(threshold(f"stations passed < {percent} %"), figures).outcome is IS_BROKEN


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("StartTransaction p95 < 1 s", "nothing was measured"),
        ("connection failures = 0", "nothing was measured"),
        (
            "before outage: connection failures = 0",
            "nothing was measured: outage did not begin",
        ),
        ("StartTransaction failures = 0", "nothing was measured"),
        ("stations passed >= 99 %", "nothing was measured"),
        ("checks failed = 0", "nothing was measured"),
        ("lost transactions = 0", "nothing was measured"),
        ("after flapping: p95 < 1 s", "nothing was measured: flapping did not begin"),
        ("after flapping: rate < 1 / s", "nothing was measured: flapping did not begin"),
        ("95 % back within 60 s", "nothing was measured: no station was thrown out"),
        ("after outage: 95 % back within 60 s", "nothing was measured: no station was thrown out"),
        (
            "p95 < 2 x its value before flapping",
            "of what it is compared to, nothing was measured: flapping did not begin",
        ),
    ],
)
def test_what_has_no_figures_did_not_pass_and_is_not_broken(entry, reason):
    recorder = Recorder(0.0)
    recorder.call_answered("Heartbeat", 0.001, 0.001, 1, 1)
    judgement = judge(
        threshold(entry), FiguresOf(recorder if "its value" in entry else Recorder(0.0))
    )
    assert (judgement.outcome, judgement.reason) == (NOT_JUDGED, reason)
    assert judgement.limit is None


def thrown_out(*, back_after_s, never_back=0, still_out=0):
    """An outage at second 10 of which some are back, some never were and some are still out."""
    recorder = Recorder(0.0)
    recorder.mark("outage", 10.0)
    for seconds in back_after_s:
        recorder.struck("outage", 10.0)
        recorder.recovered("outage", seconds)
    for _ in range(never_back):
        recorder.struck("outage", 10.0)
        recorder.not_recovered("outage")
    for _ in range(still_out):
        recorder.struck("outage", 10.0)
    return recorder


@pytest.mark.parametrize(
    ("recorder", "outcome", "value"),
    [
        (thrown_out(back_after_s=[5.0] * 19 + [60.0]), HOLDS, 1.0),
        (thrown_out(back_after_s=[5.0] * 19 + [61.0]), HOLDS, 0.95),
        (thrown_out(back_after_s=[5.0] * 18 + [61.0] * 2), IS_BROKEN, 0.9),
        (thrown_out(back_after_s=[5.0] * 18, never_back=2), IS_BROKEN, 0.9),
        (thrown_out(back_after_s=[5.0] * 18, still_out=2), IS_BROKEN, 0.9),
    ],
)
@pytest.mark.parametrize("entry", ["after outage: 95 % back within 60 s", "95 % back within 60 s"])
def test_who_is_not_back_in_time_counts_against_who_is(entry, recorder, outcome, value):
    judgement = judge(threshold(entry), FiguresOf(recorder))
    assert (judgement.outcome, judgement.value) == (outcome, value)


@pytest.mark.parametrize(("now_s", "outcome"), [(69.0, HOLDS), (70.0, HOLDS), (71.0, IS_BROKEN)])
def test_while_the_run_goes_on_who_may_be_back_in_time_yet_is_not_late(now_s, outcome):
    figures = FiguresOf(
        thrown_out(back_after_s=[5.0], still_out=19), duration_s=now_s, is_final=False
    )
    assert judge(threshold("95 % back within 60 s"), figures).outcome is outcome


def test_who_lost_the_connection_otherwise_is_an_event_too():
    recorder = Recorder(0.0)
    recorder.struck("connection lost", 10.0)
    recorder.recovered("connection lost", 90.0)
    late = threshold("after connection lost: 95 % back within 60 s")
    assert judge(late, FiguresOf(recorder)).outcome is IS_BROKEN


def seen(entry, *moments):
    """Return the watch of a threshold on Heartbeat, and whether it asked for the end each time.

    A moment is a time, and how long the only Heartbeat until then took; None for none.
    """
    watch = Watch(threshold(entry))
    return watch, look_again(watch, *moments)


def look_again(watch, *moments):
    asked = []
    for now_s, seconds in moments:
        recorder = Recorder(0.0)
        if seconds is not None:
            recorder.call_answered("Heartbeat", seconds, seconds, 1, 1)
        asked.append(watch.look(FiguresOf(recorder, now_s, is_final=False)))
    return asked


@given(
    st.lists(st.integers(1, 5000), max_size=20),
    st.sampled_from(["<", "<=", "=", ">=", ">"]),
    st.sampled_from(["p0", "p50", "p90", "p99.9", "p100", "mean", "max"]),
    st.integers(1, 5000),
)
def test_what_is_told_in_the_middle_of_a_run_is_the_verdict_of_that_moment(
    milliseconds, comparison, statistic, limit
):
    recorder = Recorder(0.0)
    for each in milliseconds:
        recorder.call_answered("Heartbeat", each / 1000, 1.0, 1, 1)
    # Between two buckets: on the edge of one, the verdict of the end may be another.
    one = threshold(
        f"Heartbeat {statistic} {comparison} {limit + 0.5 if limit < 500 else limit * 10 + 5} ms"
    )
    figures = FiguresOf(recorder)
    assert is_broken_now(one, figures) == (judge(one, figures).outcome is IS_BROKEN)


ABORTING = "{that: Heartbeat max < 1 s, abort: true, for: 5 s}"


def test_a_run_is_ended_once_a_threshold_has_been_broken_for_long_enough():
    watch, asked = seen(ABORTING, (1, None), (2, 2.0), (6.9, 2.0), (7, 2.0))
    assert asked == [False, False, False, True]
    assert (watch.first_broken_s, watch.aborted) == (2, True)
    watch.conclude(FiguresOf(Recorder(0.0)))  # what comes while it stops changes nothing
    assert watch.latest.outcome is IS_BROKEN


def test_figures_that_are_begun_anew_have_the_time_counted_anew():
    watch, _ = seen(ABORTING, (1, 2.0), (5, 2.0))
    watch.restart()
    assert watch.first_broken_s is None
    assert look_again(watch, (2, 2.0), (6.9, 2.0), (7, 2.0)) == [False, False, True]
    assert watch.first_broken_s == 2


def test_what_ends_a_run_is_broken_by_the_figures_of_its_end_too():
    # Bucket and limit are one here: the middle of a run is no more strict than its end.
    entry = "{that: Heartbeat p50 >= 100.5 ms, abort: true, for: 0 s}"
    watch, asked = seen(entry, (1, 0.1005), (2, 0.1006))
    assert (asked, watch.aborted, watch.first_broken_s) == ([False, False], False, None)


@pytest.mark.parametrize(
    ("entry", "microseconds"),
    [
        ("max {} 0.009 ms", 9),
        ("max {} 0.021 ms", 21),
        ("max {} 0.000035 s", 35),
        ("Heartbeat max {} 3 x BootNotification max", 3540),
        ("Heartbeat max {} 1.1 x BootNotification max", 1298),
    ],
)
def test_what_is_as_much_as_its_limit_is_not_set_apart_by_the_rounding_of_floats(
    entry, microseconds
):
    recorder = Recorder(0.0)
    if "x Boot" in entry:
        recorder.call_answered("BootNotification", 0.00118, 0.00118, 1, 1)
    recorder.call_answered("Heartbeat", microseconds / 1e6, 1.0, 1, 1)
    outcomes = {
        sign: judge(threshold(entry.format(sign)), FiguresOf(recorder)).outcome
        for sign in ("<", "<=", "=", ">=", ">")
    }
    assert outcomes == {"<": IS_BROKEN, "<=": HOLDS, "=": HOLDS, ">=": HOLDS, ">": IS_BROKEN}


def test_what_holds_again_in_between_begins_to_count_anew():
    watch, asked = seen(ABORTING, (1, 2.0), (5, 0.5), (6, 2.0), (10.9, 2.0))
    assert asked == [False] * 4
    assert (watch.first_broken_s, watch.aborted) == (1, False)


def test_the_beginning_of_a_run_may_be_left_out():
    entry = "{that: Heartbeat max < 1 s, abort: true, for: 5 s, after: 10 s}"
    watch, asked = seen(entry, (1, 2.0), (9, 2.0), (10, 2.0), (14, 2.0), (15, 2.0))
    assert asked == [False, False, False, False, True]
    assert watch.first_broken_s == 1


def test_what_does_not_abort_is_only_remembered():
    watch, asked = seen("Heartbeat max < 1 s", (1, 2.0), (1000, 2.0))
    assert asked == [False, False]
    assert watch.first_broken_s == 1


def test_the_verdict_is_that_of_the_whole_run():
    watch, _ = seen("Heartbeat max < 1 s", (1, 2.0))
    recorder = Recorder(0.0)
    recorder.call_answered("Heartbeat", 0.5, 0.5, 1, 1)
    watch.conclude(FiguresOf(recorder, 20.0))
    assert watch.holds
    assert watch.as_dict() == {
        "threshold": "Heartbeat max < 1 s",
        "name": None,
        "outcome": "holds",
        "reason": None,
        "value": 0.5,
        "comparison": "<",
        "limit": 1.0,
        "unit": "s",
        "first_broken_s": 1,
        "aborted": False,
    }


def test_what_was_never_looked_at_has_not_passed():
    watch = Watch(threshold("Heartbeat max < 1 s"))
    assert not watch.holds
    watch.conclude(FiguresOf(Recorder(0.0)))
    assert watch.as_dict()["outcome"] == "could not be judged"
    assert not watch.holds
