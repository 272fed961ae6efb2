"""Metrics of a run, read back by prometheus-client's own parsers: the text format and OpenMetrics.

Names and units: https://prometheus.io/docs/practices/naming/
"""

import itertools
from bisect import bisect_right

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.openmetrics.exposition import generate_latest as generate_openmetrics
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families as read_text
from support.runs import HOST, run_of

from ocpp_load.locust_glue.export.buckets import BUCKET_LIMITS_MS
from ocpp_load.locust_glue.export.collector import FAMILIES, RunCollector
from ocpp_load.locust_glue.export.family import Kind
from ocpp_load.locust_glue.export.reading import Reading
from ocpp_load.locust_glue.run import Role
from ocpp_load.metrics import Direction, FleetCounts, LatencyHistogram, LineSum, Recorder, Series
from ocpp_load.metrics.sums import LatencySum

FORMATS = {
    "text": (generate_latest, read_text),
    "openmetrics": (generate_openmetrics, read_openmetrics),
}

STANDING = (
    {"name": "boots", "threshold": "BootNotification p99 < 5 s", "outcome": "holds", "unit": "s"}
    | {"value": 0.5, "limit": 5.0},
    {"name": None, "threshold": "failures < 1 %", "outcome": "is broken", "unit": "share"}
    | {"value": 0.25, "limit": 0.01},
    {"name": None, "threshold": "Reset p99 < 1 s", "outcome": "could not be judged", "unit": "s"}
    | {"value": None, "limit": None},
)


def busy_run():
    """Return a run in which something of everything has happened."""
    run = run_of()
    recorder = run.recorder
    for ms in (0.4, 0.5, 1.2, 80):
        recorder.call_answered("Heartbeat", ms / 1000, ms / 500, 20, 40)
    recorder.call_failed("Authorize", "timeout", None, None)
    recorder.call_failed("Authorize", 'CallError "InternalError"\\', 0.002, 0.003)
    recorder.call_cut_off("Heartbeat")
    recorder.late_answer("Authorize")
    recorder.command_answered("Reset", 0.0003, None)
    recorder.command_answered("Boom", 0.0003, "NotSupported")
    recorder.flow("Reset to accepted", 4.0)
    recorder.connection_event("tcp connect", 0.01, None)
    recorder.connection_event("connect", None, "refused")
    recorder.check("interval is short", None)
    recorder.check("interval is short", "was 900")
    recorder.violation("not JSON")
    recorder.own_fault("heartbeats", "KeyError")
    recorder.mark("outage", run.begun_at + 3)
    recorder.struck("outage", run.begun_at + 3)
    run.fleet.add(FleetCounts(started=9, connected=7, accepted=6, charging=3, energy_wh=1500))
    run.fleet.add(FleetCounts(stations_checked=4, stations_failed=1, transactions_started=5))
    run.audit.delivered = 2
    run.audit.lost = 1
    run.health.sample(run.begun_at + 1)
    run.tick(run.begun_at + 2)
    return run


def read(run, format_name="text", *, is_running=True, standing=STANDING, pause=lambda: None):
    def reading():
        if run is None:
            return None
        now = run.begun_at + 3
        return Reading(
            run, now, is_running=is_running, standing=lambda: standing, invalidity=run.invalidity
        )

    registry = CollectorRegistry(auto_describe=False)
    registry.register(RunCollector(reading, pause))
    write, parse = FORMATS[format_name]
    return list(parse(write(registry).decode()))


def samples_of(families):
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


@pytest.fixture(scope="module")
def samples():
    return samples_of(read(busy_run()))


@pytest.mark.parametrize("format_name", FORMATS)
def test_both_formats_are_read_back_and_have_no_sample_twice(format_name):
    families = read(busy_run(), format_name)
    lines = [
        (one.name, *sorted(one.labels.items())) for family in families for one in family.samples
    ]
    assert len(lines) == len(set(lines))
    known = {family.name.removesuffix("_total") for family in FAMILIES}
    assert known <= {family.name.removesuffix("_total") for family in families}


