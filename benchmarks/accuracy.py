"""What the tool reports, held against what the central system has injected in truth.

The embedded central system answers with known delays, and keeps when it read each call and when
it wrote its answer; Locust runs as shipped and makes 1,000 calls a second. Percentiles of the
round trip and of the time from the intent are to be right within 2 % or 1 ms, whichever is more.
In the middle of one of the runs everything stands still for two seconds, which the round trip hides
and the time from the intent must show.

Prints a table and writes `reports/bench/accuracy.json`; the exit code is 1 where a figure is off.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import Request, urlopen

from rich.console import Console
from rich.table import Table

from benchmarks.truth import PERCENTILES, Times, by_the_book, is_within, percentiles, recorded
from ocpp_load.central_system.latency import parse_latency
from ocpp_load.central_system.process import EmbeddedCentralSystem

_ROOT = Path(__file__).parents[1]
_REPORT = _ROOT / "reports" / "bench" / "accuracy.json"
_SCENARIO = Path(__file__).with_name("accuracy.yaml")
_ACTION = "Heartbeat"
_STATIONS = 250
_EVERY_S = 0.25
_SPAWN_RATE = 250
_BEGINS_AFTER_S = _STATIONS / _SPAWN_RATE + 4.0
_GRACE_S = 60.0


@dataclass(frozen=True)
class Case:
    """A central system with known delays; it stalls once for `stall_s`.

    It takes `length` times as long as the others: what a stall delays shall be few of its calls, or
    a percentile lies where they end, and tells how many they are in place of how long they took.
    """

    name: str
    latency: str
    stall_s: float = 0.0
    length: float = 1.0


CASES = (
    Case("constant", "100ms"),
    Case("bimodal", "bimodal:0.8,50ms,150ms"),
    # Not the same for all: those who stood still together would go on in step, a burst at a time.
    Case("stall", "uniform:80ms,120ms", stall_s=2.0, length=2.0),
)


def main(words: list[str] | None = None) -> int:
    """Run all cases; `words` are the command line, this process's own unless they are given."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0, help="of each case (default 30)")
    parser.add_argument(
        "--case", action="append", choices=[case.name for case in CASES], help="only this one"
    )
    arguments = parser.parse_args(words)
    outcomes = [
        run_case(case, case.length * arguments.seconds)
        for case in CASES
        if not arguments.case or case.name in arguments.case
    ]
    _print(outcomes)
    _REPORT.parent.mkdir(parents=True, exist_ok=True)
    _REPORT.write_text(json.dumps(outcomes, indent=2) + "\n", encoding="utf-8")
    print(f"written to {_REPORT}")
    problems = [f"{one['case']}: {problem}" for one in outcomes for problem in one["problems"]]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def run_case(case: Case, seconds: float) -> dict[str, Any]:
    """Run one case; return its figures, and under `problems` which of them are off."""
    options = ["--latency", case.latency, "--record-answers", "--heartbeat-interval", "86400"]
    with TemporaryDirectory() as directory, EmbeddedCentralSystem(options) as central_system:
        locust = _start_locust(Path(directory), central_system.url, seconds)
        try:
            if case.stall_s:
                calls = _STATIONS / _EVERY_S * seconds / 2
                _await_calls(central_system, calls, locust)
                _ask(central_system, "/faults", {"fault": "stall", "for": case.stall_s})
            locust.wait(timeout=_BEGINS_AFTER_S + seconds + _GRACE_S)
        finally:
            if locust.poll() is None:
                locust.kill()
                locust.wait()
        answers = _ask(central_system, "/answers")["answers"]
        summary = _summary(Path(directory))
    line = next(one for one in summary["lines"] if one["name"] == _ACTION)
    book = by_the_book(
        parse_latency(case.latency),
        stations=_STATIONS,
        every_s=_EVERY_S,
        seconds=seconds,
        stall_s=case.stall_s,
    )
    return _compared(case, line, recorded(answers, _ACTION, _EVERY_S), book, summary)


