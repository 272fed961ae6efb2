"""The run over time, as the summary tells it: columns of figures, one of each for every slice."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ocpp_load.metrics import Slice, Timeline
from ocpp_load.metrics.slices import Key, SliceLine

PERCENTILES = {"p50_ms": 50.0, "p95_ms": 95.0, "p99_ms": 99.0, "max_ms": 100.0}
_FROM_INTENT = {"from_intent_p99_ms": 99.0}


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one slice, which begins `at_s` seconds after the start."""

    at_s: int
    fleet: Mapping[str, int]
    lines: Mapping[Key, Mapping[str, Any]]
    health: Mapping[str, Mapping[str, float]]


def row_of(at_s: int, one: Slice, pause: Callable[[], None] = lambda: None) -> Row:
    """Return the figures of a slice; they stay as they are when it is changed.

    `pause` is called between its lines.
    """
    lines = {}
    for key, line in list(one.lines.items()):
        lines[key] = _line(line)
        pause()
    return Row(
        at_s,
        fleet=dict(one.fleet),
        lines=lines,
        health={process: dict(figures) for process, figures in one.health.items()},
    )


def timeline_part(timeline: Timeline) -> dict[str, Any]:
    """Return the timeline as columns; a figure is None where there is none."""
    return columns_of(timeline.slice_s, [row_of(at_s, one) for at_s, one in timeline])


def columns_of(slice_s: int, rows: Sequence[Row]) -> dict[str, Any]:
    """Return rows as columns; a figure is None where there is none."""
    keys = sorted({key for row in rows for key in row.lines})
    return {
        "slice_s": slice_s,
        "at_s": [row.at_s for row in rows],
        "fleet": _columns([row.fleet for row in rows]),
        "lines": [
            {
                "direction": key[0].value,
                "name": key[1],
                **_columns(
                    [row.lines.get(key, _NOTHING) for row in rows], [*PERCENTILES, *_FROM_INTENT]
                ),
            }
            for key in keys
        ],
        "health": {
            process: _columns([row.health.get(process, {}) for row in rows])
            for process in sorted({process for row in rows for process in row.health})
        },
    }


_NOTHING = {"count": 0, "failures": 0}


def _columns(rows: list[Any], always: Iterable[str] = ()) -> dict[str, list[Any]]:
    names = dict.fromkeys([*always, *(name for row in rows for name in row)])
    return {name: [row.get(name) for row in rows] for name in names}


def _line(line: SliceLine) -> dict[str, Any]:
    latency = line.percentiles_ms(PERCENTILES.values())
    from_intent = line.from_intent_percentiles_ms(_FROM_INTENT.values())
    return {
        "count": line.count,
        "failures": line.failures,
        **{name: latency[percentile] for name, percentile in PERCENTILES.items()},
        **{name: from_intent[percentile] for name, percentile in _FROM_INTENT.items()},
    }
