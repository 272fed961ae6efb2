"""`make bench`: measures in turn, prints a table, writes reports/bench/bench.json.

Every figure is of the generator's process: CPU time is user + system. The embedded central
system answers from a process of its own. Machines are noisy, so the two sides take turns
and the median of the ratios counts.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from ocpp_load.central_system.process import EmbeddedCentralSystem

_HERE = Path(__file__).parent
_REPORT = Path("reports/bench/bench.json")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="turns of each figure (default 3)")
    parser.add_argument("--seconds", type=float, default=8.0, help="measured (default 8)")
    arguments = parser.parse_args()
    rows = []
    with EmbeddedCentralSystem(["--heartbeat-interval", "86400"]) as central_system:
        url = central_system.url
        for name, key, unit, stations, idle, rounds in (
            (
                "calls per CPU-second, heartbeats in a closed loop",
                "calls_per_cpu_second",
                1.0,
                1000,
                False,
                arguments.rounds,
            ),
            (
                "memory per idle station, KiB",
                "memory_per_station_bytes",
                1024.0,
                5000,
                True,
                1,
            ),
        ):
            bare, full = [], []
            for _ in range(rounds):
                seconds = 1.0 if idle else arguments.seconds
                bare.append(_bare_loop(url, stations, seconds, idle=idle)[key] / unit)
                full.append(_full_stack(url, stations, seconds, idle=idle)[key] / unit)
            rows.append(
                {
                    "figure": name,
                    "stations": stations,
                    "bare_loop": bare,
                    "full_stack": full,
                    "ratio": median(f / b for f, b in zip(full, bare, strict=True)),
                }
            )
    _print(rows)
    _REPORT.parent.mkdir(parents=True, exist_ok=True)
    _REPORT.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    print(f"written to {_REPORT}")


def _bare_loop(url: str, stations: int, seconds: float, *, idle: bool) -> dict:
    command = [sys.executable, "-m", "benchmarks.bare_loop", url, "--stations", str(stations)]
    command += ["--seconds", str(seconds), *(["--idle"] if idle else [])]
    return _measured(command, dict(os.environ))


def _full_stack(url: str, stations: int, seconds: float, *, idle: bool) -> dict:
    scenario = "heartbeat" if idle else str(_HERE / "closed_loop.yaml")
    command = [sys.executable, "-m", "locust", "-f", str(_HERE / "locustfile.py"), "--headless"]
    command += ["-H", url, "-u", str(stations), "-r", "500", "--scenario", scenario]
    command += ["--compact", "--reports", "reports/bench", "--loglevel", "WARNING"]
    return _measured(
        command,
        {**os.environ, "BENCH_WARM_UP": "2", "BENCH_SECONDS": str(seconds), "PYTHONPATH": "."},
    )


def _measured(command: list[str], environment: dict[str, str]) -> dict:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            return json.loads(line)
    sys.exit(f"no figure came from {' '.join(command)}\n{done.stdout}{done.stderr}")


def _print(rows: list[dict]) -> None:
    table = Table("figure", "stations", "bare loop", "full stack", "full ÷ bare")
    for row in rows:
        bare, full = median(row["bare_loop"]), median(row["full_stack"])
        table.add_row(
            row["figure"],
            f"{row['stations']:,}",
            f"{bare:,.1f}",
            f"{full:,.1f}",
            f"{row['ratio']:.2f}",
        )
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
