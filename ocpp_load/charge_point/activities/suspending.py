"""Charging that is suspended for a while, by the EV or by the station (OCPP 1.6 section 4.9).

SuspendedEV: the EV is offered energy and takes none. SuspendedEVSE: it is offered none, whatever it
would take, so that one prevails where both are so.
"""

from ocpp_load.charge_point.activities.charging import charging_status
from ocpp_load.charge_point.activities.status import change_status
from ocpp_load.charge_point.activity import Pause, Steps
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16.enums import ChargePointStatus
from ocpp_load.model import Connector, Transaction

_S = ChargePointStatus
_SUPPLYING = frozenset({_S.CHARGING, _S.SUSPENDED_EV, _S.SUSPENDED_EVSE})


def suspend(
    station: ChargePoint, connector: Connector, status: ChargePointStatus, seconds: float
) -> Steps[None]:
    """Let no energy flow for so long, and `status` show; then it goes on.

    It ends with the transaction; without one no time passes.
    """
    transaction = connector.transaction
    if transaction is None:
        return
    ends_at = station.now + seconds
    suspensions = connector.suspensions
    connector.suspensions = (*suspensions, status)
    try:
        yield from _show(station, connector, transaction)
        while connector.transaction is transaction and station.now < ends_at:
            yield Pause(ends_at - station.now, or_woken_by=transaction)
    finally:
        remaining = list(connector.suspensions)
        remaining.remove(status)
        connector.suspensions = tuple(remaining)
    yield from _show(station, connector, transaction)


def _show(station: ChargePoint, connector: Connector, transaction: Transaction) -> Steps[None]:
    """Have whoever charges there act on what has changed, and the status tell of it."""
    if connector.transaction is not transaction:
        return
    station.wake(transaction)
    if connector.transaction is transaction and connector.status_but_for_faults in _SUPPLYING:
        yield from change_status(station, connector, charging_status(station, connector))
