"""The test stand: an embedded central system, and generators that are set on it in turn."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ocpp_load.central_system.process import EmbeddedCentralSystem

HERE = Path(__file__).parent
REPORTS = Path("reports/bench")

SPEED = "calls_per_cpu_second"
MEMORY = "memory_per_station_bytes"


@dataclass(frozen=True)
class Stand:
    """Measures against one central system, each figure so many times."""

    central_system: EmbeddedCentralSystem
    rounds: int
    seconds: float

    def bare(self, module: str, stations: int, *options: str, url: str | None = None) -> dict:
        """Return what a process of the bare loop tells: a module of `benchmarks.bare`."""
        command = [sys.executable, "-m", f"benchmarks.bare.{module}"]
        command += [url or self.central_system.url, "--stations", str(stations)]
        return measured([*command, *self._seconds_unless_in(options)], {})

    def full(
        self,
        stations: int,
        scenario: str | Path,
        *options: str,
        url: str | None = None,
        spawn_rate: int = 500,
        **environment: str,
    ) -> dict:
        """Return what the full stack tells, with options of Locust; see `full_stack`."""
        command = [sys.executable, "-m", "locust", "-f", str(HERE / "full_stack.py")]
        command += ["--headless", "--compact", "--loglevel", "ERROR"]
        command += ["-H", url or self.central_system.url, "--scenario", str(scenario)]
        command += ["-u", str(stations), "-r", str(spawn_rate), "--reports", str(REPORTS)]
        return measured([*command, *options], {"BENCH_SECONDS": str(self.seconds), **environment})

    def in_turn(
        self, ours: Callable[[], dict], base: Callable[[], dict], figure: str = SPEED
    ) -> tuple[list[float], list[float]]:
        """Return a figure of both as often as there are rounds, now of the one, now of the other."""
        values, base_values = [], []
        for _ in range(self.rounds):
            base_values.append(base()[figure])
            values.append(ours()[figure])
        return values, base_values

    def _seconds_unless_in(self, options: tuple[str, ...]) -> list[str]:
        given = [] if "--seconds" in options else ["--seconds", str(self.seconds)]
        return [*options, *given]


def measured(command: list[str], environment: dict[str, str]) -> dict:
    """Return the line of JSON that a command prints; exit with all it said where it prints none."""
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": ".", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            return json.loads(line)
    sys.exit(f"no figure came from {' '.join(command)}\n{done.stdout}{done.stderr}")
