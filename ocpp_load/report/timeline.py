"""The run over time, as the summary tells it: columns of figures, one of each for every slice."""

from collections.abc import Iterable
from typing import Any

from ocpp_load.metrics import Slice, Timeline

PERCENTILES = {"p50_ms": 50.0, "p95_ms": 95.0, "p99_ms": 99.0, "max_ms": 100.0}
_FROM_INTENT = {"from_intent_p99_ms": 99.0}


def timeline_part(timeline: Timeline) -> dict[str, Any]:
    """Return the timeline as columns; a figure is None where there is none."""
    slices = [one for _, one in timeline]
    keys = sorted({key for one in slices for key in one.lines})
    return {
        "slice_s": timeline.slice_s,
        "at_s": [at_s for at_s, _ in timeline],
        "fleet": _columns([one.fleet for one in slices]),
        "lines": [
            {"direction": key[0].value, "name": key[1], **_line(key, slices)} for key in keys
        ],
        "health": {
            process: _columns([one.health.get(process, {}) for one in slices])
            for process in sorted({process for one in slices for process in one.health})
        },
    }


def _columns(rows: list[Any], always: Iterable[str] = ()) -> dict[str, list[Any]]:
    names = dict.fromkeys([*always, *(name for row in rows for name in row)])
    return {name: [row.get(name) for row in rows] for name in names}


def _line(key: Any, slices: Iterable[Slice]) -> dict[str, list[Any]]:
    rows: list[dict[str, Any]] = []
    for one in slices:
        if (line := one.lines.get(key)) is None:
            rows.append({"count": 0, "failures": 0})
            continue
        latency = line.percentiles_ms(PERCENTILES.values())
        from_intent = line.from_intent_percentiles_ms(_FROM_INTENT.values())
        rows.append(
            {
                "count": line.count,
                "failures": line.failures,
                **{name: latency[percentile] for name, percentile in PERCENTILES.items()},
                **{name: from_intent[percentile] for name, percentile in _FROM_INTENT.items()},
            }
        )
    return _columns(rows, [*PERCENTILES, *_FROM_INTENT])
