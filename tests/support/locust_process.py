"""Locust as a user starts it: a process with our locustfile, its output and its reports."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ocpp_load.central_system.process import EmbeddedCentralSystem

ROOT = Path(__file__).parents[2]
LOCUSTFILE = ROOT / "locustfile.py"

QUICK_SESSION = """\
name: quick session
ocpp: "1.6"
station:
  vendor: ocpp_load
  model: AC-22
  connectors: 2
  power: 22 kW
  configuration: {MeterValueSampleInterval: 1}
steps:
  - connect
  - boot
  - repeat:
      steps:
        - wait: 200 ms
        - plug_in
        - authorize
        - start_transaction
        - charge: {for: 1500 ms}
        - stop_transaction
        - unplug
"""

FAILING_CHECK = """\
name: failing
ocpp: "1.6"
station: {vendor: v, model: m, connectors: 1, power: 1 kW}
steps:
  - connect
  - boot
  - expect: {that: answers.BootNotification.interval < 0, name: the impossible}
"""


def kill_with_workers(process: subprocess.Popen[str]) -> None:
    """End a process and all of its group: who is left of it would hold its pipes open."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def patience_with(process: subprocess.Popen[str], limit_s: float = 120.0) -> Iterator[None]:
    """Kill a process that outlives it, so that nobody reads for ever from one that stands still."""
    timer = threading.Timer(limit_s, kill_with_workers, [process])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        kill_with_workers(process)


@dataclass
class Finished:
    """A Locust process that has ended."""

    code: int
    output: str
    errors: str
    reports: Path

    @property
    def summary(self) -> dict[str, Any]:
        """Return the summary of its last run."""
        return json.loads((self.reports / "latest" / "summary.json").read_text("utf-8"))

    def line(self, direction: str, name: str) -> dict[str, Any]:
        """Return one line of the statistics."""
        return next(
            line
            for line in self.summary["lines"]
            if (line["direction"], line["name"]) == (direction, name)
        )


class LocustProcess:
    """`locust` with our locustfile and reports of its own; to be ended by the test."""

    def __init__(
        self, directory: Path, *arguments: str, locustfile: Path = LOCUSTFILE, **environment: str
    ) -> None:
        self.reports = directory / "reports"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "locust", "-f", str(locustfile), *arguments],
            cwd=directory,
            env={**os.environ, "OCPP_LOAD_REPORTS": str(self.reports), **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # a process group of its own, as in a terminal
        )
        self._patience = patience_with(self.process)

    def interrupt(self) -> None:
        """Press Ctrl-C once."""
        self.process.send_signal(signal.SIGINT)

    def wait(self, timeout_s: float = 60.0) -> Finished:
        """Wait for its end."""
        try:
            output, errors = self.process.communicate(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            kill_with_workers(self.process)
            output, errors = self.process.communicate()
            raise AssertionError(f"locust did not end\n{output}\n{errors}") from None
        return Finished(self.process.returncode, output, errors, self.reports)

    def __enter__(self) -> "LocustProcess":
        self._patience.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._patience.__exit__(None, None, None)
        if self.process.returncode is None:
            self.process.communicate()


@cache
def forking_locust() -> subprocess.Popen[str]:
    """Return the process that headless runs are forked from; it ends with this one."""
    return subprocess.Popen(
        [sys.executable, "-m", "support.forking_locust"],
        cwd=ROOT / "tests",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def run_headless(
    directory: Path,
    host: str,
    *arguments: str,
    locustfile: Path = LOCUSTFILE,
    **environment: str,
) -> Finished:
    """Run a headless campaign to its end."""
    reports = directory / "reports"
    order = {
        "words": ["-f", str(locustfile), "--headless", "-H", host, *arguments],
        "directory": str(directory),
        "environment": {**os.environ, "OCPP_LOAD_REPORTS": str(reports), **environment},
    }
    locust = forking_locust()
    print(json.dumps(order), file=locust.stdin, flush=True)
    code, output, errors = json.loads(locust.stdout.readline())
    return Finished(code, output, errors, reports)


def workers(count: int) -> tuple[str, ...]:
    """Return the options for so many workers, at a port that no other test's master uses."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    return ("--processes", str(count), "--master-bind-port", port, "--master-port", port)


def quick_session(directory: Path) -> str:
    """Write a scenario whose sessions take two seconds; return its path."""
    file = directory / "quick_session.yaml"
    file.write_text(QUICK_SESSION, encoding="utf-8")
    return str(file)


def failing_check(directory: Path) -> str:
    """Write a scenario with a check that fails; return its path."""
    file = directory / "failing.yaml"
    file.write_text(FAILING_CHECK, encoding="utf-8")
    return str(file)


@contextmanager
def campaign(
    directory: Path, *options: str, csms: Sequence[str] = (), locustfile: Path = LOCUSTFILE
) -> Iterator[tuple[EmbeddedCentralSystem, LocustProcess]]:
    """Run quick sessions against an embedded central system with the options `csms`."""
    with EmbeddedCentralSystem(csms) as central_system:
        words = ("--headless", "-H", central_system.url, "--scenario", quick_session(directory))
        with LocustProcess(directory, *words, *options, locustfile=locustfile) as locust:
            yield central_system, locust
