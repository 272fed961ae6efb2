"""The composite schedule: what a station expects to be limited to (OCPP 1.6 section 5.7).

The limits of `charging_limits` over a time, in one unit, and where none is in force the local one.
"""

from math import floor

from ocpp_load.messages.v16.enums import ChargingRateUnitType
from ocpp_load.model.charging.limits import Moment, outlook
from ocpp_load.model.charging.rules import allows_unit
from ocpp_load.model.charging.schedule import ChargingSchedule, ChargingSchedulePeriod
from ocpp_load.model.station import Station

MOST_CHANGES = 1000
"""How far a schedule looks ahead: a week of quarter-hours and some more.

One with more changes in it ends early, as its duration says. So the work is bounded, whatever
profiles and durations a central system sends.
"""


def composite_schedule(
    station: Station,
    connector_id: int,
    epoch_s: float,
    duration_s: int,
    unit: ChargingRateUnitType | None = None,
) -> ChargingSchedule:
    """Return the limits of a connector that exists, or with 0 of the station, from now on.

    It starts with the whole second that `epoch_s` is in, and lasts `duration_s`, at least 1,
    or less where it has more than `MOST_CHANGES` changes. Neighbours that say the same are
    one period. Without a `unit` it is that of the profile in force, else amperes where the
    station knows them. minChargingRate is that of the connector's profile now in force.
    """
    start_s = floor(epoch_s)
    end_s = start_s + duration_s
    view = outlook(station, connector_id, epoch_s)
    moment = first = view.at(start_s)
    unit = unit or _usual_unit(station, first)
    periods: list[ChargingSchedulePeriod] = []
    at_s = start_s
    for _ in range(MOST_CHANGES):
        limit = moment.limit or view.local
        period = ChargingSchedulePeriod(at_s - start_s, limit.in_unit(unit), limit.phases)
        if not periods or not _says_the_same(periods[-1], period):
            periods.append(period)
        at_s = int(min(moment.until_s, end_s))
        if at_s == end_s:
            break
        moment = view.at(at_s)
    least = _least_rate(first, unit) if connector_id else None
    return ChargingSchedule(unit, tuple(periods), at_s - start_s, least)


def _says_the_same(one: ChargingSchedulePeriod, other: ChargingSchedulePeriod) -> bool:
    return (one.limit, one.number_phases) == (other.limit, other.number_phases)


def _usual_unit(station: Station, moment: Moment) -> ChargingRateUnitType:
    if moment.rulings:
        return moment.rulings[0].schedule.unit
    if allows_unit(station, ChargingRateUnitType.A):
        return ChargingRateUnitType.A
    return ChargingRateUnitType.W


def _least_rate(moment: Moment, unit: ChargingRateUnitType) -> int | None:
    if moment.limit is None:
        return None
    least = moment.rulings[0].least(moment.limit.phases)
    return None if least is None else least.in_unit(unit)
