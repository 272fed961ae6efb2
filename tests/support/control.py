"""Questions to the control interface of the embedded central system."""

import json
import time
import urllib.request
from collections.abc import Callable
from typing import Any

from ocpp_load.central_system.process import EmbeddedCentralSystem


def ask(central_system: EmbeddedCentralSystem, path: str) -> dict[str, Any]:
    """Return what the central system says of itself at `path`."""
    with urllib.request.urlopen(f"{central_system.control_url}{path}") as answer:
        return json.load(answer)


def open_transactions(central_system: EmbeddedCentralSystem) -> list[dict[str, Any]]:
    """Return the transactions that run at this moment."""
    return ask(central_system, "/transactions?open=1")["open"]


def stations(central_system: EmbeddedCentralSystem) -> list[dict[str, Any]]:
    """Return the stations that are or were connected."""
    return ask(central_system, "/stations")["stations"]


def calls_received(central_system: EmbeddedCentralSystem) -> dict[str, int]:
    """Return the central system's own count of what it was sent, by action."""
    return ask(central_system, "/statistics")["calls"]["received"]


def tell_all(
    central_system: EmbeddedCentralSystem, action: str, payload: dict[str, Any]
) -> dict[str, Any]:
    """Send a command to every station; return what came of it, counted."""
    body = json.dumps({"action": action, "payload": payload, "stations": "all"}).encode()
    with urllib.request.urlopen(f"{central_system.control_url}/commands", data=body) as answer:
        return json.load(answer)


def until(condition: Callable[[], bool], limit_s: float = 60.0) -> None:
    """Wait until something is so that nobody tells of; fail where it does not come to be."""
    deadline = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < deadline, "it has not come to be"
        time.sleep(0.05)
