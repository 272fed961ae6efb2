"""Calls per CPU-second of charging sessions with one meter value a second, of three measurands."""

from benchmarks.row import Limit, Row
from benchmarks.stand import HERE, Stand

_SCENARIO = HERE / "sessions.yaml"
_STATIONS = 1000


def sessions(stand: Stand) -> list[Row]:
    """Return a row against a bare loop that sends MeterValues of the same size at the same pace."""
    speed, bare = stand.in_turn(
        lambda: stand.full(_STATIONS, _SCENARIO, BENCH_WARM_UP="4"),
        lambda: stand.bare("sessions", _STATIONS),
    )
    return [
        Row(
            "calls per CPU-second, sessions with a meter value a second of three measurands",
            _STATIONS,
            *("full stack", speed),
            *("bare loop", bare),
            limit=Limit(wanted=0.7, beyond=1.2),
        )
    ]
