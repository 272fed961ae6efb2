"""The full stack against what is written by hand with asyncio, websockets and the ocpp package."""

import sys

from benchmarks.row import Row
from benchmarks.stand import HERE, MEMORY, SPEED, Stand, measured

_STATIONS = 1000
_SPAWN_RATE = 1000
_KIB = 1024
_BOOTS = "boots_per_cpu_second"
_OURS, _THEIRS = "full stack", "by hand"


def by_hand(stand: Stand) -> list[Row]:
    """Return a row for boots, one for calls and one for memory; none has a limit."""
    full, script = [], []
    for _ in range(stand.rounds):
        script.append(_script(stand))
        full.append(_full(stand))

    def row(figure: str, name: str, unit: float = 1) -> Row:
        values = [one[name] / unit for one in full]
        script_values = [one[name] / unit for one in script]
        return Row(figure, _STATIONS, _OURS, values, _THEIRS, script_values)

    return [
        row("stations connected and booted per CPU-second, beside a script", _BOOTS),
        row("calls per CPU-second, closed loop, beside a script", SPEED),
        row("memory per idle station, KiB, beside a script", MEMORY, _KIB),
    ]


def _script(stand: Stand) -> dict:
    command = [sys.executable, "-m", "benchmarks.by_hand", stand.central_system.url]
    command += ["--stations", str(_STATIONS), "--seconds", str(stand.seconds)]
    return measured(command, {})


def _full(stand: Stand) -> dict:
    boots = stand.full(
        _STATIONS, HERE / "boots.yaml", spawn_rate=_SPAWN_RATE, BENCH_MEASURE="boots"
    )
    calls = stand.full(_STATIONS, HERE / "closed_loop.yaml")
    idle = stand.full(_STATIONS, "heartbeat", BENCH_SECONDS="1")
    return {_BOOTS: boots[_BOOTS], SPEED: calls[SPEED], MEMORY: idle[MEMORY]}
