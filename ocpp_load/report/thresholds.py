"""What became of the thresholds, as a person reads it: one line each, the broken ones first."""

from collections.abc import Callable, Mapping
from typing import Any

from ocpp_load.report.figures import clock_text, count_text, ms_text, rate_text, share_text

_ORDER = ("is broken", "could not be judged", "holds")


def _seconds_text(seconds: float) -> str:
    if seconds < 1:
        return f"{ms_text(seconds * 1000)} ms"
    return f"{seconds:.3g} s" if seconds < 999.5 else f"{seconds:,.0f} s"


_TEXTS: Mapping[str, Callable[[float], str]] = {
    "s": _seconds_text,
    "share": share_text,
    "count": lambda count: count_text(round(count)) if count == round(count) else f"{count:,.1f}",
    "per s": lambda rate: f"{rate_text(rate)} / s",
}


# Where a text to look at would not tell what is measured from its limit.
_IN_FULL: Mapping[str, Callable[[float], str]] = {
    "s": lambda seconds: f"{seconds * 1000:,.12g} ms",
    "share": lambda share: f"{share * 100:.12g} %",
    "count": lambda count: f"{count:,.12g}",
    "per s": lambda rate: f"{rate:,.12g} / s",
}


def ranked(thresholds: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the thresholds of a summary, what did not pass first."""
    return sorted(thresholds, key=lambda one: _ORDER.index(one["outcome"]))


def measured_text(threshold: Mapping[str, Any]) -> str:
    """Return what was measured and, where the threshold does not name it, what the limit was."""
    if threshold["value"] is None:
        return str(threshold["reason"])
    as_text = _TEXTS[threshold["unit"]]
    if threshold["limit"] is None:
        return f"{as_text(threshold['value'])}; {threshold['reason']}"
    value, limit = threshold["value"], threshold["limit"]
    is_inexact = as_text(limit).startswith(("<", ">"))
    if is_inexact or (value != limit and as_text(value) == as_text(limit)):
        as_text = _IN_FULL[threshold["unit"]]
    return f"{as_text(value)}, to be {threshold['comparison']} {as_text(limit)}"


def full_name(threshold: Mapping[str, Any]) -> str:
    """Return a threshold as it is written, with its name before it where it has one."""
    name = f"{threshold['name']}: " if threshold["name"] else ""
    return f"{name}{threshold['threshold']}"


def broken_text(threshold: Mapping[str, Any]) -> str:
    """Return one threshold with its name, what became of it, and what was measured."""
    return f"{full_name(threshold)} {threshold['outcome']}: {measured_text(threshold)}"


def threshold_text(threshold: Mapping[str, Any]) -> str:
    """Return a line of the report: that, and since when."""
    return f"{broken_text(threshold)}{since_text(threshold)}"


def since_text(threshold: Mapping[str, Any]) -> str:
    """Return when it was first broken, if it ever was, and whether the run was ended for it."""
    if threshold["first_broken_s"] is None:
        return ""
    end = ", and the run was ended for it" if threshold["aborted"] else ""
    return f"; first broken at {clock_text(threshold['first_broken_s'])}{end}"
