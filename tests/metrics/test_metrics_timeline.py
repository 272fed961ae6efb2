"""The figures of a run over time: whole seconds, bounded slices, and processes that add up."""

from collections import Counter

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.metrics import Direction, Recorder
from ocpp_load.metrics.scale import FINE
from ocpp_load.metrics.slices import Slice
from ocpp_load.metrics.timeline import MAX_SLICES, RECENT_S, Timeline

CALL = Direction.CALL


def answered(recorder, ms, action="Heartbeat"):
    recorder.call_answered(action, ms / 1000, ms / 1000, 1, 1)


def counts(timeline, name="Heartbeat"):
    return {at_s: one.lines[CALL, name].count for at_s, one in timeline}


def contents(timeline):
    return {
        at_s: (
            one.fleet,
            {key: (line.count, line.latency.to_delta()) for key, line in one.lines.items()},
        )
        for at_s, one in timeline
    }


def all_lines(timeline):
    return [
        (line.count, line.latency.counts.total())
        for _, one in timeline
        for line in one.lines.values()
    ]


def test_what_happens_in_a_second_is_in_its_slice():
    recorder = Recorder(10.0)
    answered(recorder, 1)
    recorder.tick(10.9, {"connected": 5}, {})
    answered(recorder, 2)
    recorder.tick(11.01, {"connected": 7}, {"process 0": {"cpu_share": 0.5}})
    answered(recorder, 3)
    recorder.tick(12.0, {"connected": 6}, {"process 0": {"cpu_share": 0.25}})
    assert counts(recorder.timeline) == {0: 2, 1: 1}
    assert [one.fleet for _, one in recorder.timeline] == [{"connected": 7}, {"connected": 6}]
    assert [one.health["process 0"]["cpu_share"] for _, one in recorder.timeline] == [0.5, 0.25]


def test_a_second_in_which_nobody_looked_has_its_stations_and_no_calls():
    recorder = Recorder(0.0)
    answered(recorder, 1)
    recorder.tick(3.5, {"connected": 2}, {})
    assert counts(recorder.timeline) == {0: 1, 1: 0, 2: 0}
    assert all(one.fleet == {"connected": 2} for _, one in recorder.timeline)


def test_what_is_counted_in_groups_and_before_a_mark_is_in_it():
    recorder = Recorder(0.0)
    answered(recorder.of("healthy"), 1)
    recorder.mark("outage", 0.5)
    answered(recorder.of("flapping"), 1)
    recorder.tick(1.0, {}, {})
    assert counts(recorder.timeline) == {0: 2}


def test_the_end_of_a_run_is_in_it():
    recorder = Recorder(0.0)
    recorder.tick(1.0, {"connected": 1}, {})
    answered(recorder, 1)
    recorder.flush({"connected": 0}, {})
    assert counts(recorder.timeline) == {0: 0, 1: 1}


def test_slices_of_workers_add_up_on_the_master_and_its_own_count_is_not_in_them_twice():
    master = Recorder(0.0)
    for stations in (3, 4):
        worker = Recorder(0.0, hands_over=True)
        answered(worker, 1)
        worker.tick(1.0, {"connected": stations}, {f"worker {stations}": {"cpu_share": 0.5}})
        answered(worker, 2)
        master.merge(orjson.loads(orjson.dumps(worker.take_delta())))
        answered(worker, 3)
        worker.tick(2.0, {"connected": stations}, {})
        master.merge(worker.take_delta())
        assert not list(worker.timeline)
    master.tick(2.0, {}, {"master": {"cpu_share": 0.1}})
    assert counts(master.timeline) == {0: 2, 1: 4}
    first = next(one for _, one in master.timeline)
    assert first.fleet == {"connected": 7}
    assert set(first.health) == {"worker 3", "worker 4", "master"}


@pytest.mark.parametrize(
    ("master_s", "worker_s", "begins_s"),
    [
        pytest.param(103, 3, 100, id="a worker that came late"),
        pytest.param(6, 3, 0, id="a report that was long on its way"),
        pytest.param(2, 203, 0, id="a reset of which the worker was not told"),
    ],
)
def test_what_a_worker_tells_stands_where_it_belongs(master_s, worker_s, begins_s):
    master, worker = Recorder(0.0), Recorder(0.0, hands_over=True)
    worker.tick(worker_s - 3, {}, {})
    worker.take_delta()
    for second in range(worker_s - 2, worker_s + 1):
        answered(worker, 1)
        worker.tick(second, {"connected": 4}, {})
    for second in range(1, master_s + 1):
        master.tick(second, {}, {})
    master.merge(worker.take_delta(), "worker")
    answered(worker, 1)
    worker.tick(worker_s + 1, {"connected": 4}, {})
    master.merge(worker.take_delta(), "worker")
    told = {at_s: count for at_s, count in counts(master.timeline).items() if count}
    assert min(told) == begins_s
    assert sum(told.values()) == master.line(CALL).count == 4
    assert {one.fleet.get("connected", 4) for _, one in master.timeline} == {4}


