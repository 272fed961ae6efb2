"""10,000 stations from one process, then 20,000 over two: boot, heartbeats every minute, sessions.

Starts embedded central systems and Locust with our locustfile on the cores of this machine. Nothing
may go wrong that is ours, or anybody's: no call, connection or command fails, comes late or is not
sent, no violation, no fault of our own, and the central systems have counted of every action what
the stations have. Prints one line of JSON for each fleet; the exit code is 1 where anything was
not so.

Two central systems share a port, so that none needs more than the 20,000 files that many a system
allows to a process.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

from ocpp_load.central_system.process import EmbeddedCentralSystem

_ROOT = Path(__file__).parents[1]
_HEARTBEAT_S = 60
_STOP_TIMEOUT_S = 60
_GRACE_S = 120
_CENTRAL_SYSTEMS = 2
_MUST_BE_NOTHING = ("lost", "delivered_twice", "out_of_order", "meter_values_lost", "still_open")


@dataclass(frozen=True)
class Fleet:
    """So many stations over so many processes, with further options of theirs."""

    stations: int
    processes: int
    spawn_rate: int
    options: tuple[str, ...] = ()


FLEETS = {
    "one": Fleet(10_000, 1, 500),
    "two": Fleet(20_000, 2, 300, ("--source-addresses", "127.0.0.2-127.0.0.9")),
}


def main(words: list[str] | None = None) -> int:
    """Run the fleets; `words` are the command line, this process's own unless they are given."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--fleet", choices=FLEETS, action="append", help="only this one")
    parser.add_argument("--stations", type=int, help="in place of the fleet's own number")
    parser.add_argument("--spawn-rate", type=int, help="in place of the fleet's own")
    parser.add_argument("--seconds", type=int, default=75, help="after the last is there (75)")
    arguments = parser.parse_args(words)
    problems = 0
    for name in arguments.fleet or FLEETS:
        fleet = FLEETS[name]
        stations = arguments.stations or fleet.stations
        with TemporaryDirectory(prefix="ocpp-load-") as directory:
            outcome = _run(
                Path(directory),
                fleet,
                stations,
                arguments.spawn_rate or fleet.spawn_rate,
                arguments.seconds,
            )
        print(json.dumps(outcome), flush=True)
        problems += len(outcome["problems"])
    return 1 if problems else 0


def _run(directory: Path, fleet: Fleet, stations: int, rate: int, seconds: int) -> dict[str, Any]:
    """Return the figures of a fleet, and under `problems` what is not as it should be."""
    with ExitStack() as stack:
        options = ["--heartbeat-interval", str(_HEARTBEAT_S), "--share-port"]
        central_systems = [stack.enter_context(EmbeddedCentralSystem(options))]
        options += ["--port", str(urlsplit(central_systems[0].url).port)]
        others = [EmbeddedCentralSystem(options) for _ in range(_CENTRAL_SYSTEMS - 1)]
        central_systems += [stack.enter_context(other) for other in others]
        run_time_s = round(stations / rate + seconds)
        begun_at = time.monotonic()
        locust = _start_locust(directory, central_systems[0].url, fleet, stations, rate, run_time_s)
        try:
            there_s = _seconds_until_there(central_systems, stations, locust, begun_at + run_time_s)
            locust.wait(timeout=run_time_s + _STOP_TIMEOUT_S + _GRACE_S)
        finally:
            if locust.poll() is None:
                locust.kill()
                locust.wait()
        told = [_statistics(one) for one in central_systems]
    output = (directory / "output.txt").read_text(encoding="utf-8")
    file = directory / "reports" / "latest" / "summary.json"
    if not file.exists():
        sys.exit(f"the fleet has left no summary\n{output}")
    summary = json.loads(file.read_text(encoding="utf-8"))
    problems = _problems(summary, told, stations, locust.returncode)
    return {
        "stations": stations,
        "processes": fleet.processes,
        "spawn_rate": rate,
        "all_connected_after_s": there_s,
        "peak": summary["fleet"]["peak"],
        "calls": summary["totals"]["call"]["count"],
        "calls_cut_off_by_the_end": summary["totals"]["call"]["cut_off"],
        "calls_p99_ms": _worst_p99_ms(summary),
        "transactions": summary["audit"]["delivered"],
        "processes_health": [_health(one) for one in summary["health"]["processes"]],
        "warnings": summary["health"]["warnings"],
        "problems": problems,
    }


