"""What speaks against a run, by its figures: a sentence for each thing, as a person reads it first."""

from collections.abc import Iterator, Mapping
from typing import Any

from ocpp_load.metrics import Direction
from ocpp_load.report.advice import why_nobody
from ocpp_load.report.figures import count_text
from ocpp_load.report.thresholds import broken_text

MAX_LINKS = 5

_HOLDS = "holds"
_FAILED = {
    Direction.CALL.value: "calls failed",
    Direction.COMMAND.value: "commands were answered with an error",
    Direction.CHECK.value: "checks failed",
}
_FINDINGS = {
    "lost": ("transaction lost", "transactions lost"),
    "delivered_twice": ("message delivered twice", "messages delivered twice"),
    "out_of_order": ("message out of order", "messages out of order"),
    "meter_values_lost": ("MeterValues lost", "MeterValues lost"),
    "left_open": ("transaction left open", "transactions left open"),
}


def shortcomings_of(summary: Mapping[str, Any]) -> list[str]:
    """Return what nobody can want, whatever became of single calls.

    Thresholds that do not hold or could not be judged, an audit that is not clean, a central
    system that let nobody in, and a run without a station.
    """
    return [*_nobody_there(summary), *_thresholds(summary), *_audit(summary)]


def errors_in(summary: Mapping[str, Any]) -> list[str]:
    """Return what failed: calls, commands, connections and the like, each kind in one sentence."""
    reasons = []
    for direction, totals in summary["totals"].items():
        if not totals["failures"]:
            continue
        if direction == Direction.LINK.value:
            reasons.append(f"failed on connections: {_links(summary)}")
        else:
            what = _FAILED.get(direction, f"{direction}s failed")
            share = f"{count_text(totals['failures'])} of {count_text(totals['count'])}"
            reasons.append(f"{share} {what}")
    return reasons


def own_faults_in(summary: Mapping[str, Any]) -> list[str]:
    """Return what ocpp_load or the scenario did wrong: no threshold is about that."""
    faults = summary["own_faults"]
    if not faults:
        return []
    times = sum(faults.values())
    what = "fault" if times == 1 else "faults"
    first = next(iter(faults))
    return [f"{count_text(times)} {what} of ocpp_load or of the scenario, among them {first}"]


def _nobody_there(summary: Mapping[str, Any]) -> Iterator[str]:
    has_happened = any(totals["count"] for totals in summary["totals"].values())
    if not summary["fleet"]["peak"]["started"] and not has_happened:
        yield "not one station was started; give the run more time"
    fleet = summary["fleet"]["at_end"]
    if fleet["never_accepted"] and not fleet["ever_accepted"]:
        stations = count_text(fleet["never_accepted"])
        yield f"not one of {stations} stations was let in{why_nobody(summary)}"


def _thresholds(summary: Mapping[str, Any]) -> list[str]:
    return [broken_text(one) for one in summary["thresholds"] if one["outcome"] != _HOLDS]


def _audit(summary: Mapping[str, Any]) -> Iterator[str]:
    audit = summary["audit"]
    found = [
        f"{count_text(audit[name])} {what if audit[name] == 1 else of_several}"
        for name, (what, of_several) in _FINDINGS.items()
        if audit[name]
    ]
    if found:
        yield f"the audit found {', '.join(found)}"


def _links(summary: Mapping[str, Any]) -> str:
    lines = [
        line
        for line in summary["lines"]
        if line["direction"] == Direction.LINK.value and line["failures"]
    ]
    lines.sort(key=lambda line: -line["failures"])
    told = [
        f"{line['name']} {count_text(line['failures'])} of {count_text(line['count'])}"
        for line in lines[:MAX_LINKS]
    ]
    if more := len(lines) - len(told):
        told.append(f"{more} more")
    return ", ".join(told)
