"""What became of the thresholds, as a person reads it: one line each, the broken ones first."""

from collections.abc import Callable, Mapping
from typing import Any

from ocpp_load.report.figures import clock_text, count_text, ms_text, rate_text, share_text

_ORDER = ("is broken", "could not be judged", "holds")


def _seconds_text(seconds: float) -> str:
    return f"{seconds:.3g} s" if 1 <= seconds < 1000 else f"{ms_text(seconds * 1000)} ms"


_TEXTS: Mapping[str, Callable[[float], str]] = {
    "s": _seconds_text,
    "share": share_text,
    "count": lambda count: count_text(round(count)) if count == round(count) else f"{count:,.1f}",
    "per s": lambda rate: f"{rate_text(rate)} / s",
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
    return (
        f"{as_text(threshold['value'])}, to be {threshold['comparison']}"
        f" {as_text(threshold['limit'])}"
    )


def broken_text(threshold: Mapping[str, Any]) -> str:
    """Return one threshold with its name, what became of it, and what was measured."""
    name = f"{threshold['name']}: " if threshold["name"] else ""
    return f"{name}{threshold['threshold']} {threshold['outcome']}: {measured_text(threshold)}"


def threshold_text(threshold: Mapping[str, Any]) -> str:
    """Return a line of the report: that, and since when."""
    return f"{broken_text(threshold)}{since_text(threshold)}"


def since_text(threshold: Mapping[str, Any]) -> str:
    """Return when it was first broken, if it ever was, and whether the run was ended for it."""
    if threshold["first_broken_s"] is None:
        return ""
    end = ", and the run was ended for it" if threshold["aborted"] else ""
    return f"; first broken at {clock_text(threshold['first_broken_s'])}{end}"
