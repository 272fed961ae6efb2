"""Latency of stations that share their process with one that is flooded."""

import sys

from benchmarks.row import Row
from benchmarks.stand import Stand, measured

_STATIONS = 500


def hostile_neighbour(stand: Stand) -> list[Row]:
    """Return the p95 of those beside a flooded one, against that without it."""
    command = [sys.executable, "-m", "benchmarks.hostile_neighbour", stand.central_system.url]
    command += ["--stations", str(_STATIONS), "--seconds", str(stand.seconds)]
    results = [measured(command, {}) for _ in range(stand.rounds)]
    return [
        Row(
            "p95 of a heartbeat every second, ms, beside one station that is flooded",
            _STATIONS,
            *("beside a flood", [result["p95_ms_beside_a_flood"] for result in results]),
            *("without", [result["p95_ms_alone"] for result in results]),
        )
    ]
