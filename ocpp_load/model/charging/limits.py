"""How much a station may draw, by its charging profiles (OCPP 1.6 sections 3.13.1 to 3.13.3).

For a connector, at a moment: of its transaction's profiles the one with the highest stack level
that is in force, where there is none the TxDefaultProfile found in the same way (errata 3.43),
and the ChargePointMaxProfile; the lowest of their limits holds, and the station's own.

For connector 0, the station: the sum of what its connectors may draw, or the
ChargePointMaxProfile's limit where that is lower. A profile that nobody has set limits nothing.

Limits in A are for each phase, those in W for all together (errata 3.69); the number of
phases is the lowest of those in the periods and the station's own, and a limit is
taken as it stands for the phases that are left (errata 3.34). Locally a connector is limited by
its power, and in A by the share of it that one phase carries.

No clock: callers pass seconds since the epoch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, inf

from ocpp_load.messages.v16.enums import ChargingProfilePurposeType, ChargingRateUnitType
from ocpp_load.model.charging.profile import ChargingProfile
from ocpp_load.model.charging.schedule import ChargingSchedule, ChargingSchedulePeriod
from ocpp_load.model.station import Station

LINE_VOLTAGE_V = 230
"""The voltage set for the area, not a measured one (errata 3.69)."""

_Purpose = ChargingProfilePurposeType


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that may be drawn: `power` in tenths of a watt in all, over that many phases."""

    power: int
    phases: int

    def in_unit(self, unit: ChargingRateUnitType) -> int:
        """Return it in tenths of the unit; amperes are cut, so that they never exceed it."""
        if unit is ChargingRateUnitType.W:
            return self.power
        return self.power // (LINE_VOLTAGE_V * self.phases)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A period in force, and the schedule that it is of."""

    schedule: ChargingSchedule
    period: ChargingSchedulePeriod

    def limit(self, phases: int) -> Limit:
        """Return what it allows over that many phases."""
        return self._over(phases, self.period.limit)

    def least(self, phases: int) -> Limit | None:
        """Return the minChargingRate over that many phases, where there is one."""
        rate = self.schedule.min_charging_rate
        return None if rate is None else self._over(phases, rate)

    def _over(self, phases: int, rate: int) -> Limit:
        if self.schedule.unit is ChargingRateUnitType.A:
            rate *= LINE_VOLTAGE_V * phases
        return Limit(rate, phases)


@dataclass(frozen=True, slots=True)
class Moment:
    """What profiles allow at one moment, and until when that certainly stays so.

    Without a `limit` no profile rules. `rulings` begins with the one closest to the transaction.
    """

    limit: Limit | None
    until_s: float
    rulings: Sequence[Ruling] = ()


class _Stack:
    """Profiles in their order: the first that is in force prevails. Asked for ever later moments."""

    __slots__ = ("_profiles", "_ruling", "_since_s", "_until_s")

    def __init__(self, profiles: Sequence[ChargingProfile], charging_since_s: int) -> None:
        self._profiles = profiles
        self._since_s = charging_since_s
        self._ruling: Ruling | None = None
        self._until_s = -inf

    def at(self, at_s: int) -> tuple[Ruling | None, float]:
        """Return what prevails, and until when that stays so."""
        if at_s < self._until_s:
            return self._ruling, self._until_s
        self._ruling, self._until_s = None, inf
        for profile in self._profiles:
            period, changes_s = profile.in_force(at_s, self._since_s)
            self._until_s = min(self._until_s, changes_s)
            if period is not None:
                self._ruling = Ruling(profile.schedule, period)
                break
        return self._ruling, self._until_s


