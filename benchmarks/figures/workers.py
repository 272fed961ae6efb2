"""What workers of one master carry, against as many generators that know nothing of each other.

Those run side by side, too: two busy cores of a machine are slower than one, and the central system
has to share them, which is no doing of the master's. What one carries that has the machine to itself
stands beside it.
"""

from concurrent.futures import ThreadPoolExecutor
from statistics import mean

from benchmarks.row import Limit, Row
from benchmarks.stand import HERE, SPEED, Stand

_SCENARIO = HERE / "closed_loop.yaml"
_STATIONS = 500
_WORKERS = 2


def workers(stand: Stand) -> list[Row]:
    """Return the speed of two workers against twice one, and their master's CPU against their own."""
    together, apart, alone = [], [], []
    for _ in range(stand.rounds):
        alone.append(_one(stand))
        apart.append(_apart(stand))
        together.append(_together(stand))
    speed = [figures[SPEED] for figures in together]
    return [
        Row(
            "calls per CPU-second of workers, heartbeats in a closed loop",
            _WORKERS * _STATIONS,
            *("two workers", speed),
            *("two generators", apart),
            limit=Limit(wanted=0.95, beyond=1.0),
        ),
        Row(
            "the same, while the central system shares their cores",
            _WORKERS * _STATIONS,
            *("two workers", speed),
            *("one, alone", alone),
        ),
        Row(
            "CPU time of the master, ms per second and worker",
            _WORKERS * _STATIONS,
            *("master", [figures["master_cpu_ms_per_second"] for figures in together]),
            *("a worker", [figures["worker_cpu_ms_per_second"] for figures in together]),
        ),
    ]


def _together(stand: Stand) -> dict:
    words = "--processes", str(_WORKERS)
    return stand.full(_WORKERS * _STATIONS, _SCENARIO, *words, BENCH_MEASURE="workers")


def _apart(stand: Stand) -> float:
    first_stations = [1 + number * _STATIONS for number in range(_WORKERS)]
    with ThreadPoolExecutor(_WORKERS) as threads:
        return mean(threads.map(lambda first: _one(stand, first), first_stations))


def _one(stand: Stand, first_station: int = 1) -> float:
    words = "--first-station", str(first_station)
    return stand.full(_STATIONS, _SCENARIO, *words, BENCH_MEASURE="workers")[SPEED]
