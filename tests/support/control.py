"""Questions to the control interface of the embedded central system."""

import json
import urllib.request
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
