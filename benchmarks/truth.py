"""What calls on a schedule took in truth: by the central system's own record, and by the book.

Latencies are milliseconds. No I/O.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from random import Random
from typing import Any

from ocpp_load.central_system.latency import Latency

PERCENTILES = {"p50_ms": 50.0, "p90_ms": 90.0, "p99_ms": 99.0, "p99_9_ms": 99.9, "max_ms": 100.0}


@dataclass
class Times:
    """Of every call the time to its answer: from when it was sent, and from when it was due."""

    round_trip: list[float] = field(default_factory=list)
    from_intent: list[float] = field(default_factory=list)


def recorded(answers: Iterable[Mapping[str, Any]], action: str, every_s: float) -> Times:
    """Return what the central system has recorded of calls that each station makes on a schedule.

    `answers` is what `GET /answers` returns. No call is left out of the schedule, so the first
    of a station that was quickest to arrive tells when all of its calls were due.
    """
    times = Times()
    for one in answers:
        if one["action"] != action:
            continue
        read, written = one["readUs"], one["writtenUs"]
        every_us = every_s * 1e6
        begun_us = min(at_us - number * every_us for number, at_us in enumerate(read))
        for number, (read_us, written_us) in enumerate(zip(read, written, strict=True)):
            times.round_trip.append((written_us - read_us) / 1000)
            times.from_intent.append((written_us - begun_us - number * every_us) / 1000)
    return times


def by_the_book(
    latency: Latency, *, stations: int, every_s: float, seconds: float, stall_s: float
) -> Times:
    """Return what calls would take if nothing but `latency` took any time.

    In the middle of the `seconds` no answer leaves for `stall_s`. A station has one call
    outstanding; those that are due meanwhile wait.
    """
    random, times = Random(0), Times()
    stalls_at = seconds / 2
    for station in range(stations):
        free_at = 0.0
        for number in range(round(seconds / every_s)):
            due = (number + station / stations) * every_s
            sent = max(due, free_at)
            free_at = sent + latency.draw_s(random)
            if stalls_at <= free_at < stalls_at + stall_s:
                free_at = stalls_at + stall_s
            times.round_trip.append((free_at - sent) * 1000)
            times.from_intent.append((free_at - due) * 1000)
    return times


def percentiles(times: Sequence[float]) -> dict[str, float]:
    """Return the percentiles by the nearest rank, as the report has them."""
    ranked = sorted(times)
    return {
        name: ranked[max(1, ceil(round(percentile * len(ranked) / 100, 10))) - 1]
        for name, percentile in PERCENTILES.items()
    }


def is_within(measured_ms: float, true_ms: float) -> bool:
    """Tell whether a figure is right: within 2 % or 1 ms, whichever is more."""
    return abs(measured_ms - true_ms) <= max(0.02 * true_ms, 1.0)
