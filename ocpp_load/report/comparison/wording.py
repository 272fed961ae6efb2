"""The figures of a comparison as people read them, the same as text and as a page."""

from collections.abc import Iterator, Mapping
from typing import Any

from ocpp_load.metrics import Direction
from ocpp_load.one_line import in_one_line
from ocpp_load.report.figures import (
    NOTHING,
    count_text,
    duration_text,
    ms_text,
    rate_text,
    share_text,
)

MARKS = {"worse": "!", "better": "*", "not enough calls": "?"}
"""What stands behind a difference; nothing where it is within the noise."""

LEGEND = (
    "! worse, * better, beyond the noise; ? not enough calls to tell; no mark: within the noise"
)

_RESULTS = {
    "shown": "No budget was given: nothing is judged",
    "within budget": "Within budget",
    "regression": "Regression",
    "not judged": "Not all could be judged",
    "invalid": "Invalid: not judged",
}
_MOST_TOLD: Mapping[str, int | None] = {"exceeded": None, "not judged": 8, "within budget": 8}
_SHOWN = 60


def headline(comparison: Mapping[str, Any]) -> str:
    """Return what the comparison comes to, in one line."""
    text = _RESULTS[comparison["result"]]
    if comparison["result"] == "shown":
        return text
    if comparison["result"] == "not judged" and not comparison["findings"]["within budget"]:
        text = "Nothing could be judged"
    told = [
        f"{count_text(times)} {finding}"
        for finding, times in comparison["findings"].items()
        if times
    ]
    return f"{text}: {', '.join(told)}" if told else text


def invalid_texts(comparison: Mapping[str, Any]) -> Iterator[str]:
    """Yield why a run's figures are not the central system's."""
    for side in ("old", "new"):
        for reason in comparison[side]["invalid"]:
            yield f"{side.upper()} is invalid: {reason}"


def run_text(run: Mapping[str, Any]) -> str:
    """Return which run it is."""
    timeline = "" if run["timeline"] else "; no timeline, so its noise is assumed"
    name, started = in_one_line(run["name"]), in_one_line(run["started_at"])
    return f"{name}, {started}, {duration_text(run['duration_s'])}{timeline} ({run['file']})"


def condition_text(condition: Mapping[str, Any]) -> str:
    """Return what was different."""
    name = condition["name"]
    if name.endswith("_s"):
        old, new = (_seconds(condition[side]) for side in ("old", "new"))
    else:
        old, new = (_plain(condition[side]) for side in ("old", "new"))
    # What stands behind a point is somebody's name.
    shown = name if "." in name else name.removesuffix("_s").replace("_", " ")
    return f"{shown}: {old} -> {new}"


def line_name(line: Mapping[str, Any]) -> str:
    """Return what a line is called, with the arrow of its direction."""
    arrows = {direction.value: direction.arrow for direction in Direction}
    direction = line["direction"]
    return in_one_line(f"{arrows.get(direction, '·')} {direction} {line['name']}")


def value_text(value: float | None, unit: str) -> str:
    """Return a figure without its unit, but for a percentage."""
    if value is None:
        return NOTHING
    match unit:
        case "count":
            return count_text(round(value))
        case "per s":
            return rate_text(value)
        case "share":
            return share_text(value)
    return ms_text(value)


def with_unit(value: float | None, unit: str) -> str:
    """Return a figure with its unit."""
    text = value_text(value, unit)
    suffix = {"ms": " ms", "per s": " / s"}.get(unit, "")
    return text if value is None else f"{text}{suffix}"


def change_text(figure: Mapping[str, Any]) -> str:
    """Return by how much a figure has changed, and what that says."""
    mark = MARKS.get(figure["standing"], "")
    change = figure["change"]
    if change is None:
        return mark
    return f"{_change(change, figure['unit'])}{mark}"


