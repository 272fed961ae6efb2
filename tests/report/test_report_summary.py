import json
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
import support.summaries
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from ocpp_load.metrics import (
    FleetCounts,
    HealthFigures,
    LatencyHistogram,
    Recorder,
    Snapshot,
    Timeline,
    TransactionAudit,
)
from ocpp_load.report import build_summary, write_summary
from ocpp_load.resources import SCHEMAS

SCHEMA = orjson.loads((SCHEMAS / "summary.schema.json").read_bytes())
VALIDATOR = Draft7Validator(SCHEMA)

INFO = replace(
    support.summaries.INFO,
    seed=42,
    versions={"ocpp_load": "0.1.0"},
    options={"scenario": "charging_session", "call_timeout": 30},
)

HEALTH = HealthFigures(
    process="generator",
    observed_s=10.0,
    cpu_s=9.6,
    samples=10,
    busy_samples=9,
    mean_cpu_share=0.96,
    max_cpu_share=1.01,
    peak_resident_bytes=90_000_000,
    loop_lag_p99_ms=12.5,
    loop_lag_max_ms=40.25,
    garbage_collections=31,
)


def recorded():
    recorder = Recorder(0.0)
    recorder.call_answered("Heartbeat", 0.0004, 0.0005, 40, 60)
    recorder.call_answered("Heartbeat", 0.0031415, 0.5, 40, 60)
    recorder.call_failed("Heartbeat", "timeout", None, None)
    recorder.call_failed("Heartbeat", "CallError GenericError", 0.002, 0.002)
    recorder.call_failed("Heartbeat", "CallError GenericError", 0.002, 0.002)
    recorder.call_cut_off("Heartbeat")
    recorder.late_answer("Heartbeat")
    recorder.command_answered("Reset", 0.0001, "NotImplemented")
    recorder.connection_event("connect", 0.015, None)
    recorder.connection_event("disconnected", None, None)
    recorder.violation("not JSON")
    recorder.own_fault("heartbeats", "KeyError")
    return recorder.snapshot()


def summary_of(snapshot=None, *, info=INFO, health=(HEALTH,)):
    return build_summary(
        info,
        recorded() if snapshot is None else snapshot,
        FleetCounts(transactions_started=9, energy_wh=1234),
        FleetCounts(started=200, connected=199, transactions_started=9, energy_wh=1234),
        TransactionAudit(delivered=6, lost=2),
        health,
        timeline=Timeline(),
    )


def line_of(summary, name):
    (line,) = [line for line in summary["lines"] if line["name"] == name]
    return line


def test_every_transaction_is_delivered_still_open_or_lost():
    audit = summary_of()["audit"]
    assert audit["started"] == 9
    assert (audit["delivered"], audit["still_open"], audit["lost"]) == (6, 1, 2)


def test_a_line_says_everything_about_its_action():
    line = line_of(summary_of(), "Heartbeat")
    latency = line["latency"]
    del line["latency"], line["from_intent"]
    assert line == {
        "direction": "call",
        "name": "Heartbeat",
        "count": 5,
        "failures": 3,
        "failure_share": 0.6,
        "rate_per_s": 0.5,
        "reasons": {"CallError GenericError": 2, "timeout": 1},
        "cut_off": 1,
        "late_answers": 1,
        "sent_bytes": 80,
        "received_bytes": 120,
    }
    assert LatencyHistogram.decode(latency.pop("histogram")).count == 4
    assert latency == {
        "count": 4,
        "clamped": 0,
        "min_ms": 0.4,
        "mean_ms": (400 + 3142 + 2000 + 2000) / 4 / 1000,
        "p50_ms": 2.0,
        "p90_ms": 3.142,
        "p95_ms": 3.142,
        "p99_ms": 3.142,
        "p99_9_ms": 3.142,
        "max_ms": 3.142,
    }


def test_the_most_frequent_reason_comes_first():
    assert list(line_of(summary_of(), "Heartbeat")["reasons"]) == [
        "CallError GenericError",
        "timeout",
    ]


def test_from_intent_shows_the_wait_that_the_round_trip_hides():
    line = line_of(summary_of(), "Heartbeat")
    assert line["from_intent"]["max_ms"] == 500.0
    assert line["latency"]["max_ms"] < 4


def test_lines_that_have_no_latency_have_none():
    summary = summary_of()
    assert line_of(summary, "disconnected")["latency"] is None
    assert line_of(summary, "Reset")["from_intent"] is None


def test_totals_are_by_direction():
    totals = summary_of()["totals"]
    assert {name: (total["count"], total["failures"]) for name, total in totals.items()} == {
        "call": (5, 3),
        "command": (1, 1),
        "link": (2, 0),
        "check": (0, 0),
        "flow": (0, 0),
    }
    assert (totals["call"]["cut_off"], totals["call"]["late_answers"]) == (1, 1)
    assert totals["call"]["rate_per_s"] == 0.5


