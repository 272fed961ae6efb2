"""What a connector offers its EV: the supply's power, or less where charging profiles limit it.

OCPP 1.6 sections 3.13.1 to 3.13.3. A limit of the station is for all connectors combined: it is
shared equally among those whose EV would charge, and what one cannot use goes to the others.
Limits in A hold for each phase. Over AC less than 6 A cannot be signalled (IEC 61851-1): such an
offer is none, and where not all can have that much, whoever came last waits.

No clock: callers pass seconds since the epoch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, inf

from ocpp_load.messages.v16.enums import ChargingRateUnitType
from ocpp_load.model.charging.limits import (
    LINE_VOLTAGE_V,
    Moment,
    Ruling,
    outlook,
    station_outlook,
)
from ocpp_load.model.connector import Connector
from ocpp_load.model.station import Station, StationType

MINIMUM_CURRENT_A = 6.0
_ALMOST_A = 1e-6


@dataclass(frozen=True, slots=True)
class Offer:
    """At most `power_w` over `phases`, certainly so until `until_s`; 0 W is none at all.

    `max_w` is what the EV could take of it at most, as long as its battery is empty.
    """

    power_w: float
    phases: int
    max_w: float
    until_s: float = inf


def offer(station: Station, connector: Connector, epoch_s: float) -> Offer:
    """Return what is offered now; `connector` counts as one whose EV would charge."""
    if not station.charging_profiles:
        return _limited(station.type, connector, Moment(None, inf))
    own = _own(station, connector, epoch_s)
    shared = station_outlook(station, epoch_s).shared_at(floor(epoch_s))
    if shared is None:
        return own
    rivals = [
        (one, own if one is connector else _own(station, one, epoch_s))
        for one in station.connectors[1:]
        if one is connector or (one.meter.flow.asks and one.transaction is not None)
    ]
    rivals.sort(key=_came_first)
    offers = [each for _, each in rivals]
    rate = _Rate(station.type, shared)
    mine = next(number for number, (one, _) in enumerate(rivals) if one is connector)
    return Offer(
        rate.shares(offers)[mine], own.phases, own.max_w, min(each.until_s for each in offers)
    )


def _came_first(rival: tuple[Connector, Offer]) -> tuple[float, int]:
    connector, _ = rival
    transaction = connector.transaction
    return (inf if transaction is None else transaction.started_at, connector.id)


def _own(station: Station, connector: Connector, epoch_s: float) -> Offer:
    moment = outlook(station, connector.id, epoch_s).at(floor(epoch_s))
    return _limited(station.type, connector, moment)


def _limited(type_: StationType, connector: Connector, moment: Moment) -> Offer:
    vehicle = connector.vehicle
    phases = type_.phases
    if vehicle is not None and not type_.electrical.is_dc:
        phases = min(phases, vehicle.type.phases)
    if moment.limit is not None:
        phases = min(phases, moment.limit.phases)
    local_w = type_.power_w
    if not type_.electrical.is_dc:
        local_w = local_w * phases / type_.phases
    power_w = local_w
    if moment.limit is not None:
        power_w = min(power_w, moment.limit.power / 10)
        for ruling in moment.rulings:
            if ruling.schedule.unit is ChargingRateUnitType.A:
                power_w = min(power_w, _nominal_w(type_, ruling.period.limit / 10, phases))
    if power_w < local_w and _is_too_little(type_, power_w, phases):
        power_w = 0.0
    max_w = inf
    if vehicle is not None:
        max_w = vehicle.type.max_w(None if type_.electrical.is_dc else phases)
    return Offer(power_w, phases, min(max_w, local_w) if max_w == inf else max_w, moment.until_s)


def _nominal_w(type_: StationType, current_a: float, phases: int) -> float:
    """Return the power of a limit in A, by the voltage set for the area or the real one.

    The lower one holds, so that neither the current nor the power exceeds the limit.
    """
    electrical = type_.electrical
    if electrical.is_dc:  # the limit is one of the AC side
        return current_a * LINE_VOLTAGE_V * type_.phases
    return electrical.power_w(current_a, phases) * min(1.0, LINE_VOLTAGE_V / electrical.voltage_v)


def _is_too_little(type_: StationType, power_w: float, phases: int) -> bool:
    if type_.electrical.is_dc:
        return False
    return power_w < _nominal_w(type_, MINIMUM_CURRENT_A - _ALMOST_A, phases)


class _Rate:
    """Shares a limit in the unit that it is given in."""

    def __init__(self, type_: StationType, ruling: Ruling) -> None:
        self._type = type_
        self._is_current = ruling.schedule.unit is ChargingRateUnitType.A
        self._limit = ruling.period.limit / 10

    def shares(self, offers: Sequence[Offer]) -> list[float]:
        """Return what each gets, in W, with those who came first at the front."""
        for served in range(len(offers), 0, -1):
            wanted = [self._in_unit(each) for each in offers[:served]]
            level = _level(wanted, self._limit)
            powers = [
                each.power_w if want <= level else min(each.power_w, each.max_w) * level / want
                for each, want in zip(offers, wanted, strict=False)
            ]
            if not any(
                power < each.power_w and _is_too_little(self._type, power, each.phases)
                for each, power in zip(offers, powers, strict=False)
            ):
                return powers + [0.0] * (len(offers) - served)
        return [0.0] * len(offers)

    def _in_unit(self, each: Offer) -> float:
        power_w = min(each.power_w, each.max_w)
        if self._is_current:
            return power_w / _nominal_w(self._type, 1.0, each.phases)
        return power_w


def _level(wanted: Sequence[float], limit: float) -> float:
    """Return the most that anybody gets, so that all together get no more than `limit`."""
    left = limit
    for number, want in enumerate(sorted(wanted)):
        share = left / (len(wanted) - number)
        if want > share:
            return share
        left -= want
    return inf
