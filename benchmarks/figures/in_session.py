"""Memory that a station takes which is in a charging session and tells its meter every second."""

from benchmarks.row import Limit, Row
from benchmarks.stand import HERE, MEMORY, Stand

_KIB = 1024
_STATIONS = 2000
_SCENARIO = HERE / "sessions.yaml"
# Until the log that a station keeps of its messages is full: it grows no further then.
_UNTIL_FULL_S = "15"


def in_session(stand: Stand) -> list[Row]:
    """Return the growth of resident memory for each station."""
    full = stand.full(_STATIONS, _SCENARIO, BENCH_WARM_UP=_UNTIL_FULL_S, BENCH_SECONDS="1")
    bare = stand.bare("sessions", _STATIONS, "--seconds", "1")
    return [
        Row(
            "memory per station in a session, KiB",
            _STATIONS,
            *("full stack", [full[MEMORY] / _KIB]),
            *("bare loop", [bare[MEMORY] / _KIB]),
            limit=Limit(wanted=60, beyond=35, at_most=True, is_absolute=True),
        )
    ]
