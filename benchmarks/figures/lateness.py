"""How late scheduled calls are by the generator's own fault, at half of what it can do."""

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.row import Limit, Row
from benchmarks.stand import HERE, Stand

_CLOSED_LOOP = HERE / "closed_loop.yaml"
_SCHEDULE = HERE / "on_schedule.yaml"
_EVERY = "every: 100 ms"
_STATIONS = 1000
_LIMIT = Limit(wanted=20.0, beyond=5.0, at_most=True, is_absolute=True)


def lateness(stand: Stand) -> list[Row]:
    """Return the 99th percentile from when a heartbeat was due to when its frame was sent.

    Against half of the closed loop's; the speed of that is measured before, each time.
    """
    late_ms, loop_late_ms = [], []
    for _ in range(stand.rounds):
        closed = stand.full(_STATIONS, _CLOSED_LOOP)
        every_ms = 1000 * _STATIONS / (closed["calls_per_second"] / 2)
        paced = _paced(stand, every_ms)
        late_ms.append(paced["lateness_p99_ms"])
        loop_late_ms.append(paced["loop_lag_p99_ms"])
    return [
        Row(
            "p99 of how late scheduled heartbeats are, ms, at half of the closed loop's speed",
            _STATIONS,
            *("full stack", late_ms),
            *("its event loop", loop_late_ms),
            limit=_LIMIT,
        )
    ]


def _paced(stand: Stand, every_ms: float) -> dict:
    schedule = _SCHEDULE.read_text("utf-8")
    with TemporaryDirectory() as directory:
        scenario = Path(directory) / _SCHEDULE.name
        scenario.write_text(schedule.replace(_EVERY, f"every: {every_ms:.0f} ms"), "utf-8")
        return stand.full(_STATIONS, scenario, BENCH_MEASURE="own delay", BENCH_WARM_UP="6")
