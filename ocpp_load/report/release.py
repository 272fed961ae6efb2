"""The release of stations in a report: whether the storm that was asked for was one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isinf
from typing import Any

from ocpp_load.metrics.attempts import AttemptCounts
from ocpp_load.report.figures import count_text, duration_text, ms_text

TOLERANCE_S = 0.1
"""Attempts may take so much longer than was asked for before that is told."""


@dataclass(frozen=True, slots=True)
class ReleaseFigures:
    """What became of a release whose stations were to connect within `over_s`.

    It took `gathered_s` until all stations were there, None where the run ended before; so many
    were `missing` when nobody waited for them any longer.
    """

    over_s: float
    gathered_s: float | None
    missing: int
    attempts: AttemptCounts


def release_part(figures: ReleaseFigures | None) -> dict[str, Any] | None:
    """Return what the summary says of a release; None for a run without one."""
    if figures is None:
        return None
    attempts = figures.attempts
    has_attempts = not isinf(attempts.first_s)
    return {
        "over_s": figures.over_s,
        "gathered_s": figures.gathered_s,
        "stations": attempts.stations,
        "missing": figures.missing,
        "attempts": attempts.attempts,
        "in_time": attempts.in_time,
        "first_s": attempts.first_s if has_attempts else None,
        "last_s": attempts.last_s if has_attempts else None,
        "late_p99_ms": attempts.late.percentile_ms(99),
        "late_max_ms": attempts.late.max_ms,
        "apart_s": attempts.apart_s,
    }


def release_texts(release: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a person reads of a release."""
    if release["gathered_s"] is None:
        yield "the run ended before all stations were there"
        return
    yield (
        f"{count_text(release['stations'])} stations were there after"
        f" {duration_text(release['gathered_s'])}, to connect {_asked(release['over_s'])}"
    )
    if release["last_s"] is None:
        yield "none of them tried to connect"
        return
    took_s = release["last_s"] - release["first_s"]
    in_time = f", {count_text(release['in_time'])} in time" if release["over_s"] else ""
    yield (
        f"{count_text(release['attempts'])} attempts to connect began in {took_s:.3f} s{in_time};"
        f" late by {ms_text(release['late_p99_ms'])} ms p99"
        f" (at most {ms_text(release['late_max_ms'])})"
    )
    if release["apart_s"]:
        yield (
            f"the processes released theirs at most {ms_text(release['apart_s'] * 1000)} ms apart"
        )


def release_doubts(figures: ReleaseFigures) -> Iterator[str]:
    """Yield, in whole sentences, what was not as it was asked for."""
    attempts = figures.attempts
    if figures.missing:
        expected = attempts.stations + figures.missing
        yield (
            f"{count_text(figures.missing)} of {count_text(expected)} stations had not come when"
            " nobody had for a while: the others were released without them."
        )
    if attempts.attempts and attempts.last_s > figures.over_s + TOLERANCE_S:
        yield (
            f"{count_text(attempts.stations)} stations were to connect {_asked(figures.over_s)}, and"
            f" the last of them tried {attempts.last_s:.2f} s after the release: use fewer stations"
            " for each process, or more processes (--processes)."
        )


def _asked(over_s: float) -> str:
    return f"within {duration_text(over_s)}" if over_s else "at once"