@pytest.mark.parametrize(
    ("name", "labels", "value"),
    [
        ("run_running", {}, 1),
        ("run_invalid", {}, 0),
        ("stations", {"state": "started"}, 9),
        ("stations", {"state": "connected"}, 7),
        ("stations", {"state": "accepted"}, 6),
        ("open_transactions", {}, 3),
        ("energy_joules_total", {}, 1500 * 3600),
        ("checked_stations", {"outcome": "passed"}, 3),
        ("checked_stations", {"outcome": "failed"}, 1),
        ("transactions_started_total", {}, 5),
        ("transactions_delivered_total", {}, 2),
        ("transaction_faults_total", {"fault": "lost"}, 1),
        ("calls_total", {"action": "Heartbeat", "outcome": "answered"}, 4),
        ("calls_total", {"action": "Heartbeat", "outcome": "cut_off"}, 1),
        ("calls_total", {"action": "Authorize", "outcome": "answered"}, 0),
        ("calls_total", {"action": "Authorize", "outcome": "failed"}, 2),
        ("call_failures_total", {"action": "Authorize", "reason": "timeout"}, 1),
        (
            "call_failures_total",
            {"action": "Authorize", "reason": 'CallError "InternalError"\\'},
            1,
        ),
        ("call_late_answers_total", {"action": "Authorize"}, 1),
        ("call_sent_bytes_total", {"action": "Heartbeat"}, 80),
        ("call_received_bytes_total", {"action": "Heartbeat"}, 160),
        ("commands_total", {"action": "Reset", "outcome": "answered"}, 1),
        ("command_failures_total", {"action": "Boom", "reason": "NotSupported"}, 1),
        ("flows_total", {"flow": "Reset to accepted", "outcome": "completed"}, 1),
        ("flow_duration_seconds_sum", {"flow": "Reset to accepted"}, 4),
        ("link_events_total", {"event": "tcp connect", "outcome": "succeeded"}, 1),
        ("link_failures_total", {"event": "connect", "reason": "refused"}, 1),
        ("checks_total", {"check": "interval is short", "outcome": "passed"}, 1),
        ("checks_total", {"check": "interval is short", "outcome": "failed"}, 1),
        ("protocol_violations_total", {"kind": "not JSON"}, 1),
        ("own_faults_total", {}, 1),
        ("event_struck_stations_total", {"event": "outage"}, 1),
        ("threshold_holds", {"threshold": "boots: BootNotification p99 < 5 s"}, 1),
        ("threshold_holds", {"threshold": "failures < 1 %"}, 0),
        ("threshold_value", {"threshold": "failures < 1 %", "unit": "share"}, 0.25),
        ("threshold_limit", {"threshold": "failures < 1 %", "unit": "share"}, 0.01),
    ],
)
def test_what_was_counted_is_there_in_base_units(samples, name, labels, value):
    assert samples[(f"ocpp_load_{name}", *sorted(labels.items()))] == value


def test_a_threshold_that_nothing_was_measured_for_neither_holds_nor_is_broken(samples):
    named = {dict(labels).get("threshold") for _, *labels in samples}
    assert "Reset p99 < 1 s" not in named
    assert "failures < 1 %" in named


def test_a_histogram_has_exact_sums_and_counts_that_add_up_to_all(samples):
    name, action = "ocpp_load_call_round_trip_seconds", ("action", "Heartbeat")
    assert samples[f"{name}_sum", action] == pytest.approx(0.0821, abs=0)
    assert samples[f"{name}_count", action] == 4
    counts = {
        dict(labels)["le"]: value
        for (found, *labels), value in samples.items()
        if found == f"{name}_bucket" and action in labels
    }
    assert [counts[le] for le in ("0.0005", "0.001", "0.0015", "0.075", "0.1", "+Inf")] == [
        *(2, 2, 3, 3, 4, 4)
    ]
    assert len(counts) == len(BUCKET_LIMITS_MS) + 1


def test_what_has_no_latency_has_no_histogram(samples):
    assert ("ocpp_load_link_event_duration_seconds_count", ("event", "connect")) not in samples
    assert ("ocpp_load_link_event_duration_seconds_count", ("event", "tcp connect")) in samples


def test_the_run_and_its_events_are_dated(samples):
    start = samples["ocpp_load_run_start_time_seconds",]
    event = samples["ocpp_load_event_start_time_seconds", ("event", "outage")]
    assert event == pytest.approx(start + 3, abs=0.001)
    (info,) = [dict(labels) for name, *labels in samples if name == "ocpp_load_run_info"]
    assert info == {
        "run": "charging session",
        "scenario": "charging session",
        "campaign": "",
        "host": HOST,
        "seed": "0",
    }


def test_each_process_tells_of_its_own_health(samples):
    process = ("process", "process 0")
    for name in ("cpu_ratio", "resident_memory_bytes", "loop_lag_seconds", "cpu_seconds_total"):
        assert (f"ocpp_load_process_{name}", process) in samples


