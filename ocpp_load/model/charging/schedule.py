"""A charging schedule: limits over time, from the moment at which it starts (section 7.13).

Limits are kept as whole tenths of their unit, which is all that the wire can say (section 7.14),
so that minima, sums and conversions are exact. Values only: when a schedule starts and whether it
is in force is decided elsewhere.
"""

from bisect import bisect_right
from dataclasses import dataclass
from operator import attrgetter

from ocpp_load.errors import OcppLoadError
from ocpp_load.messages.v16.enums import ChargingRateUnitType
from ocpp_load.ocppj import ErrorCode, Payload

_ASSUMED_PHASES = 3  # section 7.14: unless another number is given
_LARGEST_RATE = 1e9  # more than any charge point has; what is beyond it limits nothing
_start_of = attrgetter("start_s")


class InvalidChargingProfile(OcppLoadError):
    """A field of a charging profile has a value that its type does not know.

    `code` is that of the CallError which says so.
    """

    def __init__(
        self,
        field: str,
        problem: str,
        code: ErrorCode = ErrorCode.PROPERTY_CONSTRAINT_VIOLATION,
    ) -> None:
        super().__init__(f"{field} {problem}")
        self.field = field
        self.problem = problem
        self.code = code


@dataclass(frozen=True, slots=True)
class ChargingSchedulePeriod:
    """A limit that holds from `start_s` after the start of its schedule until the next one does.

    `limit` in tenths of the schedule's unit.
    """

    start_s: int
    limit: int
    number_phases: int


@dataclass(frozen=True, slots=True)
class ChargingSchedule:
    """Periods in the order of the wire; without a duration the last one never ends.

    `min_charging_rate` in tenths of the unit.
    """

    unit: ChargingRateUnitType
    periods: tuple[ChargingSchedulePeriod, ...]
    duration_s: int | None = None
    min_charging_rate: int | None = None

    @classmethod
    def from_wire(cls, payload: Payload) -> "ChargingSchedule":
        """Read a ChargingSchedule that fits its JSON Schema; its start is not part of the value.

        Raises `InvalidChargingProfile` for what the schema does not see: no period at all, or a
        number below the least that has a meaning.
        """
        periods = payload["chargingSchedulePeriod"]
        if not periods:
            raise InvalidChargingProfile(
                "chargingSchedulePeriod", "is empty", ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION
            )
        duration_s = payload.get("duration")
        min_rate = payload.get("minChargingRate")
        return cls(
            ChargingRateUnitType(payload["chargingRateUnit"]),
            tuple(_read_period(period) for period in periods),
            None if duration_s is None else at_least(0, "duration", duration_s),
            None if min_rate is None else _read_rate("minChargingRate", min_rate),
        )

    def to_wire(self) -> Payload:
        """Build the ChargingSchedule of GetCompositeSchedule.conf.

        It has no startSchedule there (errata 3.57).
        """
        payload: Payload = {
            "chargingRateUnit": self.unit,
            "chargingSchedulePeriod": [
                {
                    "startPeriod": period.start_s,
                    "limit": period.limit / 10,
                    "numberPhases": period.number_phases,
                }
                for period in self.periods
            ],
        }
        if self.duration_s is not None:
            payload["duration"] = self.duration_s
        if self.min_charging_rate is not None:
            payload["minChargingRate"] = self.min_charging_rate / 10
        return payload

    def period_at(self, elapsed_s: int, length_s: float) -> tuple[ChargingSchedulePeriod, float]:
        """Return the period that holds `elapsed_s` after the start, and when it ends.

        The schedule ends after `length_s`, whatever periods are left (section 5.16.4).
        """
        following = bisect_right(self.periods, elapsed_s, key=_start_of)
        ends_s = self.periods[following].start_s if following < len(self.periods) else length_s
        return self.periods[following - 1], min(ends_s, length_s)


def at_least(least: int, field: str, number: int) -> int:
    """Return `number`; raise `InvalidChargingProfile` where it is below `least`."""
    if number < least:
        raise InvalidChargingProfile(field, f"is below {least}")
    return number


def _read_period(payload: Payload) -> ChargingSchedulePeriod:
    return ChargingSchedulePeriod(
        payload["startPeriod"],
        _read_rate("limit", payload["limit"]),
        at_least(1, "numberPhases", payload.get("numberPhases", _ASSUMED_PHASES)),
    )


def _read_rate(field: str, rate: float) -> int:
    if rate < 0:
        raise InvalidChargingProfile(field, "is below 0")
    return round(min(rate, _LARGEST_RATE) * 10)