def _compared(
    case: Case, line: dict[str, Any], truth: Times, book: Times, summary: dict[str, Any]
) -> dict[str, Any]:
    figures, problems = {}, []
    for name, reported, true, nominal in (
        ("round trip", line["latency"], truth.round_trip, book.round_trip),
        ("from intent", line["from_intent"], truth.from_intent, book.from_intent),
    ):
        injected, planned = percentiles(true), percentiles(nominal)
        figures[name] = {
            percentile: {
                "nominal": planned[percentile],
                "injected": injected[percentile],
                "reported": reported[percentile],
            }
            for percentile in PERCENTILES
        }
        problems += [
            f"{name} {percentile}: {one['reported']:.2f} reported, {one['injected']:.2f} injected"
            for percentile, one in figures[name].items()
            if not is_within(one["reported"], one["injected"])
        ]
    # Those that the end of the run cut off were answered all the same.
    if not 0 <= len(truth.round_trip) - line["count"] <= _STATIONS:
        problems.append(f"{line['count']} calls reported, {len(truth.round_trip)} answered")
    if line["failures"]:
        problems.append(f"{line['failures']} calls failed: {line['reasons']}")
    if case.stall_s:
        hidden, shown = line["latency"]["p99_ms"], line["from_intent"]["p99_ms"]
        if not hidden < 1000 * case.stall_s / 4 < shown:
            problems.append(
                f"p99 from the intent is {shown:.1f} ms, of the round trip {hidden:.1f}"
            )
    return {
        "case": case.name,
        "latency": case.latency,
        "stall_s": case.stall_s,
        "calls": line["count"],
        "calls_per_s": _STATIONS / _EVERY_S,
        "figures": figures,
        "health": summary["health"]["warnings"],
        "problems": problems,
    }


def _start_locust(directory: Path, url: str, seconds: float) -> subprocess.Popen[bytes]:
    options = ["--headless", "--compact", "-H", url, "-u", str(_STATIONS), "-r", str(_SPAWN_RATE)]
    options += ["-t", f"{_BEGINS_AFTER_S + seconds:.0f}s", "--scenario", str(_SCENARIO)]
    with _output(directory).open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "locust", "-f", str(_ROOT / "locustfile.py"), *options],
            cwd=directory,
            env={**os.environ, "OCPP_LOAD_REPORTS": str(directory / "reports")},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _output(directory: Path) -> Path:
    return directory / "output.txt"


def _summary(directory: Path) -> dict[str, Any]:
    path = directory / "reports" / "latest" / "summary.json"
    if not path.exists():
        sys.exit(_output(directory).read_text(encoding="utf-8"))
    return json.loads(path.read_text(encoding="utf-8"))


def _await_calls(
    central_system: EmbeddedCentralSystem, calls: float, locust: subprocess.Popen[bytes]
) -> None:
    while locust.poll() is None:
        if _ask(central_system, "/statistics")["calls"]["received"].get(_ACTION, 0) >= calls:
            return
        time.sleep(0.2)


def _ask(central_system: EmbeddedCentralSystem, path: str, order: Any = None) -> dict[str, Any]:
    data = None if order is None else json.dumps(order).encode()
    with urlopen(Request(f"{central_system.control_url}{path}", data=data)) as answer:
        return json.load(answer)


def _print(outcomes: list[dict[str, Any]]) -> None:
    table = Table("case", "latency in ms", "", *(name.removesuffix("_ms") for name in PERCENTILES))
    for outcome in outcomes:
        for name, figures in outcome["figures"].items():
            for kind in ("nominal", "injected", "reported"):
                cells = [f"{one[kind]:,.2f}" for one in figures.values()]
                table.add_row(outcome["case"], name, kind, *cells)
            off = [
                "" if is_within(one["reported"], one["injected"]) else "[red]off[/red]"
                for one in figures.values()
            ]
            if any(off):
                table.add_row("", "", "", *off)
        table.add_section()
    Console(width=120).print(table)
    for outcome in outcomes:
        for warning in outcome["health"]:
            print(f"{outcome['case']}: {warning}")


if __name__ == "__main__":
    sys.exit(main())
