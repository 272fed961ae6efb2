"""The summary of a run: one plain dict that every form of the report is made from.

Its form is public: `schemas/summary.schema.json`. Nothing is rounded here: a latency is
milliseconds to the microsecond.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from ocpp_load.metrics import (
    Direction,
    Evidence,
    FleetCounts,
    HealthFigures,
    LatencyHistogram,
    Series,
    Snapshot,
    Timeline,
    TransactionAudit,
)
from ocpp_load.metrics.arrivals import DriverCounts
from ocpp_load.metrics.feeders import FeederFigures
from ocpp_load.metrics.health import RunFacts
from ocpp_load.ocppj import format_timestamp
from ocpp_load.report.demand import data_part, drivers_part
from ocpp_load.report.directory import write_atomically
from ocpp_load.report.events import events_part
from ocpp_load.report.evidence import evidence_part
from ocpp_load.report.health import health_part
from ocpp_load.report.recovery import recoveries_part
from ocpp_load.report.release import ReleaseFigures, release_part
from ocpp_load.report.timeline import timeline_part
from ocpp_load.report.verdict import Circumstances, verdict_of
from ocpp_load.settings import without_credentials

SCHEMA_VERSION = 2
SUMMARY_FILE = "summary.json"

_AS_ANY = Circumstances()
_NO_FACTS = RunFacts()

PERCENTILES = {"p50_ms": 50.0, "p90_ms": 90.0, "p95_ms": 95.0, "p99_ms": 99.0, "p99_9_ms": 99.9}


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What was run, as the user asked for it.

    `started_at` and `ended_at` are seconds since the epoch. `run_time_s` is None for a run
    without an end of its own, `seed` for one without a seed. `options` and `command` hold no
    secrets: the caller leaves them out. Users and passwords in URLs are taken out here.
    `campaign` has the groups and the events of one, where it is one. `leaving_at` is when the
    stations were told to leave, None where they were not yet.
    """

    name: str
    started_at: float
    ended_at: float
    host: str
    scenario: str
    users: int
    spawn_rate: float
    run_time_s: float | None
    seed: int | None
    versions: Mapping[str, str]
    options: Mapping[str, Any]
    campaign: Mapping[str, Any] | None = None
    command: str = ""
    leaving_at: float | None = None

    @property
    def duration_s(self) -> float:
        """Return how long the run took, with the leaving of its stations."""
        return max(0.0, self.ended_at - self.started_at)

    @property
    def leaving_s(self) -> float | None:
        """Return how long after its start its stations were told to leave."""
        return None if self.leaving_at is None else max(0.0, self.leaving_at - self.started_at)


def build_summary(
    info: RunInfo,
    snapshot: Snapshot,
    fleet: FleetCounts,
    fleet_peak: FleetCounts,
    audit: TransactionAudit,
    health: Iterable[HealthFigures],
    *,
    timeline: Timeline,
    explanations: Mapping[str, str] | None = None,
    thresholds: Iterable[Mapping[str, Any]] = (),
    warnings: Iterable[str] = (),
    drivers: DriverCounts | None = None,
    feeders: Iterable[FeederFigures] = (),
    release: ReleaseFigures | None = None,
    evidence: Evidence | None = None,
    circumstances: Circumstances = _AS_ANY,
    facts: RunFacts = _NO_FACTS,
) -> dict[str, Any]:
    """Return the summary, made of values that JSON knows.

    `fleet` is how it stood when the run ended, `fleet_peak` the highest of each count; `audit`
    says what became of the transactions; `timeline` has the run over time;
    `health` has one entry for each process that simulated stations, `explanations` one for
    each kind of payload that broke its schema, `thresholds` one for each, as its watch tells it.
    `warnings` of the caller's stand before those of
    the processes. `drivers` came to the stations, `feeders` gave them their data;
    `release` says when they tried to connect that had waited for each other; `evidence` is what is told in full.
    The verdict follows from the figures and the `circumstances`. `facts` is what the load generator
    is judged by, beside the health of its processes.
    """
    processes = list(health)
    over_time = timeline_part(timeline)
    summary: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "verdict": None,
        "run": run_part(info),
        "totals": _totals(snapshot.lines, info.duration_s),
        "lines": [_line(series, info.duration_s) for series in snapshot.lines],
        "groups": {
            name: {
                "totals": _totals(lines, info.duration_s),
                "lines": [_line(series, info.duration_s) for series in lines],
            }
            for name, lines in snapshot.groups.items()
        },
        "events": events_part(snapshot, timeline, over_time, info.duration_s),
        "release": release_part(release),
        "recoveries": recoveries_part(snapshot, info.campaign),
        "timeline": over_time,
        "evidence": evidence_part(evidence or Evidence()),
        "thresholds": [dict(threshold) for threshold in thresholds],
        "violations": dict(snapshot.violations),
        "schema_violations": dict(explanations or {}),
        "own_faults": dict(snapshot.own_faults),
        "fleet": {"at_end": fleet.as_dict(), "peak": fleet_peak.as_dict()},
        "audit": audit_part(fleet, audit),
        "drivers": drivers_part(drivers),
        "data": data_part(feeders),
        "health": health_part(
            processes,
            replace(facts, calls_p99_ms=_calls_p99_ms(snapshot)),
            circumstances.invalid,
            warnings,
        ),
    }
    summary["verdict"] = verdict_of(summary, circumstances).as_dict()
    return summary


