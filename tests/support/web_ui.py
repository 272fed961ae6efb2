"""Locust's web UI as its page uses it: forms sent and JSON read."""

import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import Any


class WebUi:
    """One running web UI."""

    def __init__(self, port: int, base_path: str = "") -> None:
        self._base = f"http://127.0.0.1:{port}{base_path}"

    def wait_until_there(self) -> "WebUi":
        self.wait_for(self._is_there)
        return self

    def page(self) -> str:
        with urllib.request.urlopen(f"{self._base}/") as answer:
            return answer.read().decode()

    def start_form(self) -> dict[str, Any]:
        """Return the further options of the start form by name."""
        found = re.search(r"window\.templateArgs = ({.*})\s*;?\s*\n", self.page())
        return json.loads(found[1])["extra_options"] if found else {}

    def get(self, path: str) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self._base}{path}") as answer:
            return json.load(answer)

    def start(self, **form: Any) -> dict[str, Any]:
        data = urllib.parse.urlencode(form).encode()
        with urllib.request.urlopen(f"{self._base}/swarm", data) as answer:
            return json.load(answer)

    def stop(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self._base}/stop", b"") as answer:
            return json.load(answer)

    def state(self) -> str:
        return self.get("/stats/requests")["state"]

    def wait_for(self, condition: Callable[[], bool], timeout_s: float = 30.0) -> None:
        """Wait until something is so; the guard against waiting for ever."""
        deadline = time.monotonic() + timeout_s
        while not condition():
            assert time.monotonic() < deadline, "it never came to be"
            time.sleep(0.05)

    def _is_there(self) -> bool:
        try:
            self.get("/stats/requests")
        except json.JSONDecodeError:
            return True  # it asks for a login
        except (urllib.error.URLError, ConnectionError):
            return False
        return True
