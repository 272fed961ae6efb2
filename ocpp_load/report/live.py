"""How a run goes at this moment, as one plain dict for a page that is open while it goes on.

What has the name of a part of the summary has its form; `schemas/summary.schema.json` describes it.
Nothing here takes long or changes anything: a reading that stopped the process for milliseconds
would show in the latencies.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ocpp_load.campaign.load import RELEASE
from ocpp_load.metrics import (
    Direction,
    FleetCounts,
    Recorder,
    Slice,
    TransactionAudit,
)
from ocpp_load.metrics.arrivals import DriverCounts
from ocpp_load.metrics.feeders import FeederFigures
from ocpp_load.report.demand import data_part, drivers_part
from ocpp_load.report.live_evidence import evidence_brief
from ocpp_load.report.summary import RunInfo, audit_part, run_part

_UNCHANGING = frozenset({"command", "options", "versions"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The figures of a run at one moment, of all its processes.

    `info` ends at this moment. `recent` is what happened in the last `recent_s` seconds.
    `thresholds` and `health` are as the summary would tell them if this was the end.
    """

    info: RunInfo
    recorder: Recorder
    recent: Sequence[Slice]
    recent_s: int
    fleet: FleetCounts
    fleet_peak: FleetCounts
    audit: TransactionAudit
    health: Mapping[str, Any]
    thresholds: Iterable[Mapping[str, Any]] = ()
    explanations: Mapping[str, str] | None = None
    drivers: DriverCounts | None = None
    feeders: Iterable[FeederFigures] = ()


def live_part(moment: Moment, lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return how it goes; `lines` are those of the same recorder, as `LiveLines` reads them.

    - `run` (but for its command, options and versions: they do not change), `thresholds`, `violations`,
      `schema_violations`, `own_faults`, `audit`, `drivers`, `data` and `health` are as in a summary
      that was made now;
    - `fleet` has the stations by state and the totals, `now` and at their `peak`;
    - `totals` has, for each direction, `count` and `failures` so far and, of the last seconds,
      `rate_per_s` and `failures_per_s`;
    - `lines` likewise, with `latency` and `from_intent` in milliseconds where there is one;
    - `events` has a release and the events of the campaign in order, with when each began and how
      many stations it has struck;
    - `evidence` has the slowest calls and the first failures, without their frames.
    """
    recorder = moment.recorder
    return {
        "run": {k: v for k, v in run_part(moment.info).items() if k not in _UNCHANGING},
        "fleet": {"now": moment.fleet.as_dict(), "peak": moment.fleet_peak.as_dict()},
        "totals": {
            direction.value: _total(direction, lines, moment.recent, moment.recent_s)
            for direction in Direction
        },
        "lines": [dict(line) for line in lines],
        "thresholds": [dict(threshold) for threshold in moment.thresholds],
        "events": _events(moment.info.campaign, recorder),
        "violations": recorder.violations().ranked(),
        "schema_violations": dict(moment.explanations or {}),
        "own_faults": recorder.own_faults().ranked(),
        "audit": audit_part(moment.fleet, moment.audit),
        "drivers": drivers_part(moment.drivers),
        "data": data_part(moment.feeders),
        "health": dict(moment.health),
        "evidence": evidence_brief(recorder.evidence),
    }


def _total(
    direction: Direction, lines: Sequence[Mapping[str, Any]], slices: Sequence[Slice], seconds: int
) -> dict[str, float]:
    own = [line for line in lines if line["direction"] == direction]
    recent = [line for one in slices for key, line in one.lines.items() if key[0] is direction]
    return {
        "count": sum(line["count"] for line in own),
        "failures": sum(line["failures"] for line in own),
        "rate_per_s": sum(line.count for line in recent) / (seconds or 1),
        "failures_per_s": sum(line.failures for line in recent) / (seconds or 1),
    }


def _events(campaign: Mapping[str, Any] | None, recorder: Recorder) -> list[dict[str, Any]]:
    struck = recorder.struck_of().counts
    planned = list(campaign["events"]) if campaign else []
    if RELEASE in recorder.marks:
        what = "release of the stations that have waited"
        planned.insert(0, {"name": RELEASE, "what": what, "at_s": 0.0})
    return [
        {
            "name": event["name"],
            "what": event["what"],
            "at_s": event["at_s"],
            "began_s": recorder.marks.get(event["name"]),
            "struck": struck.get(event["name"], 0),
        }
        for event in planned
    ]
