"""Connectors that are out of service for a while because the station needs them to be.

Errata 3.49 of OCPP 1.6, and L01.FR.07 and L01.FR.19 of the security whitepaper: nobody new may
begin while an update of the firmware waits for those who charge. ChangeAvailability is another
matter: what it has set holds before, during and after.
"""

from ocpp_load.charge_point.activities.status import tell_statuses
from ocpp_load.charge_point.activity import Join, Pause, Steps
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16.enums import ChargePointStatus
from ocpp_load.model import Connector

_LOOKS_AGAIN_S = 60.0


def withhold_connectors(station: ChargePoint) -> Steps[None]:
    """Make every connector Unavailable as soon as it is free; return when nobody charges.

    Whoever has begun is waited for, from Preparing until StopTransaction is answered. A cable that
    is still in afterwards is not: it may stay for days.
    """
    state = station.station
    connectors = state.connectors[1:]
    for connector in connectors:
        connector.withheld = True
    while True:
        taken = [c.id for c in connectors if not _is_in_use(c) and state.release(c)]
        if taken:
            telling = station.spawn("connectors withheld", tell_statuses(station, taken))
            if station.registered:
                yield Join(telling)
        busy = next((c for c in connectors if _is_charging_or_about_to(c)), None)
        if busy is not None:
            yield Pause(_LOOKS_AGAIN_S, or_woken_by=busy)
        elif ending := station.ending_activities():
            yield Join(ending[0])
        else:
            return


def give_connectors_back(station: ChargePoint) -> list[int]:
    """Put withheld connectors back to what they would be; return those that serve again.

    Nothing is told of it, and nobody woken who waits for one. A cable that was left in leaves the
    status as it is.
    """
    returned = []
    for connector in station.station.connectors[1:]:
        if connector.withheld:
            connector.withheld = False
            if connector.is_in_use or station.station.release(connector):
                returned.append(connector.id)
    return returned


def _is_in_use(connector: Connector) -> bool:
    return connector.is_in_use or connector.claimed_by is not None


def _is_charging_or_about_to(connector: Connector) -> bool:
    return (
        connector.transaction is not None
        or connector.claimed_by is not None
        or connector.status is ChargePointStatus.PREPARING
    )