def test_a_long_run_has_longer_slices_and_loses_no_count():
    timeline = Timeline()
    for second in range(3 * MAX_SLICES):
        one = Slice()
        one.lines[CALL, "Heartbeat"].count = 1
        one.fleet = {"connected": second}
        timeline.add(second, one)
    slices = list(timeline)
    assert timeline.slice_s == 4
    assert len(slices) <= MAX_SLICES
    assert sum(counts(timeline).values()) == 3 * MAX_SLICES
    assert [one.fleet["connected"] for _, one in slices[:2]] == [3, 7]
    assert timeline.between(3 * MAX_SLICES - 5, 3 * MAX_SLICES).line(CALL).count == 5


@given(
    st.lists(
        st.tuples(st.integers(0, 12 * MAX_SLICES), st.integers(0, 3), st.integers(1, 10_000_000)),
        min_size=1,
        max_size=60,
    ),
    st.one_of(st.integers(1, 40), st.just(1_000_000)),
)
def test_slices_are_the_same_however_much_of_them_was_prepared_and_sealed(told, buckets):
    """Also those of processes that report late, in whichever order."""
    prepared, at_once = Timeline(), Timeline()
    for second, station, us in told:
        for timeline in (prepared, at_once):
            one = Slice()
            line = one.lines[CALL, f"Action{station}"]
            line.count = 1
            line.latency.take([FINE.place(us)])
            one.fleet = {"connected": station}
            timeline.add(second, one)
        prepared.fold(buckets)
    assert prepared.slice_s == at_once.slice_s
    assert contents(prepared) == contents(at_once)
    assert sum(counts for counts, _ in all_lines(prepared)) == len(told)


@pytest.mark.parametrize("seconds", [MAX_SLICES // 2, MAX_SLICES, 2 * MAX_SLICES + 40])
def test_slices_in_which_nothing_happens_any_more_are_sealed(seconds):
    timeline = Timeline()
    for second in range(seconds):
        one = Slice()
        one.lines[CALL, "Heartbeat"].count = 1
        timeline.add(second, one)
        for _ in range(10):
            timeline.fold()
    kept = timeline.changed_since(0)
    opened = [at_s for at_s, one in kept if isinstance(one, Slice)]
    assert opened == [at_s for at_s, _ in kept][-len(opened) :]
    assert (len(opened) - 2) * timeline.slice_s <= 5
    assert sum(counts(timeline).values()) == seconds


def test_only_the_latest_seconds_are_kept_as_they_are():
    timeline = Timeline()
    for second in range(100):
        one = Slice()
        one.lines[CALL, "Heartbeat"].count = 1
        timeline.add(second, one)
    assert timeline.between(0, 100).line(CALL).count == RECENT_S


@given(st.lists(st.integers(1, 10_000_000), min_size=1, max_size=200))
def test_a_percentile_of_a_slice_is_at_most_eight_in_a_thousand_too_high(latencies_us):
    recorder = Recorder(0.0)
    for us in latencies_us:
        recorder.call_answered("Heartbeat", us / 1e6, 2 * us / 1e6, 1, 1)
    recorder.tick(1.0, {}, {})
    line = next(one for _, one in recorder.timeline).lines[CALL, "Heartbeat"]
    in_order = sorted(latencies_us)
    for percentile in (50, 99, 100):
        true_us = in_order[max(1, -(-percentile * len(in_order) // 100)) - 1]
        found = line.percentiles_ms([percentile])[percentile] * 1000
        assert true_us <= found * 1.000001
        assert found <= true_us * 1.008 + 1
        from_intent = line.from_intent_percentiles_ms([percentile])[percentile] * 1000
        assert from_intent == pytest.approx(2 * true_us, rel=0.008, abs=1)


def test_failures_and_other_directions_are_in_it():
    recorder = Recorder(0.0)
    recorder.call_failed("Heartbeat", "timeout", None, None)
    recorder.command_answered("Reset", 0.001, None)
    recorder.connection_event("connect", None, "refused")
    recorder.tick(1.0, {}, {})
    one = next(one for _, one in recorder.timeline)
    assert one.failures == 2
    told = Counter({key: line.count for key, line in one.lines.items()})
    assert told == {
        (CALL, "Heartbeat"): 1,
        (Direction.COMMAND, "Reset"): 1,
        (Direction.LINK, "connect"): 1,
    }
