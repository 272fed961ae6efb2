"""What each event cost: the figures of every line before it, during it, and after it.

They are sums of the timeline's slices, so the cuts are whole slices, and a percentile is that of
all latencies of the phase together, at most 0.8 % too high. Which event began when, and how fast
stations were back, is exact, and told elsewhere.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

from ocpp_load.metrics import Direction, Slice, Snapshot, Timeline, back_after
from ocpp_load.metrics.label import as_label
from ocpp_load.metrics.slices import SliceLine
from ocpp_load.report.figures import clock_text, count_text, ms_text, share_text

LATE_S = 0.5
"""So much later than its time a second may be closed: what an event did at the beginning of one may
have been counted in the one before, which belongs to the event then."""

PERCENTILES = {"p50_ms": 50.0, "p95_ms": 95.0, "p99_ms": 99.0}


@dataclass(frozen=True, slots=True)
class _Phase:
    """A part of the run as an event divides it; seconds from the start, at the cuts of slices."""

    name: str
    from_s: float
    to_s: float


def events_part(
    snapshot: Snapshot, timeline: Timeline, over_time: Mapping[str, Any], duration_s: float
) -> dict[str, Any]:
    """Return when each event was, how many stations it threw out, and the phases that it makes.

    `over_time` is the timeline in columns, as the summary tells it.
    """
    phases = {
        event: list(_phases_of(event, snapshot, over_time, duration_s))
        for event in {**snapshot.marks, **snapshot.struck}
    }
    stretches = _Stretches(timeline, (phase.from_s for each in phases.values() for phase in each))
    return {
        event: {
            "began_s": snapshot.marks.get(event),
            "struck": snapshot.struck.get(event, 0),
            "counted_from_s": snapshot.first_struck_s.get(event),
            "phases": [_told(phase, stretches) for phase in each],
        }
        for event, each in phases.items()
    }


def event_texts(events: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a person reads of each event that divides the calls of a run."""
    for event, figures in compared(events).items():
        phases = "; ".join(
            f"{phase_text(phase)} {count_text(calls['count'])} calls,"
            f" p95 {ms_text(calls['p95_ms'])} ms, {share_text(calls['failure_share'])} failed"
            for phase in figures["phases"]
            for calls in [phase["calls"]]
        )
        yield f"{event}: {phases}"


def phase_text(phase: Mapping[str, Any]) -> str:
    """Return for example `before 00:40`, `from 00:40 to 01:12` or `after 01:12`."""
    match phase["phase"]:
        case "before":
            return f"before {clock_text(phase['to_s'])}"
        case "during":
            return f"from {clock_text(phase['from_s'])} to {clock_text(phase['to_s'])}"
    return f"after {clock_text(phase['from_s'])}"


def compared(events: Mapping[str, Any]) -> dict[str, Any]:
    """Return the events with something on either side of a cut: there is nothing else to compare."""
    return {
        name: event
        for name, event in events.items()
        if sum(bool(phase["lines"]) for phase in event["phases"]) > 1
    }


def side_by_side(event: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the lines of an event, each with its figures in every phase, None where there are none."""
    by_phase = [
        {(line["direction"], line["name"]): line for line in phase["lines"]}
        for phase in event["phases"]
    ]
    keys = sorted({key for lines in by_phase for key in lines})
    return [
        {"direction": key[0], "name": key[1], "phases": [lines.get(key) for lines in by_phase]}
        for key in keys
    ]


def _phases_of(
    event: str, snapshot: Snapshot, over_time: Mapping[str, Any], duration_s: float
) -> Iterator[_Phase]:
    """Yield the phases that are not empty.

    An event lasts until the last station is back that it threw out, and to the end of the run if
    none ever was; one that threw nobody out takes no time.
    """
    slice_s = over_time["slice_s"]
    began_s = snapshot.marks.get(event, snapshot.first_struck_s.get(event, 0.0))
    begin_s = max(0.0, began_s - LATE_S) // slice_s * slice_s
    is_over_s = begin_s
    if snapshot.struck.get(event):
        is_over_s = max(begin_s, _last_back_s(event, over_time) or inf)
    end_s = max(duration_s, begin_s)
    for phase in (
        _Phase("before", 0.0, begin_s),
        _Phase("during", begin_s, min(is_over_s, end_s)),
        _Phase("after", is_over_s, end_s),
    ):
        if phase.from_s < phase.to_s:
            yield phase


def _last_back_s(event: str, over_time: Mapping[str, Any]) -> float | None:
    """Return the end of the slice in which the last station was back; None where none ever was."""
    key = Direction.LINK, as_label(back_after(event))
    for line in over_time["lines"]:
        if (line["direction"], line["name"]) == key:
            columns = zip(over_time["at_s"], line["count"], line["failures"], strict=True)
            back = [at_s for at_s, count, failures in columns if count > failures]
            return back[-1] + over_time["slice_s"] if back else None
    return None


class _Stretches:
    """A timeline cut at some seconds, each stretch added up once, however many phases have it."""

    def __init__(self, timeline: Timeline, cuts: Iterable[float]) -> None:
        self._cuts = sorted({0.0, *cuts})
        self._stretches = [Slice() for _ in self._cuts]
        for at_s, one in timeline:
            place = bisect_right(self._cuts, at_s) - 1
            self._stretches[place].add(one, with_fleet=False)

    def of(self, phase: _Phase) -> Slice:
        """Return what happened in a phase; what came after the end of the last belongs to it."""
        whole = Slice()
        for cut, stretch in zip(self._cuts, self._stretches, strict=True):
            if phase.from_s <= cut < phase.to_s:
                whole.add(stretch, with_fleet=False)
        return whole


def _told(phase: _Phase, stretches: _Stretches) -> dict[str, Any]:
    whole = stretches.of(phase)
    return {
        "phase": phase.name,
        "from_s": phase.from_s,
        "to_s": phase.to_s,
        "calls": _line(whole.line(Direction.CALL)),
        "lines": [
            {"direction": direction.value, "name": name, **_line(line)}
            for (direction, name), line in sorted(whole.lines.items())
            if direction is not Direction.CHECK and line.count
        ],
    }


def _line(line: SliceLine) -> dict[str, Any]:
    percentiles = line.percentiles_ms(PERCENTILES.values())
    return {
        "count": line.count,
        "failures": line.failures,
        "failure_share": line.failures / line.count if line.count else 0.0,
        **{name: percentiles[percentile] for name, percentile in PERCENTILES.items()},
    }
