"""Energy flows to the EV during a transaction (OCPP 1.6 sections 3.6, 3.13 and 4.9).

The EV draws what it is offered and can take. What is offered follows the charging profiles in
force, at the moment at which that changes; where it is nothing the connector is SuspendedEVSE, and
SuspendedEV where the EV takes nothing. A connector wakes up for such moments only.
"""

from dataclasses import dataclass
from math import inf

from ocpp_load.charge_point.activities.status import change_status
from ocpp_load.charge_point.activity import Pause, Steps
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.handlers.effects import ApplyChargingProfiles
from ocpp_load.messages.v16.enums import ChargePointStatus
from ocpp_load.model import Connector, Transaction
from ocpp_load.model.electrical.draw import NO_DRAW, Draw
from ocpp_load.model.electrical.offer import Offer, offer
from ocpp_load.model.meter import NO_FLOW, Flow

_S = ChargePointStatus
_SUPPLYING = frozenset({_S.CHARGING, _S.SUSPENDED_EV, _S.SUSPENDED_EVSE})
_ALMOST_WH = 1e-6
_SHORTEST_S = 1e-6


@dataclass(frozen=True, slots=True)
class ChargeTarget:
    """When a driver has enough: at a state of charge (0 to 1), or after an energy.

    The energy is that of the whole transaction. Either is reached as well when the battery is full.
    """

    soc: float = inf
    energy_wh: float = inf


NO_TARGET = ChargeTarget()


def charge(
    station: ChargePoint,
    connector: Connector,
    seconds: float,
    target: ChargeTarget = NO_TARGET,
) -> Steps[None]:
    """Draw power for a time, on the station's clock, or until the target is reached.

    It ends early when the transaction does; without one no time passes. One whose driver was refused
    gets MaxEnergyOnInvalidId Wh in all (section 9.1.14). `station.wake(transaction)` tells
    that something has changed: its end, the driver's authorization, a limit, a fault.
    """
    transaction = connector.transaction
    if transaction is None:
        return
    meter = connector.meter
    ends_at = station.now + seconds
    target_wh = _register_at(connector, transaction, target)
    try:
        while connector.transaction is transaction:
            allowed_wh = _allowed_wh(station, transaction)
            is_allowed = meter.register_wh(station.now) + _ALMOST_WH < allowed_wh
            offered = offer(station.station, connector, station.epoch_s())
            if _supply(station, connector, offered if is_allowed else None):
                continue  # those with whom a limit is shared have got another share of it
            _show(station, connector)
            if (
                station.now >= ends_at
                or not is_allowed
                or _is_reached(station, connector, target_wh)
            ):
                break
            pause_s = min(
                ends_at - station.now,
                offered.until_s - station.epoch_s(),
                meter.seconds_to(min(target_wh, allowed_wh), station.now),
                _seconds_to_full(station, connector),
            )
            yield Pause(max(pause_s, _SHORTEST_S), or_woken_by=transaction)
    finally:
        if connector.transaction is transaction or connector.transaction is None:
            # Otherwise the next one has begun already, and this is its power.
            _let_flow(station, connector, NO_FLOW)


def charging_status(station: ChargePoint, connector: Connector) -> ChargePointStatus:
    """Return the status of a connector whose transaction runs: whether energy would flow."""
    if connector.is_interrupted and connector.status_but_for_faults in _SUPPLYING:
        return connector.status_but_for_faults
    transaction = connector.transaction
    register_wh = connector.meter.register_wh(station.now)
    if transaction is not None and (
        register_wh + _ALMOST_WH >= _allowed_wh(station, transaction)
        or connector.suspended_by_evse
        or not offer(station.station, connector, station.epoch_s()).power_w
    ):
        return _S.SUSPENDED_EVSE
    vehicle = connector.vehicle
    if connector.suspended_by_ev or (vehicle is not None and vehicle.is_full(register_wh)):
        return _S.SUSPENDED_EV
    return _S.CHARGING


