"""`make bench`: measures in turn, prints a table, writes reports/bench/bench.json.

Every figure is of the generator's process: CPU time is user + system. The embedded central
system answers from a process of its own. Machines are noisy, so the two sides take turns
and the median of the ratios counts. At the end, what is reported is held against known delays;
`--accuracy` does only that. `--outages` runs 500 stations through three outages instead.
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

from benchmarks import accuracy, outages
from ocpp_load.central_system.process import EmbeddedCentralSystem

_HERE = Path(__file__).parent
_REPORT = Path("reports/bench/bench.json")

_SPEED = "calls_per_cpu_second"
_MEMORY = "memory_per_station_bytes"
_ANSWERS = "answers_per_cpu_second_of_peer"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="turns of each figure (default 3)")
    parser.add_argument("--seconds", type=float, default=8.0, help="measured (default 8)")
    parser.add_argument(
        "--outages",
        action="store_true",
        help="kill the central system three times under 500 stations, and audit them",
    )
    parser.add_argument(
        "--accuracy",
        action="store_true",
        help="hold the figures that are reported against known delays, and nothing else",
    )
    arguments, _ = parser.parse_known_args()
    if arguments.outages:
        sys.argv.remove("--outages")
        sys.exit(outages.main())
    if arguments.accuracy:
        sys.argv.remove("--accuracy")
        sys.exit(accuracy.main())
    arguments = parser.parse_args()
    with EmbeddedCentralSystem(["--heartbeat-interval", "86400"]) as central_system:
        bench = Bench(central_system.url, central_system.pid)
        rows = [
            *bench.closed_loop(1000, arguments.rounds, arguments.seconds),
            bench.idle(5000),
            bench.hostile_neighbour(500, arguments.rounds, arguments.seconds),
        ]
    _print(rows)
    _REPORT.parent.mkdir(parents=True, exist_ok=True)
    _REPORT.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    print(f"written to {_REPORT}")
    sys.exit(accuracy.main([]))


class Bench:
    """Measures against one central system."""

    def __init__(self, url: str, peer: int) -> None:
        self._url = url
        self._peer = peer

    def closed_loop(self, stations: int, rounds: int, seconds: float) -> list[dict]:
        """Heartbeats, the next as soon as the last is answered."""
        bare, full, flood = [], [], []
        for _ in range(rounds):
            flood.append(self._flood(stations, seconds))
            bare.append(self._bare_loop(stations, seconds))
            full.append(self._full_stack(stations, seconds, str(_HERE / "closed_loop.yaml")))
        speed = [result[_SPEED] for result in full]
        return [
            _row(
                "calls per CPU-second, heartbeats in a closed loop",
                stations,
                ("full stack", speed),
                ("bare loop", [result[_SPEED] for result in bare]),
            ),
            _row(
                "the same, answered by the embedded central system at its limit",
                stations,
                ("central system", [result[_ANSWERS] for result in flood]),
                ("full stack", speed),
            ),
        ]

    def idle(self, stations: int) -> dict:
        """Resident memory that a connected and booted station adds."""
        bare = self._bare_loop(stations, 1.0, "--idle")
        full = self._full_stack(stations, 1.0, "heartbeat")
        return _row(
            "memory per idle station, KiB",
            stations,
            ("full stack", [full[_MEMORY] / 1024]),
            ("bare loop", [bare[_MEMORY] / 1024]),
        )

    def hostile_neighbour(self, stations: int, rounds: int, seconds: float) -> dict:
        """Latency of stations that share their process with one that is flooded."""
        command = [sys.executable, "-m", "benchmarks.hostile_neighbour", self._url]
        command += ["--stations", str(stations), "--seconds", str(seconds)]
        results = [_measured(command, {}) for _ in range(rounds)]
        return _row(
            "p95 of a heartbeat every second, ms, beside one station that is flooded",
            stations,
            ("beside a flood", [result["p95_ms_beside_a_flood"] for result in results]),
            ("without", [result["p95_ms_alone"] for result in results]),
        )

    def _bare_loop(self, stations: int, seconds: float, *options: str) -> dict:
        command = [sys.executable, "-m", "benchmarks.bare_loop", self._url]
        command += ["--stations", str(stations), "--seconds", str(seconds), *options]
        return _measured(command, {})

    def _full_stack(self, stations: int, seconds: float, scenario: str) -> dict:
        command = [sys.executable, "-m", "locust", "-f", str(_HERE / "locustfile.py")]
        command += ["--headless", "--compact", "--loglevel", "ERROR", "-H", self._url]
        command += ["-u", str(stations), "-r", "500", "--scenario", scenario]
        command += ["--reports", str(_REPORT.parent)]
        environment = {"BENCH_WARM_UP": "2", "BENCH_SECONDS": str(seconds)}
        return _measured(command, environment)

    def _flood(self, stations: int, seconds: float) -> dict:
        command = [sys.executable, "-m", "benchmarks.flood", self._url]
        command += ["--stations", str(stations), "--seconds", str(seconds)]
        return _measured([*command, "--peer", str(self._peer)], {})


def _measured(command: list[str], environment: dict[str, str]) -> dict:
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


def _row(
    figure: str, stations: int, ours: tuple[str, list[float]], base: tuple[str, list[float]]
) -> dict:
    """Return a figure of `ours` against that of `base`, measured in turn."""
    return {
        "figure": figure,
        "stations": stations,
        "of": ours[0],
        "values": ours[1],
        "against": base[0],
        "base_values": base[1],
        "ratio": median(own / other for own, other in zip(ours[1], base[1], strict=True)),
    }


def _print(rows: list[dict]) -> None:
    table = Table("figure", "stations", "of", "", "against", "", "ratio")
    for row in rows:
        table.add_row(
            row["figure"],
            f"{row['stations']:,}",
            row["of"],
            f"{median(row['values']):,.1f}",
            row["against"],
            f"{median(row['base_values']):,.1f}",
            f"{row['ratio']:.2f}",
        )
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
