"""Connector status (OCPP 1.6 section 4.9 with errata 3.20): which change is possible.

The table of the specification as data, each cell under the name that it has there, and one
lookup. No I/O, no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ocpp_load.errors import OcppLoadError
from ocpp_load.messages.v16.enums import ChargePointStatus

_S = ChargePointStatus

ROWS: Mapping[str, ChargePointStatus] = {
    "A": _S.AVAILABLE,
    "B": _S.PREPARING,
    "C": _S.CHARGING,
    "D": _S.SUSPENDED_EV,
    "E": _S.SUSPENDED_EVSE,
    "F": _S.FINISHING,
    "G": _S.RESERVED,
    "H": _S.UNAVAILABLE,
    "I": _S.FAULTED,
}
"""The status before, by the letter of its row; the columns 1 to 9 are the same in this order."""

COLUMNS: Mapping[str, ChargePointStatus] = {
    str(number): status for number, status in enumerate(ROWS.values(), start=1)
}
"""The status after, by the number of its column."""

OF_THE_STATION = frozenset({_S.AVAILABLE, _S.UNAVAILABLE, _S.FAULTED})
"""The statuses that connector 0 may have, the station itself."""

_FAULT = "a fault makes charging impossible"
_MENDED = "the fault is mended, and the connector is what it would be without it"

# In the specification's order. B6: errata 3.20. A cell that is not here is impossible.
_MEANINGS: Mapping[str, str] = {
    "A2": "somebody begins to use it: a cable, a card, a RemoteStartTransaction",
    "A3": "charging begins at once, where nobody has to be authorized",
    "A4": "as A3, but the EV does not charge",
    "A5": "as A3, but the station does not let it charge",
    "A7": "it is reserved",
    "A8": "ChangeAvailability takes it out of service",
    "A9": _FAULT,
    "B1": "the use that was begun is given up, or ConnectionTimeOut passes without a cable",
    "B3": "all is ready, and charging begins",
    "B4": "all is ready, but the EV does not charge",
    "B5": "all is ready, but the station does not let it charge",
    "B6": "ConnectionTimeOut passes without a card, and the cable is still in",
    "B9": _FAULT,
    "C1": "the session ends, and nobody has to do anything more",
    "C4": "the EV stops drawing power",
    "C5": "the station stops the power: smart charging, or an idTag that proved invalid",
    "C6": "the transaction ends, and the cable is still in",
    "C8": "the session ends at a connector that is to go out of service",
    "C9": _FAULT,
    "D1": "the session ends, and nobody has to do anything more",
    "D3": "the EV draws power again",
    "D5": "the station stops the power as well, which comes before the EV's own will",
    "D6": "the transaction ends, and the cable is still in",
    "D8": "the session ends at a connector that is to go out of service",
    "D9": _FAULT,
    "E1": "the session ends, and nobody has to do anything more",
    "E3": "the station lets it charge again",
    "E4": "the station lets it charge again, but the EV does not",
    "E6": "the transaction ends, and the cable is still in",
    "E8": "the session ends at a connector that is to go out of service",
    "E9": _FAULT,
    "F1": "the cable is out, and nothing is left to do",
    "F2": "somebody begins a session anew: with the cable, or with a card",
    "F8": "nothing is left to do at a connector that is to go out of service",
    "F9": _FAULT,
    "G1": "the reservation expires or is cancelled",
    "G2": "the driver it is reserved for has come",
    "G8": "the reservation ends with a connector that goes out of service",
    "G9": _FAULT,
    "H1": "ChangeAvailability puts it back in service",
    "H2": "it is put back in service while somebody is there already",
    "H3": "as H2, and charging begins at once",
    "H4": "as H3, but the EV does not charge",
    "H5": "as H3, but the station does not let it charge",
    "H9": _FAULT,
    "I1": _MENDED,
    "I2": _MENDED,
    "I3": _MENDED,
    "I4": _MENDED,
    "I5": _MENDED,
    "I6": _MENDED,
    "I7": _MENDED,
    "I8": _MENDED,
}


@dataclass(frozen=True, slots=True)
class Transition:
    """One cell of the table: its name, the statuses before and after, and what brings it about."""

    name: str
    old: ChargePointStatus
    new: ChargePointStatus
    meaning: str


TABLE: tuple[Transition, ...] = tuple(
    Transition(name, ROWS[name[0]], COLUMNS[name[1]], meaning)
    for name, meaning in _MEANINGS.items()
)
"""Every change that is possible, in the order of the specification."""

_BY_STATUSES = {(cell.old, cell.new): cell for cell in TABLE}

TRANSITIONS: Mapping[ChargePointStatus, frozenset[ChargePointStatus]] = {
    status: frozenset(cell.new for cell in TABLE if cell.old is status) for status in ROWS.values()
}
"""What each status can change to."""


class IllegalStatusChange(OcppLoadError):
    """A connector was told to change to a status that the table does not allow."""

    def __init__(self, old: ChargePointStatus, new: ChargePointStatus) -> None:
        super().__init__(f"a connector cannot change from {old} to {new} (OCPP 1.6 section 4.9)")
        self.old = old
        self.new = new


def transition(old: ChargePointStatus, new: ChargePointStatus) -> Transition:
    """Return the cell for a change; raise `IllegalStatusChange` where there is none."""
    cell = _BY_STATUSES.get((old, new))
    if cell is None:
        raise IllegalStatusChange(old, new)
    return cell
