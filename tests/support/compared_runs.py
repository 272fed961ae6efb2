"""Runs to compare that never were: latencies whose level wanders from second to second."""

import math
import random
from dataclasses import replace
from pathlib import Path

from ocpp_load.metrics import LatencyHistogram, Series, Slice
from ocpp_load.metrics.direction import Direction
from ocpp_load.report.comparison.distribution import Distribution
from ocpp_load.report.comparison.run_figures import Latencies, Line, RunFigures
from ocpp_load.report.timeline import PERCENTILES


def latencies_of(histogram):
    if not histogram.count:
        return None
    return Latencies(Distribution(histogram), histogram.mean_ms, histogram.max_ms)


def run_of(seconds, *, name="Heartbeat", direction="call", failures=None):
    """Return a run from the latencies, in seconds, of each of its seconds.

    `failures` are how many of them failed in each second.
    """
    series = Series(Direction.CALL, name)
    histogram = LatencyHistogram()
    columns = {key: [] for key in ("count", "failures", *PERCENTILES, "from_intent_p99_ms")}
    failures = failures or [0] * len(seconds)
    for latencies, failed in zip(seconds, failures, strict=True):
        one = Slice().lines[series.direction, name]
        one.count, one.failures = len(latencies), failed
        if latencies:
            one.latency.take(histogram.record_all(latencies))
        found = one.percentiles_ms(PERCENTILES.values())
        columns["count"].append(one.count)
        columns["failures"].append(failed)
        for key, percentile in PERCENTILES.items():
            columns[key].append(found[percentile])
        columns["from_intent_p99_ms"].append(found[99.0])
    count = sum(map(len, seconds))
    line = Line(
        direction=direction,
        name=name,
        count=count,
        failures=sum(failures),
        rate_per_s=count / len(seconds),
        duration_s=float(len(seconds)),
        latency=latencies_of(histogram),
        from_intent=latencies_of(histogram),
        over_time=columns,
    )
    return RunFigures(
        file=Path("summary.json"),
        version=2,
        name="simulated",
        started_at="2026-11-23T14:00:00.000Z",
        duration_s=float(len(seconds)),
        lines={line.key: line},
        summary={},
        slice_s=1,
        at_s=tuple(range(len(seconds))),
    )


def wandering(
    random_source,
    *,
    seconds=60,
    per_second=33,
    level_sigma=0.0,
    memory=0.0,
    sigma=0.3,
    factor=1.0,
    rise=0.0,
):
    """Return the latencies of a run: log-normal around 10 ms, in each of its seconds.

    Their level deviates by `level_sigma`, and from second to second it keeps the share `memory`
    of its deviation (an AR(1) process). Over the run it rises by e to the power of `rise`.
    """
    level = random_source.gauss(0, 1)
    found = []
    for second in range(seconds):
        around = 0.01 * factor * math.exp(level_sigma * level + rise * second / seconds)
        found.append(
            [around * math.exp(sigma * random_source.gauss(0, 1)) for _ in range(per_second)]
        )
        level = memory * level + math.sqrt(1 - memory**2) * random_source.gauss(0, 1)
    return found


def seeded(seed):
    return random.Random(seed)


def without_timeline(run):
    """Return the run as a summary without a timeline tells it."""
    lines = {key: replace(line, over_time={}) for key, line in run.lines.items()}
    return replace(run, slice_s=0, at_s=(), lines=lines)