class ConnectorOutlook:
    """What one connector may draw from a moment on, as far as is known then.

    Relative profiles count from the start of its transaction; without one, as if it started at
    `asked_s`. `shared` are the profiles that limit the station.
    """

    def __init__(self, station: Station, connector_id: int, asked_s: int, shared: _Stack) -> None:
        profiles = station.charging_profiles
        transaction = station.connectors[connector_id].transaction
        own = list(profiles.stack(_Purpose.TX_DEFAULT_PROFILE, connector_id))
        since_s = asked_s
        if transaction is not None:
            own[:0] = profiles.stack(_Purpose.TX_PROFILE, connector_id)
            since_s = floor(transaction.started_at)
        self._own = _Stack(own, since_s)
        self._shared = shared
        self.local = Limit(floor(station.type.power_w * 10), station.type.phases)

    def at(self, at_s: int) -> Moment:
        """Return what may be drawn at a moment that is not before the last one asked for."""
        own, own_until_s = self._own.at(at_s)
        shared, shared_until_s = self._shared.at(at_s)
        rulings = [ruling for ruling in (own, shared) if ruling is not None]
        limit = self._lowest(rulings) if rulings else None
        return Moment(limit, min(own_until_s, shared_until_s), rulings)

    def _lowest(self, rulings: Sequence[Ruling]) -> Limit:
        phases = min(self.local.phases, *(ruling.period.number_phases for ruling in rulings))
        power = self.local.power
        if any(ruling.schedule.unit is ChargingRateUnitType.A for ruling in rulings):
            power = power * phases // self.local.phases
        return Limit(min(power, *(ruling.limit(phases).power for ruling in rulings)), phases)


class StationOutlook:
    """What all connectors of a station together may draw from a moment on."""

    def __init__(self, station: Station, asked_s: int, shared: _Stack) -> None:
        self._shared = shared
        self._connectors = [
            ConnectorOutlook(station, connector.id, asked_s, shared)
            for connector in station.connectors[1:]
        ]
        self.local = _total([connector.local for connector in self._connectors])

    def at(self, at_s: int) -> Moment:
        """Return what may be drawn at a moment that is not before the last one asked for."""
        moments = [connector.at(at_s) for connector in self._connectors]
        until_s = min(moment.until_s for moment in moments)
        rulings = [ruling for moment in moments for ruling in moment.rulings]
        if not rulings:
            return Moment(None, until_s)
        limit = _total(
            [
                moment.limit or connector.local
                for moment, connector in zip(moments, self._connectors, strict=True)
            ]
        )
        shared = self.shared_at(at_s)
        if shared is not None:
            limit = Limit(min(limit.power, shared.limit(limit.phases).power), limit.phases)
        return Moment(limit, until_s, rulings)

    def shared_at(self, at_s: int) -> Ruling | None:
        """Return what rules over all connectors combined (section 3.13.3), if anything does."""
        return self._shared.at(at_s)[0]


def outlook(
    station: Station, connector_id: int, epoch_s: float
) -> ConnectorOutlook | StationOutlook:
    """Return what a connector that exists, or with 0 the station, may draw from now on."""
    if connector_id == 0:
        return station_outlook(station, epoch_s)
    asked_s = floor(epoch_s)
    return ConnectorOutlook(station, connector_id, asked_s, _shared(station, asked_s))


def station_outlook(station: Station, epoch_s: float) -> StationOutlook:
    """Return what the connectors of a station may draw together from now on."""
    asked_s = floor(epoch_s)
    return StationOutlook(station, asked_s, _shared(station, asked_s))


def limit_w(station: Station, connector_id: int, epoch_s: float) -> float | None:
    """Return the limit in force now, in W; None where no charging profile limits.

    It is never above the connector's own power. Connectors that charge at the same time have to
    stay below their own limits and, together, below that of connector 0 (section 3.13.3).
    """
    if not station.charging_profiles:
        return None
    limit = outlook(station, connector_id, epoch_s).at(floor(epoch_s)).limit
    return None if limit is None else limit.power / 10


def _shared(station: Station, asked_s: int) -> _Stack:
    return _Stack(station.charging_profiles.stack(_Purpose.CHARGE_POINT_MAX_PROFILE, 0), asked_s)


def _total(limits: Sequence[Limit]) -> Limit:
    return Limit(sum(limit.power for limit in limits), max(limit.phases for limit in limits))
