"""Summaries of runs that never were."""

from ocpp_load.metrics import FleetCounts, TransactionAudit
from ocpp_load.report import RunInfo, build_summary

INFO = RunInfo(
    name="demo",
    started_at=1_795_398_812.0,
    ended_at=1_795_398_822.0,
    host="ws://127.0.0.1:9000/ocpp",
    scenario="charging session",
    users=200,
    spawn_rate=20.0,
    run_time_s=10.0,
    seed=None,
    versions={},
    options={},
)

HOLDS = {
    "threshold": "p99 < 2 s",
    "name": None,
    "outcome": "holds",
    "reason": None,
    "value": 1.0,
    "comparison": "<",
    "limit": 2.0,
    "unit": "s",
    "first_broken_s": None,
    "aborted": False,
}
IS_BROKEN = {**HOLDS, "outcome": "is broken", "value": 3.1, "first_broken_s": 7.0}
NOT_JUDGED = {
    **HOLDS,
    "outcome": "could not be judged",
    "value": None,
    "reason": "nothing was measured",
}


def summary_of(recorder, *, fleet=None, audit=None, **parts):
    """Return the summary of what `recorder` has counted in ten seconds."""
    fleet = fleet or FleetCounts(started=1)
    audit = audit or TransactionAudit()
    return build_summary(
        INFO, recorder.snapshot(), fleet, fleet, audit, (), timeline=recorder.timeline, **parts
    )
