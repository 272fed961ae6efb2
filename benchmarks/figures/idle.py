"""Memory that a station takes which has connected and booted, and does nothing else."""

from benchmarks.row import Limit, Row
from benchmarks.stand import MEMORY, Stand

_KIB = 1024


def idle(stand: Stand) -> list[Row]:
    """Return the growth of resident memory for each station, for fleets of two sizes."""
    return [_idle(stand, stations) for stations in (5000, 10_000)]


def _idle(stand: Stand, stations: int) -> Row:
    bare = stand.bare("closed_loop", stations, "--idle", "--seconds", "1")[MEMORY]
    full = stand.full(stations, "heartbeat", BENCH_SECONDS="1")[MEMORY]
    return Row(
        "memory per idle station, KiB",
        stations,
        *("full stack", [full / _KIB]),
        *("bare loop", [bare / _KIB]),
        limit=Limit(wanted=35, beyond=20, at_most=True, is_absolute=True),
    )