def test_a_saturated_generator_says_so():
    health = summary_of()["health"]
    assert health["saturated"] is True
    assert "generator used 90 % or more of a CPU core in 9 of 10 samples" in health["warnings"][0]
    assert health["processes"][0]["loop_lag_max_ms"] == 40.25


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("wss://user:secret@csms.example:8443/ocpp", "wss://csms.example:8443/ocpp"),
        ("ws://u:p%40q@[::1]:9000/ocpp", "ws://[::1]:9000/ocpp"),
        ("ws://csms.example/ocpp", "ws://csms.example/ocpp"),
    ],
)
def test_credentials_in_the_host_are_not_told(host, shown):
    assert summary_of(info=replace(INFO, host=host))["run"]["host"] == shown


def test_options_of_any_type_become_json():
    options = {"schemas": Path("/x"), "ips": ("127.0.0.2", "127.0.0.3"), "tls": None, "rate": 1.5}
    assert summary_of(info=replace(INFO, options=options))["run"]["options"] == {
        "schemas": "/x",
        "ips": ["127.0.0.2", "127.0.0.3"],
        "tls": None,
        "rate": 1.5,
    }


def test_a_run_that_ended_as_it_began_has_no_rate():
    summary = summary_of(info=replace(INFO, ended_at=INFO.started_at))
    assert summary["totals"]["call"]["rate_per_s"] == 0
    assert summary["run"]["duration_s"] == 0


def test_the_written_file_is_the_summary(tmp_path):
    summary = summary_of()
    file = write_summary(tmp_path, summary)
    assert file == tmp_path / "summary.json"
    assert json.loads(file.read_text(encoding="utf-8")) == summary


def test_the_schema_is_a_schema():
    Draft7Validator.check_schema(SCHEMA)


def test_the_schema_describes_every_key():
    def properties(node):
        if isinstance(node, dict):
            yield from node.get("properties", {}).items()
            for value in node.values():
                yield from properties(value)

    undescribed = [name for name, schema in properties(SCHEMA) if not schema.get("description")]
    assert undescribed == []


NAMES = st.text(max_size=5)
SECONDS = st.floats(0, 5000)
EVENTS = st.one_of(
    st.tuples(st.just("call_answered"), st.tuples(NAMES, SECONDS, SECONDS, st.just(1), st.just(2))),
    st.tuples(st.just("call_failed"), st.tuples(NAMES, NAMES, st.none(), st.none())),
    st.tuples(st.just("call_cut_off"), st.tuples(NAMES)),
    st.tuples(st.just("command_answered"), st.tuples(NAMES, SECONDS, st.none() | NAMES)),
    st.tuples(
        st.just("connection_event"), st.tuples(NAMES, st.none() | SECONDS, st.none() | NAMES)
    ),
    st.tuples(st.just("check"), st.tuples(NAMES, st.none() | NAMES)),
    st.tuples(st.just("violation"), st.tuples(NAMES)),
    st.tuples(st.just("own_fault"), st.tuples(NAMES, NAMES)),
)


@given(st.lists(EVENTS), st.booleans(), st.none() | st.integers(), st.none() | st.floats(0, 1e6))
def test_every_summary_follows_the_schema(events, observed, seed, run_time_s):
    recorder = Recorder(0.0)
    for method, arguments in events:
        getattr(recorder, method)(*arguments)
    health = (HEALTH, replace(HEALTH, loop_lag_p99_ms=None, loop_lag_max_ms=None))
    summary = summary_of(
        recorder.snapshot(),
        info=replace(INFO, seed=seed, run_time_s=run_time_s),
        health=health if observed else (),
    )
    VALIDATOR.validate(json.loads(json.dumps(summary)))


@pytest.mark.parametrize(
    ("path", "nonsense"),
    [
        (("schema_version",), 3),
        (("run",), None),
        (("run", "name"), 7),
        (("run", "duration_s"), -1),
        (("run", "users"), 1.5),
        (("run", "password"), "secret"),
        (("totals", "call", "count"), "many"),
        (("totals", "call", "failure_share"), 1.5),
        (("lines", 0, "direction"), "sideways"),
        (("lines", 0, "name"), ""),
        (("lines", 0, "count"), -1),
        (("lines", 0, "reasons"), {"timeout": 0}),
        (("lines", 0, "latency", "p50_ms"), None),
        (("lines", 0, "latency", "count"), 0),
        (("lines", 0, "latency", "histogram"), "not base64!"),
        (("lines", 0, "surprise"), 1),
        (("violations", "not JSON"), "often"),
        (("own_faults", "heartbeats: KeyError"), 0),
        (("fleet", "peak", "started"), None),
        (("health", "saturated"), "no"),
        (("health", "processes", 0, "loop_lag_p99_ms"), "late"),
        (("surprise",), 1),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else None,
)
def test_the_schema_refuses(path, nonsense):
    summary = json.loads(json.dumps(summary_of()))
    VALIDATOR.validate(summary)
    node = summary
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = nonsense
    assert not VALIDATOR.is_valid(summary)


@pytest.mark.parametrize("key", SCHEMA["required"])
def test_the_schema_misses(key):
    summary = summary_of()
    del summary[key]
    assert not VALIDATOR.is_valid(summary)


def test_a_run_in_which_nothing_happened_has_a_summary():
    summary = summary_of(Snapshot((), {}, {}), health=())
    VALIDATOR.validate(json.loads(json.dumps(summary)))
    health = summary["health"]
    assert (health["saturated"], health["lost_workers"]) == (False, 0)
    assert health["invalid"] == health["warnings"] == health["processes"] == []
