import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.messages.v16.actions import Action
from ocpp_load.metrics import Direction, Recorder, Snapshot
from ocpp_load.metrics.ledger import MAX_LINES, OTHER_ACTIONS
from ocpp_load.metrics.series import AT_ONCE

SECONDS = st.floats(0, 5000)
MAYBE_SECONDS = st.none() | SECONDS
ACTIONS = st.sampled_from(["Authorize", "DataTransfer", "Heartbeat"])
FAILURES = st.none() | st.sampled_from(["timeout", "CallError InternalError"])
BYTES = st.integers(0, 10_000)

EVENTS = st.one_of(
    st.tuples(st.just("call_answered"), st.tuples(ACTIONS, SECONDS, SECONDS, BYTES, BYTES)),
    st.tuples(
        st.just("call_failed"),
        st.tuples(ACTIONS, st.text(max_size=3), MAYBE_SECONDS, MAYBE_SECONDS, BYTES, BYTES),
    ),
    st.tuples(st.just("call_cut_off"), st.tuples(ACTIONS)),
    st.tuples(st.just("late_answer"), st.tuples(ACTIONS)),
    st.tuples(st.just("command_answered"), st.tuples(ACTIONS, SECONDS, FAILURES)),
    st.tuples(st.just("connection_event"), st.tuples(ACTIONS, MAYBE_SECONDS, FAILURES)),
    st.tuples(st.just("check"), st.tuples(ACTIONS, FAILURES)),
    st.tuples(st.just("violation"), st.tuples(st.text(max_size=2))),
    st.tuples(st.just("own_fault"), st.tuples(ACTIONS, st.text(max_size=2))),
)


def feed(recorder, events):
    for method, arguments in events:
        getattr(recorder, method)(*arguments)


def told(snapshot):
    """Everything that a snapshot holds, in a form that can be compared."""
    lines = {}
    for series in snapshot.lines:
        delta = series.to_delta()
        for histogram in ("latency", "from_intent"):
            if histogram in delta:
                buckets = delta[histogram]
                buckets["counts"] = dict(zip(buckets.pop("places"), buckets["counts"], strict=True))
        lines[series.key] = delta
    return lines, snapshot.violations, snapshot.own_faults


def line_of(recorder, direction, name):
    return {series.key: series for series in recorder.snapshot().lines}[direction, name]


@given(st.lists(st.lists(st.lists(EVENTS, max_size=8), max_size=3), max_size=3))
def test_merged_deltas_equal_one_recorder_that_saw_everything(workers):
    master, alone = Recorder(0.0), Recorder(0.0)
    for stretches in workers:
        worker = Recorder(0.0)
        for events in stretches:
            feed(worker, events)
            feed(alone, events)
            master.merge(json.loads(json.dumps(worker.take_delta())))
    assert told(master.snapshot()) == told(alone.snapshot())
    for merged, single in zip(master.snapshot().lines, alone.snapshot().lines, strict=True):
        for percentile in (50, 90, 95, 99, 99.9):
            assert merged.latency.percentile_ms(percentile) == single.latency.percentile_ms(
                percentile
            )


@given(st.lists(EVENTS))
def test_a_delta_hands_over_what_was_counted(events):
    worker = Recorder(0.0)
    feed(worker, events)
    worker.take_delta()
    assert worker.snapshot().lines == ()
    assert worker.take_delta() == {
        "pages": {"": {"lines": [], "violations": {}, "own_faults": {}}},
        "marks": {},
        "struck": {"counts": {}, "last_at_s": {}, "first_at_s": {}},
        "groups": {},
        "slices": [],
        "second": 0,
        "evidence": [],
    }


def test_an_answered_call_is_timed_twice_and_weighed():
    recorder = Recorder(0.0)
    recorder.call_answered("Heartbeat", 0.004, 0.250, 40, 60)
    recorder.call_answered("Heartbeat", 0.002, 0.002, 40, 61)
    line = line_of(recorder, Direction.CALL, "Heartbeat")
    assert (line.count, line.failures, line.sent_bytes, line.received_bytes) == (2, 0, 80, 121)
    assert (line.latency.min_ms, line.latency.max_ms) == (2.0, 4.0)
    assert line.from_intent.max_ms == 250.0


