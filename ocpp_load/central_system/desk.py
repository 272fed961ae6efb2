"""What an operator does at the central system itself, by the way that commands are given.

The names of such orders stand where those of actions do; nothing of them goes to a station.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from ocpp_load.central_system.station import Station
from ocpp_load.messages.v16.enums import RegistrationStatus
from ocpp_load.ocppj import Payload

REGISTER_STATION: Final = "RegisterStation"
"""Decide by which status the boots of a station are answered from now on."""

_DONE: Final = {"status": "Accepted"}
_REFUSED: Final = {"status": "Rejected"}


class Desk:
    """Carries out orders that are no commands; `station` finds one, or makes it known."""

    def __init__(self, station: Callable[[str], Station]) -> None:
        self._station = station

    def knows(self, action: str) -> bool:
        """Tell whether this is such an order."""
        return action in _ORDERS

    def carry_out(self, identity: str, action: str, payload: Payload) -> Payload:
        """Do it, and return what whoever gave the order is told."""
        return _ORDERS[action](self._station(identity), payload)


def _register(station: Station, payload: Payload) -> Payload:
    status: Any = payload.get("status")
    if not isinstance(status, str) or status not in set(RegistrationStatus):
        return _REFUSED
    station.registers_as = RegistrationStatus(status)
    return _DONE


_ORDERS: Final[Mapping[str, Callable[[Station, Payload], Payload]]] = {REGISTER_STATION: _register}
