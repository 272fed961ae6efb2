"""The central system of the `ocpp` package, as a child process of a test."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]


class MobilityHouse:
    """A context manager: `support.mobility_house`, or a module that builds upon it, as a process."""

    def __init__(self, module: str = "mobility_house", *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", f"support.{module}", *arguments],
            cwd=TESTS,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.url = f"ws://127.0.0.1:{self._process.stdout.readline().strip()}/ocpp"

    def wait_for_the_end_of_the_talk(self) -> None:
        """Wait until it has said to its station what it has to say."""
        assert self._process.stdout.readline() == "talked\n"

    def report(self) -> dict[str, Any]:
        """End it; return what it saw."""
        report, _ = self._process.communicate("stop\n", timeout=30)
        return json.loads(report)

    def __enter__(self) -> "MobilityHouse":
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()
