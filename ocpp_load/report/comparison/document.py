"""The comparison as one plain dict, that every form of it is made from.

Its form is public: `schemas/comparison.schema.json`. Nothing is rounded here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from ocpp_load.report.comparison.comparing import Comparison
from ocpp_load.report.comparison.conditions import differing_conditions
from ocpp_load.report.comparison.interval import CONFIDENCE
from ocpp_load.report.comparison.judging import Finding, Judgement
from ocpp_load.report.comparison.pair import Figure, Pair
from ocpp_load.report.comparison.run_figures import RunFigures
from ocpp_load.report.comparison.statistic import SHOWN, Measured

SCHEMA_VERSION = 1

_TOTALS = ("count", "rate_per_s", "failures", "failure_share")
_TIMES_BACK = ("struck", "back", "to_50_s", "to_90_s", "to_99_s", "to_100_s")
_THRESHOLD = ("outcome", "value", "limit", "unit")


def comparison_dict(comparison: Comparison) -> dict[str, Any]:
    """Return the comparison, made of values that JSON knows."""
    old, new = comparison.old, comparison.new
    findings = [judgement.finding for judgement in comparison.judgements]
    return {
        "schema_version": SCHEMA_VERSION,
        "result": comparison.result.value,
        "exit_code": comparison.exit_code,
        "strict": comparison.is_strict,
        "confidence": CONFIDENCE,
        "old": _run(old),
        "new": _run(new),
        "conditions": [
            {"name": each.name, "old": each.old, "new": each.new}
            for each in differing_conditions(old, new)
        ],
        "budgets": [budget.text for budget in comparison.budgets],
        "findings": {finding.value: findings.count(finding) for finding in Finding},
        "judgements": [_judgement(judgement) for judgement in comparison.judgements],
        "lines": [_line(pair) for pair in comparison.pairs],
        "totals": _side_by_side(old, new, "totals", _TOTALS),
        "recoveries": _side_by_side(old, new, "recoveries", _TIMES_BACK),
        "thresholds": _thresholds(old, new),
    }


def _run(run: RunFigures) -> dict[str, Any]:
    return {
        "file": str(run.file),
        "name": run.name,
        "started_at": run.started_at,
        "duration_s": run.duration_s,
        "schema_version": run.version,
        "timeline": bool(run.slice_s),
        "invalid": list(run.invalid),
    }


def _judgement(judgement: Judgement) -> dict[str, Any]:
    direction, name = judgement.key
    return {
        "budget": judgement.budget.text,
        "direction": direction,
        "name": name,
        "finding": judgement.finding.value,
        "limit": judgement.limit,
        "reason": judgement.reason,
        "apart": None if judgement.apart is None else asdict(judgement.apart),
        **_figure(judgement.figure),
    }


def _line(pair: Pair) -> dict[str, Any]:
    direction, name = pair.key
    figures = (pair.figure(statistic) for statistic in SHOWN)
    return {
        "direction": direction,
        "name": name,
        "only_in": pair.only_in,
        "figures": [
            _figure(figure) for figure in figures if (figure.old or figure.new) is not None
        ],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "statistic": figure.statistic.name,
        "unit": figure.statistic.unit.value,
        "old": _measured(figure.old),
        "new": _measured(figure.new),
        "change": figure.change,
        "standing": figure.standing.value,
    }


def _measured(measured: Measured | None) -> dict[str, Any] | None:
    if measured is None:
        return None
    return {
        "value": measured.value,
        "low": measured.interval.low,
        "high": measured.interval.high,
        "calls": measured.calls,
        "worth": measured.worth,
    }


def _side_by_side(
    old: RunFigures, new: RunFigures, part: str, names: Iterable[str]
) -> list[dict[str, Any]]:
    """Return what both summaries say in a part that has one object by name; null for neither."""
    before, after = _objects(old.summary.get(part)), _objects(new.summary.get(part))
    wanted = tuple(names)
    return [
        {
            "name": name,
            "old": _some(before.get(name), wanted),
            "new": _some(after.get(name), wanted),
        }
        for name in dict.fromkeys([*before, *after])
    ]


def _thresholds(old: RunFigures, new: RunFigures) -> list[dict[str, Any]]:
    before, after = dict(_by_text(old)), dict(_by_text(new))
    return [
        {
            "threshold": text,
            "old": _some(before.get(text), _THRESHOLD),
            "new": _some(after.get(text), _THRESHOLD),
        }
        for text in dict.fromkeys([*before, *after])
    ]


def _by_text(run: RunFigures) -> Iterator[tuple[str, Mapping[str, Any]]]:
    thresholds = run.summary.get("thresholds")
    for threshold in thresholds if isinstance(thresholds, list) else ():
        if isinstance(threshold, dict) and isinstance(threshold.get("threshold"), str):
            yield threshold["threshold"], threshold


def _objects(value: Any) -> dict[str, Mapping[str, Any]]:
    if not isinstance(value, dict):
        return {}
    return {name: each for name, each in value.items() if isinstance(each, dict)}


def _some(of: Mapping[str, Any] | None, names: Iterable[str]) -> dict[str, Any] | None:
    """Return the plain figures of that name; null where there is no such figure."""
    if of is None:
        return None
    plain = (int, float, str)
    return {name: of.get(name) if isinstance(of.get(name), plain) else None for name in names}
