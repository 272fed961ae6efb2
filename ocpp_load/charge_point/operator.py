"""The person at the central system who presses buttons: who knows how that is done."""

from typing import Any, Protocol

from ocpp_load.charge_point.activity import HttpRequest
from ocpp_load.ocppj import Payload


class Operator(Protocol):
    """How the central system is told to send a command to one station."""

    def request(self, script: Any, action: str, payload: Payload, timeout_s: float) -> HttpRequest:
        """Return the request that has it send the command to the station of `script`.

        Raises `OcppLoadError` where there is none for this station.
        """