def _problems(
    summary: dict[str, Any], told: list[dict[str, Any]], stations: int, exit_code: int
) -> list[str]:
    """Return what is not as it should be, by our account and by that of the central systems."""
    must_be_nothing = {
        "exit code": exit_code,
        "own faults": _total(summary["own_faults"]),
        "violations": _total(summary["violations"]),
        "schema violations": len(summary["schema_violations"]),
        "refused connections": sum(one["connections"]["refused"] for one in told),
        "duplicate connections": sum(one["connections"]["duplicate"] for one in told),
        "connections left": sum(one["connections"]["open"] for one in told),
        "violations that the central system saw": sum(
            _total(one[kind]) for one in told for kind in ("violations", "payloadViolations")
        ),
        "transactions unknown to the central system": sum(
            one["transactionsUnknown"] for one in told
        ),
        **{f"transactions {name}": summary["audit"][name] for name in _MUST_BE_NOTHING},
    }
    for direction, totals in summary["totals"].items():
        for what in ("failures", "late_answers"):
            must_be_nothing[f"{direction} {what}"] = totals[what]
    problems = [f"{name}: {count}" for name, count in must_be_nothing.items() if count]
    problems += summary["verdict"]["reasons"]
    accepted = summary["fleet"]["peak"]["accepted"]
    if accepted != stations:
        problems.append(f"only {accepted} stations were accepted")
    # A station that leaves while a call is under way has no answer to it, and counts it apart.
    ours = {
        line["name"]: (line["count"], line["count"] + line["cut_off"])
        for line in summary["lines"]
        if line["direction"] == "call"
    }
    theirs: Counter[str] = Counter()
    for one in told:
        theirs.update(one["calls"]["received"])
    for action in sorted(ours.keys() | theirs.keys()):
        answered, sent = ours.get(action, (0, 0))
        if not answered <= theirs[action] <= sent:
            problems.append(
                f"{action}: {answered} answered and {sent - answered} cut off say the stations,"
                f" {theirs[action]} the central system"
            )
    return problems


def _start_locust(
    directory: Path, url: str, fleet: Fleet, stations: int, rate: int, run_time_s: int
) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "locust", "-f", str(_ROOT / "locustfile.py"), "--headless"]
    command += ["-H", url, "-u", str(stations), "-r", str(rate), "-t", f"{run_time_s}s"]
    command += ["--scenario", str(Path(__file__).with_name("scale.yaml")), "--compact"]
    command += ["--stop-timeout", str(_STOP_TIMEOUT_S), *fleet.options]
    if fleet.processes > 1:
        command += ["--processes", str(fleet.processes)]
    with (directory / "output.txt").open("wb") as output:
        return subprocess.Popen(
            command,
            cwd=directory,
            env={**os.environ, "OCPP_LOAD_REPORTS": str(directory / "reports")},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _seconds_until_there(
    central_systems: list[EmbeddedCentralSystem],
    stations: int,
    locust: "subprocess.Popen[bytes]",
    deadline: float,
) -> float | None:
    """Return how long after the first connection all stations were connected."""
    first_at = None
    while time.monotonic() < deadline and locust.poll() is None:
        there = sum(_statistics(one)["connections"]["open"] for one in central_systems)
        if there and first_at is None:
            first_at = time.monotonic()
        if there == stations and first_at is not None:
            return round(time.monotonic() - first_at, 1)
        time.sleep(0.2)
    return None


def _statistics(central_system: EmbeddedCentralSystem) -> dict[str, Any]:
    with urlopen(f"{central_system.control_url}/statistics") as answer:
        statistics: dict[str, Any] = json.load(answer)
    return statistics


def _total(counts: dict[str, int]) -> int:
    return sum(counts.values())


def _worst_p99_ms(summary: dict[str, Any]) -> float:
    lines = [line for line in summary["lines"] if line["direction"] == "call"]
    return max(line["latency"]["p99_ms"] for line in lines if line["latency"])


def _health(process: dict[str, Any]) -> dict[str, Any]:
    return {
        "process": process["process"],
        "mean_cpu": round(process["mean_cpu_share"], 2),
        "most_cpu": round(process["max_cpu_share"], 2),
        "resident_mb": process["peak_resident_bytes"] // 1_000_000,
        "loop_lag_p99_ms": process["loop_lag_p99_ms"],
        "loop_lag_max_ms": process["loop_lag_max_ms"],
        "garbage_collection_s": round(process["garbage_collection_s"], 2),
        "garbage_collection_max_ms": round(process["garbage_collection_max_ms"]),
        "open_files": process["peak_open_files"],
        "ports": f"{process['peak_ports']} of {process['ports_limit']}",
    }


if __name__ == "__main__":
    sys.exit(main())
