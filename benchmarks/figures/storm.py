"""A storm: stations that were created first connect together, within the second asked for."""

from benchmarks.row import Limit, Row
from benchmarks.stand import Stand

STATIONS = 5000
OVER_S = 1.0

_ATTEMPTS = Limit(wanted=1.0, beyond=1.0, at_most=True, is_absolute=True)


def storm(stand: Stand) -> list[Row]:
    """Return the seconds from the first attempt to the last, and until all were accepted."""
    told = [
        stand.full(
            STATIONS,
            "heartbeat",
            "--release-over",
            str(OVER_S),
            BENCH_MEASURE="storm",
            spawn_rate=50,
        )
        for _ in range(stand.rounds)
    ]
    return [
        _row("storm: first to last attempt, s", [one["attempts_s"] for one in told], _ATTEMPTS),
        _row("storm: until all are accepted, s", [one["accepted_s"] for one in told]),
    ]


def _row(figure: str, seconds: list[float], limit: Limit | None = None) -> Row:
    asked = [OVER_S] * len(seconds)
    return Row(figure, STATIONS, "full stack", seconds, "asked for", asked, limit)