def write_summary(directory: Path, summary: Mapping[str, Any]) -> Path:
    """Write `summary.json` into `directory` and return its path. Raises `ReportError`."""
    text = orjson.dumps(summary, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return write_atomically(directory / SUMMARY_FILE, text)


def run_part(info: RunInfo) -> dict[str, Any]:
    """Return what was run, as the summary tells it."""
    return {
        "name": info.name,
        "started_at": format_timestamp(info.started_at),
        "ended_at": format_timestamp(info.ended_at),
        "duration_s": info.duration_s,
        "leaving_s": info.leaving_s,
        "host": without_credentials(info.host),
        "scenario": info.scenario,
        "campaign": info.campaign,
        "command": without_credentials(info.command),
        "users": info.users,
        "spawn_rate": info.spawn_rate,
        "run_time_s": info.run_time_s,
        "seed": info.seed,
        "versions": dict(info.versions),
        "options": {name: _plain(value) for name, value in info.options.items()},
    }


def audit_part(fleet: FleetCounts, audit: TransactionAudit) -> dict[str, Any]:
    """Return what became of the transactions, as the summary tells it."""
    started = fleet.transactions_started
    return {
        "started": started,
        "stopped": fleet.transactions_stopped,
        "delivered": audit.delivered,
        "still_open": started - audit.delivered - audit.lost,
        "left_open": audit.left_open,
        "lost": audit.lost,
        "delivered_twice": audit.delivered_twice,
        "out_of_order": audit.out_of_order,
        "meter_values_lost": audit.values_lost,
        "findings": list(audit.findings),
    }


def _totals(lines: Iterable[Series], duration_s: float) -> dict[str, Any]:
    totals: dict[str, Any] = {}
    for direction in Direction:
        series = [line for line in lines if line.direction is direction]
        count = sum(line.count for line in series)
        failures = sum(line.failures for line in series)
        totals[direction.value] = {
            "count": count,
            "failures": failures,
            "failure_share": _share(failures, count),
            "rate_per_s": _rate(count, duration_s),
            "cut_off": sum(line.cut_off for line in series),
            "late_answers": sum(line.late_answers for line in series),
            "sent_bytes": sum(line.sent_bytes for line in series),
            "received_bytes": sum(line.received_bytes for line in series),
        }
    return totals


def _calls_p99_ms(snapshot: Snapshot) -> float | None:
    whole = LatencyHistogram()
    for line in snapshot.lines:
        if line.direction is Direction.CALL:
            whole.add(line.latency)
    return whole.percentile_ms(99)


def _line(series: Series, duration_s: float) -> dict[str, Any]:
    return {
        "direction": series.direction.value,
        "name": series.name,
        "count": series.count,
        "failures": series.failures,
        "failure_share": _share(series.failures, series.count),
        "rate_per_s": _rate(series.count, duration_s),
        "reasons": series.reasons.ranked(),
        "cut_off": series.cut_off,
        "late_answers": series.late_answers,
        "sent_bytes": series.sent_bytes,
        "received_bytes": series.received_bytes,
        "latency": _latencies(series.latency),
        "from_intent": _latencies(series.from_intent),
    }


def _latencies(latencies: LatencyHistogram) -> dict[str, Any] | None:
    if not latencies.count:
        return None
    percentiles = latencies.percentiles_ms(PERCENTILES.values())
    return {
        "count": latencies.count,
        "clamped": latencies.clamped,
        "min_ms": latencies.min_ms,
        "mean_ms": latencies.mean_ms,
        **{name: percentiles[percentile] for name, percentile in PERCENTILES.items()},
        "max_ms": latencies.max_ms,
        "histogram": latencies.encode(),
    }


def _share(failures: int, count: int) -> float:
    return failures / count if count else 0.0


def _rate(count: int, duration_s: float) -> float:
    return count / duration_s if duration_s > 0 else 0.0


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return without_credentials(value)
        case list() | tuple():
            return [_plain(item) for item in value]
    return str(value)
