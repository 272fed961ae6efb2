"""The live table: how a run goes, in a terminal that is drawn anew every second.

Rows of text with a style for each part, in a fixed form: a table that measures itself takes
milliseconds, which the stations would be kept waiting for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.cells import set_cell_size

from ocpp_load.metrics import Direction, FleetCounts, Live
from ocpp_load.report.figures import bytes_text, clock_text, count_text, ms_text, rate_text
from ocpp_load.report.last_seconds import BusyLine
from ocpp_load.report.thresholds import full_name, measured_text

Row = Sequence[tuple[str, str]]
"""Texts, each with its style: the words of `STYLES`, or nothing."""

STYLES = {
    "strong": "bold",
    "weak": "dim",
    "good": "green",
    "bad": "bold red",
    "doubtful": "bold yellow",
}

EVENTS_SHOWN = 3
_BROKEN_SHOWN = 4
_LEAST_LINES = 3
_MOST_LINES = 12

_LABEL_WIDTH = 12
_FIGURE_WIDTH = 9
_HEADINGS = ("failed", "p50", "p95", "p99", "per s")
_NAME_WIDTHS = 16, 44


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """How a run goes at one moment.

    `lines` are its busiest, `thresholds` as the summary would tell them now, `health` the latest
    figures of each process; `invalid` says why the figures would be the generator's own, `events`
    what happened last. `of_s` is how long it will take, where that is known.
    """

    title: str
    elapsed_s: float
    of_s: float | None
    fleet: FleetCounts
    live: Live
    lines: Sequence[BusyLine]
    thresholds: Sequence[Mapping[str, Any]] = ()
    health: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    invalid: Sequence[str] = ()
    events: Sequence[str] = ()


def lines_that_fit(height: int) -> int:
    """Return how many of the busiest lines leave room for the rest on a terminal of that height."""
    others = 7 + EVENTS_SHOWN + _BROKEN_SHOWN
    return max(_LEAST_LINES, min(_MOST_LINES, height - others))


def live_rows(glimpse: Glimpse, width: int) -> Iterator[Row]:
    """Yield the rows of the table, for a terminal of that width; a longer one is to be cropped."""
    yield _headline(glimpse)
    yield _stations(glimpse.fleet)
    yield _calls(glimpse.live)
    if glimpse.lines:
        yield from _table(glimpse.lines, width)
    if glimpse.thresholds:
        yield from _thresholds(glimpse.thresholds)
    if glimpse.health:
        yield _generator(glimpse.health)
    for sentence in glimpse.invalid:
        yield _label(""), (sentence, "doubtful")
    for place, event in enumerate(glimpse.events):
        yield _label("" if place else "events"), (event, "")


def _label(text: str) -> tuple[str, str]:
    return text.ljust(_LABEL_WIDTH), "weak"


def _headline(glimpse: Glimpse) -> Row:
    of = "" if glimpse.of_s is None else f" of {clock_text(glimpse.of_s)}"
    return ((f"{clock_text(glimpse.elapsed_s)}{of}", "strong"), (f"  {glimpse.title}", "weak"))


def _stations(fleet: FleetCounts) -> Row:
    states = ("started", "connecting", "connected", "accepted", "charging")
    texts = (f"{count_text(getattr(fleet, state))} {state}" for state in states)
    return _label("stations"), (" · ".join(texts), "")


def _calls(live: Live) -> Row:
    p95 = "" if live.p95_ms is None else f" · p95 {ms_text(live.p95_ms)} ms"
    failures = f"{count_text(live.failures)} failures"
    if live.new_failures:
        failures += f", {count_text(live.new_failures)} just now"
    return (
        _label("calls"),
        (f"{rate_text(live.calls_per_s)} / s{p95} · {count_text(live.calls)} so far · ", ""),
        (failures, "bad" if live.failures else "good"),
    )


def _table(lines: Sequence[BusyLine], width: int) -> Iterator[Row]:
    figures_width = _FIGURE_WIDTH * len(_HEADINGS)
    least, most = _NAME_WIDTHS
    name_width = max(least, min(most, width - figures_width - 2))
    headings = "".join(heading.rjust(_FIGURE_WIDTH) for heading in _HEADINGS)
    yield ((f"{' ' * (name_width + 2)}{headings}", "weak"),)
    for line in lines:
        percentiles = (line.p50_ms, line.p95_ms, line.p99_ms)
        yield (
            (f"{Direction(line.direction).arrow} {set_cell_size(line.name, name_width)}", ""),
            (count_text(line.failures).rjust(_FIGURE_WIDTH), "bad" if line.failures else ""),
            ("".join(ms_text(ms).rjust(_FIGURE_WIDTH) for ms in percentiles), ""),
            (rate_text(line.rate_per_s).rjust(_FIGURE_WIDTH), ""),
        )


def _thresholds(thresholds: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    broken = [one for one in thresholds if one["outcome"] == "is broken"]
    held = sum(one["outcome"] == "holds" for one in thresholds)
    unjudged = len(thresholds) - held - len(broken)
    counts = f"{held} of {len(thresholds)} hold"
    if unjudged:
        counts += f" · {unjudged} not measured yet"
    yield _label("thresholds"), (counts, "" if broken else "good")
    for one in broken[:_BROKEN_SHOWN]:
        yield _label(""), (f"{full_name(one)} is broken: {measured_text(one)}", "bad")
    if len(broken) > _BROKEN_SHOWN:
        yield _label(""), (f"and {len(broken) - _BROKEN_SHOWN} more are broken", "bad")


def _generator(health: Mapping[str, Mapping[str, float]]) -> Row:
    """Return the process that is worst off: the others can be blamed for less."""
    process, figures = max(health.items(), key=lambda item: item[1].get("cpu_share", 0.0))
    texts = []
    if (share := figures.get("cpu_share")) is not None:
        texts.append(f"CPU {100 * share:.0f} %")
    if (lag_ms := figures.get("loop_lag_max_ms")) is not None:
        texts.append(f"event loop lag {ms_text(lag_ms)} ms")
    if (size := figures.get("resident_bytes")) is not None:
        texts.append(bytes_text(int(size)))
    which = f" ({process}, the busiest of {len(health)})" if len(health) > 1 else ""
    return _label("generator"), (" · ".join(texts) + which, "")