def test_before_the_first_run_there_is_a_build_and_no_run():
    families = read(None)
    assert [family.name for family in families] == [
        "ocpp_load_build_info",
        "ocpp_load_run_running",
    ]
    assert samples_of(families)["ocpp_load_run_running",] == 0


def test_counters_of_a_new_run_begin_at_nothing():
    run = busy_run()
    run.reset_figures()
    actions = {dict(labels).get("action") for _, *labels in samples_of(read(run))}
    assert actions == {None}


def test_a_master_has_the_figures_of_its_workers():
    master = run_of(Role.MASTER)
    for _ in range(2):
        worker = Recorder(0.0, hands_over=True)
        worker.call_answered("Heartbeat", 0.002, 0.002, 1, 1)
        master.recorder.merge(worker.take_delta())
    samples = samples_of(read(master))
    key = ("ocpp_load_calls_total", ("action", "Heartbeat"), ("outcome", "answered"))
    assert samples[key] == 2
    assert samples["ocpp_load_call_round_trip_seconds_count", ("action", "Heartbeat")] == 2


def test_groups_and_pages_of_a_line_are_one_series():
    run = run_of()
    run.recorder.of("homes").call_answered("Heartbeat", 0.002, 0.002, 1, 1)
    run.recorder.mark("outage", run.begun_at + 1)
    run.recorder.of("homes").call_answered("Heartbeat", 0.004, 0.004, 1, 1)
    run.recorder.call_answered("Heartbeat", 0.008, 0.008, 1, 1)
    samples = samples_of(read(run))
    assert samples["ocpp_load_call_round_trip_seconds_sum", ("action", "Heartbeat")] == 0.014


def test_others_get_to_work_between_two_lines_and_may_open_another():
    run = busy_run()
    names = (f"Invented{number}" for number in itertools.count())
    pauses = []

    def pause():
        pauses.append(1)
        run.recorder.call_answered(next(names), 0.001, 0.001, 1, 1)

    samples = samples_of(read(run, pause=pause))
    lines = len(run.recorder.lines(Direction.CALL)) - len(pauses)
    assert len(pauses) > lines
    assert samples["ocpp_load_call_round_trip_seconds_count", ("action", "Heartbeat")] == 4


def test_no_label_names_a_station_and_every_name_says_its_unit():
    units = ("_seconds", "_bytes", "_ratio", "_joules", "_total", "_info")
    plain = {"_holds", "_value", "_limit", "_invalid", "_workers", "_stations", "_waiting"}
    plain |= {"_transactions", "_files", "_ports", "_messages"}
    for family in FAMILIES:
        assert not {"station", "identity", "charge_point"} & set(family.labels)
        assert family.name.startswith("ocpp_load_")
        assert family.name.endswith((*units, *plain))
        assert family.name.endswith("_total") == (family.kind is Kind.COUNTER)


@given(st.lists(st.integers(1, 100_000_000), max_size=60), st.integers(1, 4))
def test_cumulative_counts_are_those_of_the_histogram_to_the_width_of_its_buckets(us, parts):
    series = [Series(Direction.CALL, "Heartbeat") for _ in range(parts)]
    for place, one in enumerate(us):
        series[place % parts].latency.record(one / 1e6)
    limits_us = [round(limit_ms * 1000) for limit_ms in BUCKET_LIMITS_MS]
    counts = LineSum(series).latency.counts_within(limits_us)
    assert counts == sorted(counts)
    assert counts[-1] == len(us)
    for limit_us, count in zip(limits_us, counts, strict=False):
        # HdrHistogram keeps three digits: a bucket is at most 0.1 % wide.
        assert bisect_right(sorted(us), limit_us) <= count
        assert count <= bisect_right(sorted(us), limit_us * 1.001)


def test_a_sum_of_nothing_is_false_and_a_sum_of_something_true():
    histogram = LatencyHistogram()
    assert not LatencySum([histogram])
    histogram.record(0.5)
    assert LatencySum([histogram])
    assert LatencySum([histogram, histogram]).total_s == 1.0


def test_the_scrape_of_a_run_that_has_ended_says_so():
    families = read(busy_run(), is_running=False, standing=())
    assert samples_of(families)["ocpp_load_run_running",] == 0


def test_thresholds_that_are_written_twice_are_one_series():
    families = read(busy_run(), standing=[STANDING[0], STANDING[0]])
    held = [one for family in families for one in family.samples if "threshold" in one.labels]
    assert [one.name for one in held] == [
        "ocpp_load_threshold_holds",
        "ocpp_load_threshold_value",
        "ocpp_load_threshold_limit",
    ]
