"""Stations for many minutes, with sessions, reconnects and commands: does anything grow?

Starts the embedded central system, which sends commands of every profile, and Locust with our
locustfile as shipped. Commands leave something at a station: lists, profiles, certificates. So in
the first three minutes there are fifteen times as many, until all stations keep what they may. The
resident memory of the generator is read every second: the median of the last minute is held against
that of the minute after the third. When the run has ended, nothing of
it may be left over in the process. Prints what came of it as one line of JSON; the exit code is 1
where anything was not so.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Timer
from typing import Any
from urllib.request import Request, urlopen

from ocpp_load.central_system.process import EmbeddedCentralSystem

_HERE = Path(__file__).parent
_MINUTE_S = 60
_SETTLED_AFTER_S = 180
_MOST_GROWTH = 0.02
_STATIONS_PER_S = 100
_COMMANDS_PER_STATION_S = 0.02
_TIMES_AS_MANY_AT_FIRST = 15
_STOP_TIMEOUT_S = 30


def main(words: list[str] | None = None) -> int:
    """Run it; `words` are the command line, this process's own unless they are given."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="default 10")
    parser.add_argument("--stations", type=int, default=2000, help="default 2000")
    arguments = parser.parse_args(words)
    with TemporaryDirectory(prefix="ocpp-load-") as directory:
        outcome = soak(Path(directory), arguments.stations, arguments.minutes * _MINUTE_S)
    print(json.dumps(outcome))
    return 1 if outcome["problems"] else 0


def soak(
    directory: Path, stations: int, seconds: float, scenario: Path = _HERE / "soak.yaml"
) -> dict[str, Any]:
    """Run so many stations; return the figures, and under `problems` what is not as it should be."""
    commands_per_s = max(1.0, stations * _COMMANDS_PER_STATION_S)
    at_first_per_s = commands_per_s * _TIMES_AS_MANY_AT_FIRST
    with EmbeddedCentralSystem(["--commands-per-second", f"{at_first_per_s:g}"]) as central_system:
        settling = Timer(_SETTLED_AFTER_S, _fire, (central_system, commands_per_s))
        settling.start()
        try:
            told, output = _run(directory, central_system.url, stations, seconds, scenario)
        finally:
            settling.cancel()
    file = directory / "reports" / "latest" / "summary.json"
    if told is None or not file.exists():
        sys.exit(f"the soak has told nothing\n{output}")
    summary = json.loads(file.read_text(encoding="utf-8"))
    resident = told["resident_bytes"]
    growing = growth(resident)
    totals = summary["totals"]
    problems = [f"left over: {number} {what}" for what, number in told["left_over"].items()]
    if growing is not None and growing >= _MOST_GROWTH:
        problems.append(f"memory has grown by {growing:.1%}")
    problems += [
        f"no {direction} was ever answered"
        for direction in ("call", "command")
        if not totals[direction]["count"] - totals[direction]["failures"]
    ]
    problems += [f"fault of our own: {fault}" for fault in summary["own_faults"]]
    return {
        "stations": stations,
        "seconds": seconds,
        "calls": totals["call"]["count"],
        "commands": totals["command"]["count"],
        "transactions": summary["audit"]["delivered"],
        "connections": _connections(summary),
        "resident_mb": [
            round(median(resident[at : at + _MINUTE_S]) / 1e6, 1)
            for at in range(0, len(resident), _MINUTE_S)
        ],
        "growth": growing,
        "problems": problems,
    }


def _fire(central_system: EmbeddedCentralSystem, commands_per_s: float) -> None:
    """Have the central system send so many commands from now on."""
    rate = json.dumps({"rate": commands_per_s}).encode()
    with urlopen(Request(f"{central_system.control_url}/command-mix", data=rate)):
        pass


def growth(resident: list[int]) -> float | None:
    """Return by which share memory has grown since the fourth minute; None where it was shorter."""
    settled = resident[_SETTLED_AFTER_S : _SETTLED_AFTER_S + _MINUTE_S]
    later = resident[_SETTLED_AFTER_S + _MINUTE_S :][-_MINUTE_S:]
    return median(later) / median(settled) - 1 if later else None


def _connections(summary: dict[str, Any]) -> int:
    connects = (line for line in summary["lines"] if line["name"] == "connect")
    return sum(line["count"] - line["failures"] for line in connects)


def _run(
    directory: Path, url: str, stations: int, seconds: float, scenario: Path
) -> tuple[dict[str, Any] | None, str]:
    """Return what the generator has told of itself, and all that it has written."""
    options = ["--headless", "--compact", "-H", url, "-u", str(stations)]
    options += ["-r", str(min(stations, _STATIONS_PER_S)), "-t", f"{seconds:g}s"]
    options += ["--scenario", str(scenario), "--stop-timeout", str(_STOP_TIMEOUT_S)]
    environment = {
        **os.environ,
        "PYTHONPATH": str(_HERE.parent),
        "OCPP_LOAD_REPORTS": str(directory / "reports"),
        # However slow this machine is, nothing may grow and nothing be left over.
        "OCPP_LOAD_ON_SATURATION": "warn",
    }
    done = subprocess.run(
        [sys.executable, "-m", "locust", "-f", str(_HERE / "soak_run.py"), *options],
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    return json.loads(lines[-1]) if lines else None, done.stdout + done.stderr


if __name__ == "__main__":
    sys.exit(main())
