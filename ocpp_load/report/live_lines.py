"""The lines of statistics while a run goes on, read again and again at little cost.

Percentiles are those of the timeline's buckets, at most 0.8 % too high: reading the histograms of
the verdict would stop the process for milliseconds, and stations with it.
"""

from collections.abc import Callable, Sequence
from typing import Any

from ocpp_load.metrics import Recorder, Slice, Timeline
from ocpp_load.metrics.slices import Key, SliceLine

PERCENTILES = {"p50_ms": 50.0, "p90_ms": 90.0, "p95_ms": 95.0, "p99_ms": 99.0}

REASONS_TOLD = 5
"""Reasons of failures that are told of each line: those that came most often."""


class LiveLines:
    """Reads the lines of a recorder; those in which nothing has happened since are not read again.

    `pause` is called between them: whoever can let others work meanwhile does so there.
    """

    def __init__(self, pause: Callable[[], None]) -> None:
        self._pause = pause
        self._timeline: Timeline | None = None
        self._known: dict[Key, tuple[int, dict[str, Any]]] = {}

    def read(
        self, recorder: Recorder, recent: Sequence[Slice], recent_s: int
    ) -> list[dict[str, Any]]:
        """Return all lines by direction and name; rates are of the `recent` seconds."""
        if recorder.timeline is not self._timeline:
            self._timeline, self._known = recorder.timeline, {}
        lines = []
        # A copy: whoever works in a pause may open a line.
        for key, total in sorted(recorder.timeline.totals.items()):
            known = self._known.get(key)
            if known is None or known[0] != total.count:
                known = self._known[key] = total.count, _figures(recorder, key, total)
                self._pause()
            count = sum(one.lines[key].count for one in recent if key in one.lines)
            lines.append({**known[1], "rate_per_s": count / (recent_s or 1)})
        return lines


def _figures(recorder: Recorder, key: Key, total: SliceLine) -> dict[str, Any]:
    line = recorder.line(*key)
    return {
        "direction": key[0].value,
        "name": key[1],
        "count": total.count,
        "failures": total.failures,
        "reasons": dict(list(line.reasons.ranked().items())[:REASONS_TOLD]),
        "latency": _latencies(total.percentiles_ms(PERCENTILES.values()), line.latency.max_ms),
        "from_intent": _latencies(
            total.from_intent_percentiles_ms(PERCENTILES.values()), line.from_intent.max_ms
        ),
    }


def _latencies(
    percentiles: dict[float, float | None], max_ms: float | None
) -> dict[str, float | None] | None:
    """Return the percentiles with the exact maximum, which none of them exceeds."""
    if max_ms is None:
        return None
    found = {name: percentiles[percentile] for name, percentile in PERCENTILES.items()}
    bounded = {name: ms and min(ms, max_ms) for name, ms in found.items()}
    return {**bounded, "max_ms": max_ms}
