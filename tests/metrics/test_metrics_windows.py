"""Figures of one group of stations, and of the time before and after a mark: exact, and additive."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.metrics import NOT_BACK, Direction, LatencyHistogram, Recorder, back_after
from ocpp_load.metrics.recovery import Struck

GROUPS = ("healthy", "flapping")
MARKS = ("outage", "restored")


def answer(recording, milliseconds):
    recording.call_answered("Heartbeat", milliseconds / 1000, milliseconds / 1000, 1, 1)


def answer_soon(recording, microseconds):
    recording.call_answered("Heartbeat", microseconds / 1e6, 1.0, 1, 1)


def latencies(recorder, **selection):
    whole = recorder.line(Direction.CALL, "Heartbeat", **selection).latency.merged()
    return sorted(us for us, count in whole.counts.items() for _ in range(count))


STRETCH = st.lists(st.tuples(st.sampled_from(GROUPS), st.integers(1, 2000)), max_size=5)
WORKER = st.tuples(STRETCH, STRETCH, STRETCH)


@given(st.lists(WORKER, min_size=1, max_size=3), st.booleans())
def test_windows_and_groups_of_workers_add_up_to_what_each_counted(workers, reports_at_marks):
    master = Recorder(0.0)
    for stretches in workers:
        worker = Recorder(0.0)
        for number, stretch in enumerate(stretches):
            if number:
                worker.mark(MARKS[number - 1], 10.0 * number)
            for group, microseconds in stretch:
                answer_soon(worker.of(group), microseconds)
            if reports_at_marks or number == 2:
                master.merge(json.loads(json.dumps(worker.take_delta())))

    def counted(windows, group=None):
        return sorted(
            microseconds
            for stretches in workers
            for window in windows
            for one, microseconds in stretches[window]
            if group in (None, one)
        )

    for group in (None, *GROUPS):
        assert latencies(master, group=group) == counted((0, 1, 2), group)
        assert latencies(master, group=group, before="outage") == counted((0,), group)
        assert latencies(master, group=group, since="outage") == counted((1, 2), group)
        assert latencies(master, group=group, before="restored") == counted((0, 1), group)
        assert latencies(master, group=group, since="restored") == counted((2,), group)
    assert dict(master.marks) == {"outage": 10.0, "restored": 20.0}
    assert sum(line.count for line in master.snapshot().lines) == len(counted((0, 1, 2)))


def test_a_snapshot_has_the_lines_of_every_group_and_their_sum():
    recorder = Recorder(0.0)
    answer(recorder.of("healthy"), 1)
    answer(recorder.of("flapping"), 2)
    recorder.of("flapping").violation("not JSON")
    snapshot = recorder.snapshot()
    assert [line.count for line in snapshot.lines] == [2]
    assert {name: [line.count for line in lines] for name, lines in snapshot.groups.items()} == {
        "healthy": [1],
        "flapping": [1],
    }
    assert snapshot.violations == {"not JSON": 1}


def test_a_plain_run_has_no_groups_and_no_marks():
    recorder = Recorder(0.0)
    answer(recorder, 1)
    assert (recorder.snapshot().groups, recorder.snapshot().marks) == ({}, {})


@pytest.mark.parametrize("window", ["before", "since"])
def test_a_mark_that_was_never_passed_has_no_figures_on_either_side(window):
    recorder = Recorder(0.0)
    answer(recorder, 1)
    assert latencies(recorder, **{window: "outage"}) == []


def test_a_mark_that_is_passed_again_divides_nothing():
    recorder = Recorder(100.0)
    recorder.mark("outage", 110.0)
    answer(recorder, 1)
    recorder.mark("outage", 150.0)
    answer(recorder, 2)
    assert latencies(recorder, since="outage") == [1000, 2000]
    assert dict(recorder.marks) == {"outage": 10.0}


def test_a_live_reading_is_of_all_groups():
    recorder = Recorder(0.0)
    answer(recorder.of("healthy"), 1)
    recorder.mark("outage", 1.0)
    answer(recorder.of("flapping"), 1)
    recorder.tick(2.0, {}, {})
    live = recorder.live(2.0)
    assert (live.calls, live.calls_per_s) == (2, 1.0)
    assert live.p95_ms is not None


def test_the_sum_of_a_direction_has_all_its_lines():
    recorder = Recorder(0.0)
    answer(recorder, 1)
    recorder.call_failed("Authorize", "timeout", None, None)
    recorder.command_answered("Reset", 0.001, None)
    line = recorder.line(Direction.CALL)
    assert (line.count, line.failures, line.latency.count) == (2, 1, 1)


def test_figures_that_are_reset_begin_anew_after_the_last_mark():
    recorder = Recorder(0.0)
    answer(recorder.of("healthy"), 1)
    recorder.mark("outage", 5.0)
    recorder.struck("outage", 5.0)
    recorder.reset(10.0)
    answer(recorder.of("healthy"), 2)
    assert latencies(recorder, before="outage") == []
    assert latencies(recorder, since="outage", group="healthy") == [2000]
    assert dict(recorder.marks) == {"outage": 0.0}
    assert recorder.struck_of() == Struck()


def test_who_is_back_and_who_is_not_are_one_line_of_their_event():
    recorder = Recorder(0.0)
    recorder.of("healthy").recovered("outage", 12.5)
    recorder.of("healthy").not_recovered("outage")
    line = recorder.line(Direction.LINK, back_after("outage"))
    assert (line.count, line.failures, line.latency.max_ms) == (2, 1, 12_500)
    assert recorder.snapshot().lines[0].reasons == {NOT_BACK: 1}


def test_the_line_of_an_event_with_a_long_name_is_found_under_that_name():
    recorder = Recorder(0.0)
    event = "the outage of the whole of the north " * 4
    recorder.recovered(event, 12.5)
    assert recorder.line(Direction.LINK, back_after(event)).count == 1


@given(st.lists(st.lists(st.integers(1, 2_000_000), max_size=5), max_size=4), st.integers(1, 100))
def test_the_sum_of_several_lines_is_one_that_recorded_everything(lines, percentile):
    recorder, whole = Recorder(0.0), LatencyHistogram()
    for number, line in enumerate(lines):
        for us in line:
            recorder.call_answered(f"Action{number}", us / 1e6, 1.0, 1, 1)
            whole.record(us / 1e6)
    latency = recorder.line(Direction.CALL).latency
    assert latency.count == whole.count
    assert (latency.min_ms, latency.max_ms) == (whole.min_ms, whole.max_ms)
    assert latency.mean_ms == pytest.approx(whole.mean_ms)
    assert latency.percentile_ms(percentile) == whole.percentile_ms(percentile)
    assert latency.count_within(1.0) == whole.count_within(1.0)


def test_the_stations_that_events_strike_add_up_over_processes_and_groups():
    master = Recorder(0.0)
    for number in (1, 2):
        worker = Recorder(0.0)
        worker.of("healthy").struck("outage", 10.0 + number)
        worker.of("flapping").struck("outage", 10.0)
        worker.of("flapping").struck("connection lost", 99.0)
        master.merge(json.loads(json.dumps(worker.take_delta())))
        assert worker.struck_of() == Struck()
    assert master.struck_of("flapping") == Struck(
        {"outage": 2, "connection lost": 2},
        {"outage": 10.0, "connection lost": 99.0},
        {"outage": 10.0, "connection lost": 99.0},
    )
    assert master.struck_of().last_at_s["outage"] == 12.0
    assert master.snapshot().struck == {"outage": 4, "connection lost": 2}
    assert master.snapshot().first_struck_s == {"outage": 10.0, "connection lost": 99.0}