def test_a_timeout_counts_as_a_failure_and_has_no_latency():
    recorder = Recorder(0.0)
    recorder.call_failed("Authorize", "timeout", None, None)
    line = line_of(recorder, Direction.CALL, "Authorize")
    assert (line.count, line.failures, dict(line.reasons)) == (1, 1, {"timeout": 1})
    assert (line.latency.count, line.from_intent.count) == (0, 0)


def test_a_call_error_counts_as_a_failure_and_has_a_latency():
    recorder = Recorder(0.0)
    recorder.call_failed("Authorize", "CallError InternalError", 0.003, 0.004, 50, 70)
    line = line_of(recorder, Direction.CALL, "Authorize")
    assert (line.count, line.failures, line.received_bytes) == (1, 1, 70)
    assert (line.latency.max_ms, line.from_intent.max_ms) == (3.0, 4.0)


def test_a_call_cut_off_is_neither_success_nor_failure():
    recorder = Recorder(0.0)
    recorder.call_cut_off("Heartbeat")
    line = line_of(recorder, Direction.CALL, "Heartbeat")
    assert (line.count, line.failures, line.cut_off) == (0, 0, 1)


def test_a_late_answer_is_counted_beside_its_failure():
    recorder = Recorder(0.0)
    recorder.call_failed("Heartbeat", "timeout", None, None)
    recorder.late_answer("Heartbeat")
    line = line_of(recorder, Direction.CALL, "Heartbeat")
    assert (line.count, line.failures, line.late_answers) == (1, 1, 1)


@pytest.mark.parametrize(
    ("failure", "failures", "reasons"),
    [(None, 0, {}), ("NotImplemented", 1, {"NotImplemented": 1})],
)
def test_a_command_has_its_handling_time_whatever_was_answered(failure, failures, reasons):
    recorder = Recorder(0.0)
    recorder.command_answered("Reset", 0.0002, failure)
    line = line_of(recorder, Direction.COMMAND, "Reset")
    assert (line.count, line.failures, dict(line.reasons)) == (1, failures, reasons)
    assert line.latency.max_ms == 0.2


@pytest.mark.parametrize(
    ("duration_s", "failure", "latencies", "failures"),
    [(0.010, None, 1, 0), (None, None, 0, 0), (None, "refused", 0, 1), (0.5, "HTTP 503", 1, 1)],
)
def test_a_connection_event_may_have_a_duration(duration_s, failure, latencies, failures):
    recorder = Recorder(0.0)
    recorder.connection_event("connect", duration_s, failure)
    line = line_of(recorder, Direction.LINK, "connect")
    assert (line.count, line.failures, line.latency.count) == (1, failures, latencies)


def test_the_same_action_in_both_directions_is_two_lines():
    recorder = Recorder(0.0)
    recorder.command_answered("DataTransfer", 0.001, None)
    recorder.call_answered("DataTransfer", 0.001, 0.001, 1, 1)
    assert [series.key for series in recorder.snapshot().lines] == [
        (Direction.CALL, "DataTransfer"),
        (Direction.COMMAND, "DataTransfer"),
    ]


def test_an_action_of_the_enum_and_its_text_are_one_line():
    recorder = Recorder(0.0)
    recorder.call_answered(Action.HEARTBEAT, 0.001, 0.001, 1, 1)
    recorder.call_answered("Heartbeat", 0.001, 0.001, 1, 1)
    assert line_of(recorder, Direction.CALL, "Heartbeat").count == 2


def test_a_peer_that_invents_actions_fills_no_more_than_its_lines():
    recorder = Recorder(0.0)
    for number in range(MAX_LINES + 50):
        recorder.command_answered(f"Invented{number}", 0.001, "NotImplemented")
    recorder.call_answered("Heartbeat", 0.001, 0.001, 1, 1)
    assert len(recorder.snapshot().lines) == MAX_LINES + 2
    assert line_of(recorder, Direction.COMMAND, OTHER_ACTIONS).count == 50
    assert line_of(recorder, Direction.CALL, "Heartbeat").count == 1


def test_a_name_of_the_peers_is_cleaned_where_it_enters():
    recorder = Recorder(0.0)
    recorder.command_answered("\x1b[2J" + "A" * 1_000_000, 0.001, None)
    recorder.command_answered("\x1b[2J" + "A" * 1_000_000, 0.001, None)
    (line,) = recorder.snapshot().lines
    assert line.name == "\ufffd[2J" + "A" * 95 + "…"
    assert line.count == 2