def judgement_text(judgement: Mapping[str, Any]) -> str:
    """Return what became of a budget at a line, with what it was judged by."""
    about = f"{judgement['finding']}: {line_name(judgement)}"
    if judgement["reason"] is not None:
        return f"{about}: {judgement['reason']}"
    unit, old, new = judgement["unit"], judgement["old"], judgement["new"]
    change = (
        f"{with_unit(old['value'], unit)} -> {with_unit(new['value'], unit)} ({_signed(judgement)})"
    )
    if apart := judgement["apart"]:
        return (
            f"{about}: {change}; in each of {count_text(apart['new_slices'])} slices at least"
            f" {with_unit(apart['new_best'], unit)}, allowed by the worst of OLD's"
            f" {count_text(apart['old_slices'])} {with_unit(judgement['limit'], unit)}"
        )
    rises = unit not in ("per s", "count")
    bound, of = (new["low"], "at least") if rises else (new["high"], "at most")
    return (
        f"{about}: {change}; {of} {with_unit(bound, unit)},"
        f" allowed with noise {with_unit(judgement['limit'], unit)}"
    )


def budget_texts(comparison: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield each budget with what became of it in all, and under it where, as far as it matters.

    All that is exceeded is told; of the rest the first, and how much more there is.
    """
    for budget in dict.fromkeys(comparison["budgets"]):
        judgements = [one for one in comparison["judgements"] if one["budget"] == budget]
        totals: list[str] = []
        texts: list[str] = []
        for finding, most in _MOST_TOLD.items():
            found = [judgement_text(one) for one in judgements if one["finding"] == finding]
            if found:
                totals.append(f"{count_text(len(found))} {finding}")
            texts += found[:most]
            if most is not None and len(found) > most:
                texts.append(f"and {count_text(len(found) - most)} more {finding}")
        yield f"{budget}: {', '.join(totals) or 'nothing to judge'}", texts


def difference_texts(comparison: Mapping[str, Any], standing: str) -> Iterator[str]:
    """Yield, for each line of which something is worse or better, all that is."""
    for line in comparison["lines"]:
        told = [
            f"{figure['statistic']} {with_unit(figure['old']['value'], figure['unit'])} ->"
            f" {with_unit(figure['new']['value'], figure['unit'])} ({_signed(figure)})"
            for figure in line["figures"]
            if figure["standing"] == standing
        ]
        if told:
            yield f"{line_name(line)}: {', '.join(told)}"


def total_text(name: str, total: Mapping[str, Any] | None) -> str:
    """Return the totals of a direction in one run."""
    if total is None:
        return NOTHING
    count, rate = total["count"] or 0, total["rate_per_s"] or 0.0
    return (
        f"{count_text(count)} {name}s, {rate_text(rate)} / s,"
        f" {share_text(total['failure_share'] or 0.0)} failed"
    )


def recovery_text(recovery: Mapping[str, Any] | None) -> str:
    """Return how fast stations were back after an event in one run."""
    if recovery is None:
        return NOTHING
    times = ", ".join(
        f"{percent} % {_back(recovery[f'to_{percent}_s'])}" for percent in (50, 90, 99, 100)
    )
    return f"{recovery['back'] or 0:,} of {recovery['struck'] or 0:,} back: {times}"


def threshold_text(threshold: Mapping[str, Any] | None) -> str:
    """Return what became of a threshold in one run."""
    return NOTHING if threshold is None else str(threshold["outcome"])


def _back(seconds: float | None) -> str:
    if seconds is None:
        return "never"
    return f"{ms_text(seconds * 1000)} ms" if seconds < 1 else duration_text(seconds)


def _signed(figure: Mapping[str, Any]) -> str:
    return "from none" if figure["change"] is None else _change(figure["change"], figure["unit"])


def _change(change: float, unit: str) -> str:
    if not change:
        return "="
    percent = change * 100
    digits = 1 if abs(percent) < 9.95 else 0
    if unit == "share":
        digits = 2 if abs(percent) < 0.995 else 1
        return f"{percent:+,.{digits}f} pt"
    return f"x{change + 1:,.1f}" if change >= 9.995 else f"{percent:+,.{digits}f}%"


def _seconds(value: Any) -> str:
    return duration_text(value) if isinstance(value, int | float) else _plain(value)


def _plain(value: Any) -> str:
    if value is None or value in ("", []):
        return "none"
    text = in_one_line(str(value))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
