"""Connector status (OCPP 1.6 section 4.9 with errata 3.20): which change is possible.

The table of the specification as data, and one lookup. No I/O, no clock.
"""

from ocpp_load.errors import OcppLoadError
from ocpp_load.messages.v16.enums import ChargePointStatus

_S = ChargePointStatus

# Rows A to I of the table; connector 0 knows only Available, Unavailable and Faulted.
TRANSITIONS: dict[ChargePointStatus, frozenset[ChargePointStatus]] = {
    _S.AVAILABLE: frozenset(
        {
            _S.PREPARING,
            _S.CHARGING,
            _S.SUSPENDED_EV,
            _S.SUSPENDED_EVSE,
            _S.RESERVED,
            _S.UNAVAILABLE,
            _S.FAULTED,
        }
    ),
    _S.PREPARING: frozenset(
        {
            _S.AVAILABLE,
            _S.CHARGING,
            _S.SUSPENDED_EV,
            _S.SUSPENDED_EVSE,
            _S.FINISHING,
            _S.FAULTED,
        }
    ),
    _S.CHARGING: frozenset(
        {
            _S.AVAILABLE,
            _S.SUSPENDED_EV,
            _S.SUSPENDED_EVSE,
            _S.FINISHING,
            _S.UNAVAILABLE,
            _S.FAULTED,
        }
    ),
    _S.SUSPENDED_EV: frozenset(
        {
            _S.AVAILABLE,
            _S.CHARGING,
            _S.SUSPENDED_EVSE,
            _S.FINISHING,
            _S.UNAVAILABLE,
            _S.FAULTED,
        }
    ),
    _S.SUSPENDED_EVSE: frozenset(
        {
            _S.AVAILABLE,
            _S.CHARGING,
            _S.SUSPENDED_EV,
            _S.FINISHING,
            _S.UNAVAILABLE,
            _S.FAULTED,
        }
    ),
    _S.FINISHING: frozenset({_S.AVAILABLE, _S.PREPARING, _S.UNAVAILABLE, _S.FAULTED}),
    _S.RESERVED: frozenset({_S.AVAILABLE, _S.PREPARING, _S.UNAVAILABLE, _S.FAULTED}),
    _S.UNAVAILABLE: frozenset(
        {
            _S.AVAILABLE,
            _S.PREPARING,
            _S.CHARGING,
            _S.SUSPENDED_EV,
            _S.SUSPENDED_EVSE,
            _S.FAULTED,
        }
    ),
    _S.FAULTED: frozenset(set(_S) - {_S.FAULTED}),
}


class IllegalStatusChange(OcppLoadError):
    """A connector was told to change to a status that the table does not allow."""

    def __init__(self, old: ChargePointStatus, new: ChargePointStatus) -> None:
        super().__init__(f"a connector cannot change from {old} to {new} (OCPP 1.6 section 4.9)")
        self.old = old
        self.new = new


def changed(old: ChargePointStatus, new: ChargePointStatus) -> ChargePointStatus:
    """Return `new` where the table allows the change; raise `IllegalStatusChange` otherwise."""
    if new not in TRANSITIONS[old]:
        raise IllegalStatusChange(old, new)
    return new