def apply_charging_profiles(station: ChargePoint, _effect: ApplyChargingProfiles) -> Steps[None]:
    """Act on charging profiles that have changed."""
    look_at_limits(station)
    yield from ()


def look_at_limits(station: ChargePoint) -> None:
    """Have everybody who charges look at the charging profiles again, and at the clock."""
    for connector in station.station.connectors:
        if connector.transaction is not None and connector.meter.flow is not NO_FLOW:
            station.wake(connector.transaction)


def _allowed_wh(station: ChargePoint, transaction: Transaction) -> float:
    """Return what the register may show at most: an invalid id has only so much energy."""
    if not transaction.deauthorized:
        return inf
    most_wh = station.station.configuration.integer("MaxEnergyOnInvalidId")
    return transaction.meter_start_wh + most_wh


def _register_at(connector: Connector, transaction: Transaction, target: ChargeTarget) -> float:
    target_wh = transaction.meter_start_wh + target.energy_wh
    if target.soc != inf and connector.vehicle is not None:
        target_wh = min(target_wh, connector.vehicle.register_at(target.soc))
    return target_wh


def _is_reached(station: ChargePoint, connector: Connector, target_wh: float) -> bool:
    if target_wh == inf:
        return False
    return connector.meter.register_wh(station.now) + _ALMOST_WH >= target_wh or _is_full(
        station, connector
    )


def _is_full(station: ChargePoint, connector: Connector) -> bool:
    vehicle = connector.vehicle
    return vehicle is not None and vehicle.is_full(connector.meter.register_wh(station.now))


def _seconds_to_full(station: ChargePoint, connector: Connector) -> float:
    vehicle = connector.vehicle
    if vehicle is None or _is_full(station, connector) or connector.meter.flow.draw is NO_DRAW:
        return inf
    flow = connector.meter.flow
    return max(0.0, connector.meter.since + flow.draw.lasts_s / flow.pace - station.now)


def _supply(station: ChargePoint, connector: Connector, offered: Offer | None) -> bool:
    """Let flow what is offered; return whether others share a limit with it anew."""
    if offered is None:
        return _let_flow(station, connector, Flow(NO_DRAW))
    register_wh = connector.meter.register_wh(station.now)
    vehicle = connector.vehicle
    offers_nothing = connector.is_interrupted or connector.suspended_by_evse
    if offers_nothing or connector.suspended_by_ev:
        draw = NO_DRAW
    elif vehicle is not None:
        draw = vehicle.draw(offered.power_w, offered.max_w, register_wh)
    else:
        draw = Draw(offered.power_w) if offered.power_w else NO_DRAW
    flow = Flow(
        draw,
        offered_w=0.0 if offers_nothing else offered.power_w,
        phases=offered.phases,
        pace=station.station.type.time_scale,
        asks=not (offers_nothing or connector.suspended_by_ev or _is_full(station, connector)),
    )
    return _let_flow(station, connector, flow)


def _let_flow(station: ChargePoint, connector: Connector, flow: Flow) -> bool:
    """Let something flow; return whether it has begun or ceased to take part in shared limits."""
    asked = connector.meter.flow.asks
    if flow != connector.meter.flow:
        connector.meter.set_flow(flow, station.now)
    if asked is flow.asks or not station.station.charging_profiles:
        return False
    for rival in station.station.connectors:
        if rival is not connector and rival.transaction is not None and rival.meter.flow.asks:
            station.wake(rival.transaction)
    return True


def _show(station: ChargePoint, connector: Connector) -> None:
    """Have the connector's status tell whether energy flows, and who is to blame if not."""
    if connector.is_interrupted or connector.status_but_for_faults not in _SUPPLYING:
        return
    if not connector.meter.flow.offered_w:
        status = _S.SUSPENDED_EVSE
    elif connector.suspended_by_ev or _is_full(station, connector):
        status = _S.SUSPENDED_EV
    else:
        status = _S.CHARGING
    if status is not connector.status_but_for_faults:
        station.spawn("charging status", change_status(station, connector, status))
