"""A fleet in the middle of its sessions loses the central system, again and again.

Starts the embedded central system with its books in a file and Locust with our locustfile, kills
the one by SIGKILL and starts it again after a while, ends the run as Ctrl-C does, and holds the
stations' audit against the journal. Prints what came of it as one line of JSON; the exit code is
0 where nothing was lost, delivered twice or out of order, and every station came back each time.
Options it does not know are the campaign's, such as `--back-off-maximum 5`.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.ledger import Ledger, read_ledger
from ocpp_load.central_system.process import EmbeddedCentralSystem
from ocpp_load.interruption import INTERRUPTED

_ROOT = Path(__file__).parents[1]
_BACK_WITHIN_S = 60.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.outages", description=__doc__)
    parser.add_argument("--stations", type=int, default=500, help="default 500")
    parser.add_argument("--kills", type=int, default=3, help="how many outages (default 3)")
    parser.add_argument("--away", type=float, default=20.0, help="seconds of each (default 20)")
    parser.add_argument("--between", type=float, default=8.0, help="seconds before each (8)")
    arguments, of_the_campaign = parser.parse_known_args()
    with TemporaryDirectory() as directory:
        outcome = run_through_outages(Path(directory), arguments, of_the_campaign)
    print(json.dumps(outcome))
    return 1 if outcome["problems"] else 0


def run_through_outages(
    directory: Path, arguments: argparse.Namespace, of_the_campaign: list[str]
) -> dict:
    """Run the campaign; return its figures, and under `problems` what is not as it should be."""
    journal = directory / "books.jsonl"
    began = time.monotonic()
    problems: list[str] = []
    # Answers that take a while: a kill finds Calls that are in the books and not answered yet.
    options = ["--books", str(journal), "--latency", "uniform:0ms,400ms"]
    with EmbeddedCentralSystem(options) as central_system:
        locust = _start_locust(directory, central_system.url, arguments.stations, of_the_campaign)
        try:
            wait = partial(_seconds_until_all_are_there, central_system, arguments.stations, locust)
            back_s = [wait()]
            for _ in range(arguments.kills):
                time.sleep(arguments.between)
                central_system.kill()
                time.sleep(arguments.away)
                central_system.start()
                back_s.append(wait())
            time.sleep(arguments.between)
            locust.send_signal(signal.SIGINT)
            locust.wait(timeout=120)
            if locust.returncode != INTERRUPTED:
                sys.exit(_output(directory).read_text(encoding="utf-8"))
        finally:
            if locust.poll() is None:
                locust.kill()
                locust.wait()
        told = _ask(central_system, "/transactions")
    summary = json.loads(
        (directory / "reports" / "latest" / "summary.json").read_text(encoding="utf-8")
    )
    if None in back_s:
        problems.append("not every station came back")
    problems += _problems(summary, read_ledger(journal), told)
    if problems:
        problems.append(_output(directory).read_text(encoding="utf-8"))
    audit = {name: value for name, value in summary["audit"].items() if name != "findings"}
    return {
        "stations": arguments.stations,
        "seconds": round(time.monotonic() - began, 1),
        "all_back_after_s": back_s[1:],
        "audit": audit,
        "books": {
            "started": told["started"],
            "stopped": told["stopped"],
            "repeated": told["repeated"]["count"],
            "outOfOrder": told["outOfOrder"]["count"],
            "unknown": told["unknown"]["count"],
        },
        "problems": problems,
    }


def _problems(summary: dict, ledger: Ledger, told: dict) -> list[str]:
    """Return where the stations, the journal and the central system's memory do not agree."""
    audit = summary["audit"]
    must_be_nothing = {
        name: audit[name]
        for name in ("lost", "delivered_twice", "out_of_order", "meter_values_lost", "still_open")
    }
    must_be_nothing["out of order in the books"] = told["outOfOrder"]["count"]
    must_be_nothing["unknown in the books"] = told["unknown"]["count"]
    problems = [f"{name}: {count}" for name, count in must_be_nothing.items() if count]
    problems += ledger.doubled + ledger.out_of_order
    problems += [json.dumps(finding) for finding in audit["findings"]]
    must_be_equal = {
        "delivered": (audit["delivered"], ledger.delivered, told["stopped"]),
        "started": (audit["started"], len(ledger.starts), told["started"]),
        "stopped": (audit["stopped"], len(ledger.stops), told["stopped"]),
    }
    problems += [
        f"{name}: {stations} say the stations, {written} the journal, {kept} the central system"
        for name, (stations, written, kept) in must_be_equal.items()
        if not stations == written == kept
    ]
    if not audit["delivered"]:
        problems.append("no transaction was delivered")
    return problems


def _start_locust(
    directory: Path, url: str, stations: int, of_the_campaign: list[str]
) -> subprocess.Popen:
    options = ["--headless", "-H", url, "-u", str(stations), "-r", "100"]
    options += ["--scenario", str(Path(__file__).with_name("outages.yaml"))]
    options += ["--stop-timeout", "30", *of_the_campaign]
    with _output(directory).open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "locust", "-f", str(_ROOT / "locustfile.py"), *options],
            cwd=directory,
            env={
                **os.environ,
                "OCPP_LOAD_REPORTS": str(directory / "reports"),
                # What is held against the journal is right however slow this machine is.
                "OCPP_LOAD_ON_SATURATION": "warn",
            },
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _output(directory: Path) -> Path:
    return directory / "output.txt"


def _seconds_until_all_are_there(
    central_system: EmbeddedCentralSystem, stations: int, locust: subprocess.Popen
) -> float | None:
    began = time.monotonic()
    while time.monotonic() - began < _BACK_WITHIN_S and locust.poll() is None:
        if _ask(central_system, "/statistics")["connections"]["open"] == stations:
            return round(time.monotonic() - began, 1)
        time.sleep(0.1)
    return None


def _ask(central_system: EmbeddedCentralSystem, path: str) -> dict:
    try:
        with urlopen(f"{central_system.control_url}{path}") as answer:
            return json.load(answer)
    except URLError as error:
        sys.exit(f"the central system does not answer: {error}")


if __name__ == "__main__":
    sys.exit(main())