def test_a_fault_of_our_own_is_counted_by_place_and_reason():
    recorder = Recorder(0.0)
    recorder.own_fault("payload of Authorize", "idTag breaks maxLength")
    recorder.own_fault("payload of Authorize", "idTag breaks maxLength")
    assert recorder.snapshot().own_faults == {"payload of Authorize: idTag breaks maxLength": 2}


def test_a_snapshot_stays_while_recording_goes_on():
    recorder = Recorder(0.0)
    recorder.call_failed("Heartbeat", "timeout", 0.001, 0.001)
    recorder.violation("not JSON")
    snapshot = recorder.snapshot()
    before = told(snapshot)
    recorder.call_failed("Heartbeat", "reset", 0.002, 0.002)
    recorder.violation("not JSON")
    assert told(snapshot) == before


def test_reset_begins_again():
    recorder = Recorder(0.0)
    recorder.call_failed("Heartbeat", "timeout", 0.001, 0.001)
    recorder.violation("not JSON")
    recorder.own_fault("heartbeats", "KeyError: 'interval'")
    recorder.reset(10.0)
    assert recorder.snapshot() == Snapshot((), {}, {})
    live = recorder.live(12.0)
    assert (live.calls, live.failures, live.calls_per_s, live.p95_ms) == (0, 0, 0.0, None)


def test_a_live_reading_tells_of_the_last_seconds():
    recorder = Recorder(100.0)
    for _ in range(20):
        recorder.call_answered("Heartbeat", 0.001, 0.001, 1, 1)
    recorder.call_failed("Authorize", "timeout", None, None)
    recorder.tick(102.0, {}, {})
    first = recorder.live(102.5)
    assert (first.calls, first.failures, first.new_failures) == (21, 1, 1)
    assert first.calls_per_s == 10.5
    assert first.p95_ms == pytest.approx(1.0, rel=0.008)
    recorder.tick(107.0, {}, {})
    recorder.call_failed("Authorize", "CallError InternalError", 0.5, 0.5)
    recorder.command_answered("Reset", 0.001, "NotImplemented")
    recorder.tick(110.0, {}, {})
    second = recorder.live(110.0)
    assert (second.calls, second.failures, second.new_failures) == (22, 3, 2)
    assert second.calls_per_s == 0.2
    assert second.p95_ms == pytest.approx(500, rel=0.008)
    recorder.tick(115.0, {}, {})
    assert recorder.live(115.0).p95_ms is None


def test_a_live_reading_before_the_first_second_is_over_tells_of_none():
    recorder = Recorder(100.0)
    recorder.call_answered("Heartbeat", 0.001, 0.001, 1, 1)
    assert recorder.live(100.0).calls_per_s == 0.0


def test_a_master_reads_live_what_its_workers_told():
    master, worker = Recorder(0.0), Recorder(0.0, hands_over=True)
    worker.call_answered("Heartbeat", 0.003, 0.003, 1, 1)
    worker.command_answered("Reset", 0.9, None)
    master.merge(worker.take_delta())
    master.tick(2.0, {}, {})
    live = master.live(2.0)
    assert (live.calls, live.calls_per_s) == (1, 0.5)
    assert live.p95_ms == pytest.approx(3, rel=0.008)


@pytest.mark.parametrize("direction", Direction)
def test_a_direction_fits_the_column_that_locust_keeps_for_it(direction):
    assert len(direction.value) <= 8
    assert len(direction.arrow) == 1


def test_more_calls_than_may_wait_are_all_counted_whoever_reads_in_between():
    recorder = Recorder(0.0)
    for number in range(2 * AT_ONCE + 5):
        recorder.call_answered("Heartbeat", number / 1e6, 2 * number / 1e6, 1, 1)
        recorder.command_answered("Reset", number / 1e6, None)
        if number == AT_ONCE + 3:
            assert recorder.line(Direction.CALL).latency.count == AT_ONCE + 4
    call = line_of(recorder, Direction.CALL, "Heartbeat")
    assert (call.count, call.latency.count, call.from_intent.count) == (2 * AT_ONCE + 5,) * 3
    assert call.latency.total_us == line_of(recorder, Direction.COMMAND, "Reset").latency.total_us
    assert call.from_intent.max_ms == 2 * call.latency.max_ms
    assert call.latencies == call.from_intents == []
