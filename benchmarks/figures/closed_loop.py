"""Calls per CPU-second: heartbeats, the next as soon as the last is answered."""

import sys

from benchmarks.row import Limit, Row
from benchmarks.stand import HERE, SPEED, Stand, measured

_SCENARIO = HERE / "closed_loop.yaml"
_LIMIT = Limit(wanted=0.8, beyond=1.5)
_STATIONS = 1000


def closed_loop(stand: Stand) -> list[Row]:
    """Return rows for fleets of several sizes, and one for the central system at its limit."""
    rows = [_closed_loop(stand, stations) for stations in (100, _STATIONS, 5000)]
    speed = next(row.values for row in rows if row.stations == _STATIONS)
    flood = [_flood(stand) for _ in range(stand.rounds)]
    rows.append(
        Row(
            "the same, answered by the embedded central system at its limit",
            _STATIONS,
            *("central system", flood),
            *("full stack", speed),
        )
    )
    return rows


def _closed_loop(stand: Stand, stations: int) -> Row:
    speed, bare = stand.in_turn(
        lambda: stand.full(stations, _SCENARIO),
        lambda: stand.bare("closed_loop", stations),
    )
    return Row(
        "calls per CPU-second, heartbeats in a closed loop",
        stations,
        *("full stack", speed),
        *("bare loop", bare),
        limit=_LIMIT,
    )


def _flood(stand: Stand) -> float:
    central_system = stand.central_system
    command = [sys.executable, "-m", "benchmarks.flood", central_system.url]
    command += ["--stations", str(_STATIONS), "--peer", str(central_system.pid)]
    return measured([*command, "--seconds", str(stand.seconds)], {})[SPEED]
