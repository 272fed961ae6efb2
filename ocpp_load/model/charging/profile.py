"""A charging profile, and whether it is in force at a moment (OCPP 1.6 sections 3.13 and 7.8).

Times are whole seconds since the epoch, fractions cut off: periods are counted in seconds, and
so is everything that is computed from them. Values only; no clock.
"""

from dataclasses import dataclass
from math import floor, inf

from ocpp_load.messages.v16.enums import (
    ChargingProfileKindType,
    ChargingProfilePurposeType,
    RecurrencyKindType,
)
from ocpp_load.model.charging.schedule import (
    ChargingSchedule,
    ChargingSchedulePeriod,
    InvalidChargingProfile,
    at_least,
)
from ocpp_load.ocppj import Payload, parse_timestamp

# Errata 3.79: every 24 hours or 7 days, at the same time as in startSchedule.
_CYCLES_S = {RecurrencyKindType.DAILY: 86_400, RecurrencyKindType.WEEKLY: 604_800}


@dataclass(frozen=True, slots=True)
class ChargingProfile:
    """A profile as it was received at `received_s`.

    `start_s` is the startSchedule, and None for one that is relative.
    """

    id: int
    stack_level: int
    purpose: ChargingProfilePurposeType
    kind: ChargingProfileKindType
    schedule: ChargingSchedule
    received_s: int
    start_s: int | None = None
    recurrency: RecurrencyKindType | None = None
    transaction_id: int | None = None
    valid_from_s: int | None = None
    valid_to_s: int | None = None

    @classmethod
    def from_wire(cls, payload: Payload, received_epoch_s: float = 0.0) -> "ChargingProfile":
        """Read a ChargingProfile that fits its JSON Schema.

        A Relative profile has no use for a startSchedule, which is ignored (section 7.13: it is
        the start of an absolute schedule). Raises `InvalidChargingProfile` for a value that no
        field of this kind can have.
        """
        schedule = payload["chargingSchedule"]
        kind = ChargingProfileKindType(payload["chargingProfileKind"])
        recurrency = payload.get("recurrencyKind")
        start_s = _read_time(schedule, "startSchedule")
        return cls(
            id=payload["chargingProfileId"],
            stack_level=at_least(0, "stackLevel", payload["stackLevel"]),
            purpose=ChargingProfilePurposeType(payload["chargingProfilePurpose"]),
            kind=kind,
            schedule=ChargingSchedule.from_wire(schedule),
            received_s=floor(received_epoch_s),
            start_s=None if kind is ChargingProfileKindType.RELATIVE else start_s,
            recurrency=None if recurrency is None else RecurrencyKindType(recurrency),
            transaction_id=payload.get("transactionId"),
            valid_from_s=_read_time(payload, "validFrom"),
            valid_to_s=_read_time(payload, "validTo"),
        )

    def in_force(
        self, at_s: int, charging_since_s: int
    ) -> tuple[ChargingSchedulePeriod | None, float]:
        """Return the period in force, if any, and until when that does not change.

        A profile is in force from validFrom until validTo, from the start of its schedule until
        the end of its duration; a recurring one again in every cycle, of which it never
        exceeds one (errata 3.43, 3.44, 3.79). Before its startSchedule nothing recurs.
        """
        until_s: float = inf if self.valid_to_s is None else self.valid_to_s
        if at_s >= until_s:
            return None, inf
        if self.valid_from_s is not None and at_s < self.valid_from_s:
            return None, min(self.valid_from_s, until_s)
        elapsed_s = at_s - self._starts_s(charging_since_s)
        if elapsed_s < 0:
            if self.start_s is not None:
                return None, min(self.start_s, until_s)
            elapsed_s = 0  # the clock has been set back since
        length_s: float = inf if self.schedule.duration_s is None else self.schedule.duration_s
        next_cycle_s = inf
        if self.recurrency is not None:
            cycle_s = _CYCLES_S[self.recurrency]
            elapsed_s %= cycle_s
            next_cycle_s = at_s - elapsed_s + cycle_s
            length_s = min(length_s, cycle_s)
        if elapsed_s >= length_s:
            return None, min(next_cycle_s, until_s)
        period, ends_s = self.schedule.period_at(elapsed_s, length_s)
        return period, min(at_s - elapsed_s + ends_s, until_s)

    def _starts_s(self, charging_since_s: int) -> int:
        if self.start_s is not None:
            return self.start_s
        # Section 7.9 leaves the start of a relative schedule to the charge point where there is no
        # transaction that it belongs to.
        if self.purpose is ChargingProfilePurposeType.CHARGE_POINT_MAX_PROFILE:
            return self.received_s
        return charging_since_s


def _read_time(payload: Payload, field: str) -> int | None:
    if field not in payload:
        return None
    try:
        return floor(parse_timestamp(payload[field]))
    except ValueError as error:
        # RFC 3339, which the schema asks for, has a year 0; a moment in it is none to us.
        raise InvalidChargingProfile(field, f"is no moment: {error}") from error
