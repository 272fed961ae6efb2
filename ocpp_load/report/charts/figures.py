"""The figures that the charts of a report are drawn from, made of its summary."""

from collections.abc import Iterator, Mapping
from itertools import takewhile
from math import log10
from typing import Any

from ocpp_load.metrics import Direction, LatencyHistogram

MAX_DISTRIBUTIONS = 30
"""Lines whose distribution is drawn: those with most latencies."""

MAX_KINDS = 15
"""Kinds of failures that have a bar; the rest share one."""

MAX_MARKS = 60

_APART_S = 1.0
"""What is closer together than that is one mark."""

_POINTS_PER_DECADE = 10
_BINS_PER_DECADE = 16


def chart_figures(summary: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `report.js` reads, as values that JSON knows."""
    return {
        "duration_s": summary["run"]["duration_s"],
        "timeline": summary["timeline"],
        "events": list(event_marks(summary)),
        "distributions": distributions(summary),
        "failures": failure_kinds(summary),
        "recoveries": summary["recoveries"],
    }


def event_marks(summary: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield when each event began, as often as it did, with what belongs to it; at most 60 in all.

    That is the end of an outage, unless another event stands there, which has ended it; and when
    the stations were told to leave. What no campaign has planned began with the first connection
    that was lost.
    """
    campaign = summary["run"]["campaign"] or {"events": ()}
    every_s = {event["name"]: event["every_s"] for event in campaign["events"]}
    marks = [*_ends_of_outages(summary)]
    if (leaving_s := summary["run"]["leaving_s"]) is not None:
        marks.append({"name": "stations leave", "at_s": leaving_s})
    for name, event in summary["events"].items():
        at_s = event["counted_from_s"] if event["began_s"] is None else event["began_s"]
        while at_s is not None and at_s <= summary["run"]["duration_s"]:
            marks.append({"name": name, "at_s": at_s})
            at_s = at_s + every_s[name] if every_s.get(name) else None
    yield from sorted(marks, key=lambda mark: mark["at_s"])[:MAX_MARKS]


def _ends_of_outages(summary: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    began = [event["began_s"] for event in summary["events"].values() if event["struck"] == 0]
    for name, event in summary["events"].items():
        open_s = event["counted_from_s"]
        if open_s is None or event["began_s"] is None or open_s - event["began_s"] < _APART_S:
            continue
        if not any(at_s is not None and abs(open_s - at_s) < _APART_S for at_s in began):
            yield {"name": f"{name} over", "at_s": open_s}


def distributions(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the latencies of the busiest lines as curves over the percentiles, and as densities.

    `one_in` of a curve is 1 / (1 - percentile): how many there are for each that took longer. What
    took longest stands at twice as many as there were.
    """
    lines = [line for line in summary["lines"] if line["latency"]]
    lines.sort(key=lambda line: -line["latency"]["count"])
    return [
        {
            "direction": line["direction"],
            "name": line["name"],
            "count": line["latency"]["count"],
            **{
                kind: _distribution(line[kind]["histogram"]) if line[kind] else None
                for kind in ("latency", "from_intent")
            },
        }
        for line in lines[:MAX_DISTRIBUTIONS]
    ]


def failure_kinds(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return how often each reason came, most frequent first, and to which lines."""
    kinds: dict[str, dict[str, int]] = {}
    for line in summary["lines"]:
        if line["direction"] != Direction.CHECK:
            for reason, times in line["reasons"].items():
                of = kinds.setdefault(reason, {})
                of[f"{line['direction']} {line['name']}"] = times
    ranked = sorted(kinds.items(), key=lambda kind: -sum(kind[1].values()))
    told = [
        {"reason": reason, "count": sum(of.values()), "of": of} for reason, of in ranked[:MAX_KINDS]
    ]
    if rest := ranked[MAX_KINDS:]:
        times = sum(sum(of.values()) for _, of in rest)
        told.append({"reason": f"{len(rest)} other reasons", "count": times, "of": {}})
    return told


def _distribution(encoded: str) -> dict[str, Any]:
    latencies = LatencyHistogram.decode(encoded)
    one_in = _steps(latencies.count)
    percentiles = {many: 100 * (1 - 1 / many) for many in one_in}
    ms = latencies.percentiles_ms(percentiles.values())
    density: dict[int, int] = {}
    for us, count in latencies.counts.items():
        place = int(log10(us) * _BINS_PER_DECADE)
        density[place] = density.get(place, 0) + count
    # The bins without any are drawn, too: a second hump stands apart from the first.
    places = range(min(density) - 1, max(density) + 2)
    return {
        "one_in": [*one_in, 2 * latencies.count],
        "ms": [*(ms[percentile] for percentile in percentiles.values()), latencies.max_ms],
        "bin_ms": [10 ** ((place + 0.5) / _BINS_PER_DECADE) / 1000 for place in places],
        "share": [density.get(place, 0) / latencies.count for place in places],
    }


def _steps(count: int) -> list[float]:
    steps = (10 ** (step / _POINTS_PER_DECADE) for step in range(10 * _POINTS_PER_DECADE))
    return list(takewhile(lambda many: many <= count, steps))
