"""Laws of the composite schedule, second by second, against a slow reading of the specification.

OCPP 1.6 sections 3.13.1 to 3.13.3 and 5.16.4, errata 3.34, 3.43, 3.44, 3.69 and 3.79.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from support.charging import DAY_S, DEFAULT, MAX, TX, a_charging_station, wire_profile
from support.simulation import EPOCH_S, VALIDATOR

from ocpp_load.messages.v16.enums import ChargingRateUnitType
from ocpp_load.model.charging.composite_schedule import composite_schedule
from ocpp_load.model.charging.limits import limit_w
from ocpp_load.model.charging.profile import ChargingProfile
from ocpp_load.ocppj import parse_timestamp

CONNECTORS = (1, 2)
WINDOW_S = 60
SECONDS = st.integers(-40, WINDOW_S + 5)
DAYS = st.sampled_from([0, -DAY_S, -7 * DAY_S, -8 * DAY_S])


@st.composite
def profiles(draw):
    """A profile that changes within the window, with the fields that the reading needs."""
    kind = draw(st.sampled_from(["Absolute", "Relative", "Recurring"]))
    fields = {}
    if kind == "Recurring":
        fields["recurrencyKind"] = draw(st.sampled_from(["Daily", "Weekly"]))
    starts = [0, *sorted(draw(st.sets(st.integers(1, 70), max_size=3)))]
    return wire_profile(
        draw(st.sampled_from([MAX, DEFAULT, TX])),
        *(
            (start, draw(st.integers(0, 400)) / 10, *draw(st.sampled_from([(), (1,), (3,)])))
            for start in starts
        ),
        level=draw(st.integers(0, 2)),
        kind=kind,
        unit="A",
        start=None if kind == "Relative" else draw(SECONDS) + draw(DAYS),
        duration=draw(st.none() | st.integers(0, 90)),
        valid_from=draw(st.none() | SECONDS),
        valid_to=draw(st.none() | SECONDS),
        **fields,
    )


@st.composite
def in_some_unit(draw):
    """The same, in A or in a power of about the same size in W."""
    profile = draw(profiles())
    if draw(st.booleans()):
        schedule = profile["chargingSchedule"]
        schedule["chargingRateUnit"] = "W"
        for period in schedule["chargingSchedulePeriod"]:
            period["limit"] *= 400
    return profile


@dataclass(frozen=True)
class Case:
    """A station, and what was installed in it: (connector, payload, second of receipt)."""

    station: object
    installed: list
    charging_since: dict

    def reading(self, connector_id, second):
        return Reading(self, connector_id, second)


@st.composite
def cases(draw, all_charge=False):
    charging_since = {
        connector_id: draw(st.integers(-50, 0))
        for connector_id in CONNECTORS
        if all_charge or draw(st.booleans())
    }
    phases = draw(st.sampled_from([1, 3]))
    station = a_charging_station(phases=phases, power_w=3680.0 * phases)
    for connector_id, since in charging_since.items():
        transaction = a_charging_station(connector_id, since=since)
        station.connectors[connector_id].transaction = transaction.connectors[
            connector_id
        ].transaction
    installed = []
    for number, payload in enumerate(draw(st.lists(in_some_unit(), max_size=6)), 1):
        payload["chargingProfileId"] = number
        places = {MAX: (0,), DEFAULT: (0, *CONNECTORS), TX: CONNECTORS}
        place = draw(st.sampled_from(places[payload["chargingProfilePurpose"]]))
        received = draw(st.integers(-40, 0))
        profile = ChargingProfile.from_wire(payload, EPOCH_S + received)
        station.charging_profiles.install(place, profile)
        key = (place, payload["chargingProfilePurpose"], payload["stackLevel"])
        installed = [
            (other_place, other, at)
            for other_place, other, at in installed
            if (other_place, other["chargingProfilePurpose"], other["stackLevel"]) != key
        ]
        installed.append((place, payload, received))
    return Case(station, installed, charging_since)


epoch_s = cache(parse_timestamp)


class Reading:
    """What the specification says of one connector in one second; slow, and in the book's words."""

    def __init__(self, case, connector_id, second):
        self.case = case
        self.connector_id = connector_id
        self.second = second
        rulings = [self.prevailing(self.transaction_levels()), self.prevailing(self.levels(MAX, 0))]
        self.rulings = [ruling for ruling in rulings if ruling is not None]

    @property
    def phases(self):
        here = self.case.station.type.phases
        return min([here, *(period.get("numberPhases", 3) for _, period in self.rulings)])

    @property
    def power_w(self):
        """None where nothing is in force."""
        if not self.rulings:
            return None
        type_ = self.case.station.type
        limits = [Fraction(type_.power_w)]
        for unit, period in self.rulings:
            limit = Fraction(round(period["limit"] * 10), 10)
            if unit == "A":
                rated = Fraction(type_.power_w) / type_.phases
                limit = min(limit * 230, rated) * self.phases
            limits.append(limit)
        return min(limits)

    def levels(self, purpose, place):
        return {
            payload["stackLevel"]: (payload, received)
            for at, payload, received in self.case.installed
            if at == place and payload["chargingProfilePurpose"] == purpose
        }

    def transaction_levels(self):
        defaults = self.levels(DEFAULT, 0) | self.levels(DEFAULT, self.connector_id)
        if self.connector_id not in self.case.charging_since:
            return defaults
        own = self.levels(TX, self.connector_id)
        return defaults | {10 + level: found for level, found in own.items()}

    def prevailing(self, levels):
        for level in sorted(levels, reverse=True):
            payload, received = levels[level]
            period = self.period(payload, received)
            if period is not None:
                return payload["chargingSchedule"]["chargingRateUnit"], period
        return None

    def period(self, payload, received):
        schedule = payload["chargingSchedule"]
        now = EPOCH_S + self.second
        if "validFrom" in payload and now < epoch_s(payload["validFrom"]):
            return None
        if "validTo" in payload and now >= epoch_s(payload["validTo"]):
            return None
        if "startSchedule" in schedule:
            start = epoch_s(schedule["startSchedule"])
        else:
            since = self.case.charging_since.get(self.connector_id, 0)
            start = EPOCH_S + (received if payload["chargingProfilePurpose"] == MAX else since)
        if now < start:
            return None
        elapsed = now - start
        if "recurrencyKind" in payload:
            elapsed %= {"Daily": DAY_S, "Weekly": 7 * DAY_S}[payload["recurrencyKind"]]
        if "duration" in schedule and elapsed >= schedule["duration"]:
            return None
        begun = [p for p in schedule["chargingSchedulePeriod"] if p["startPeriod"] <= elapsed]
        return begun[-1]


def second_by_second(case, connector_id, unit):
    """Return (limit in tenths, phases) for each second of the window."""
    schedule = composite_schedule(case.station, connector_id, EPOCH_S + 0.5, WINDOW_S, unit)
    assert schedule.duration_s == WINDOW_S
    ends = [period.start_s for period in schedule.periods[1:]] + [WINDOW_S]
    return [
        (period.limit, period.number_phases)
        for period, end in zip(schedule.periods, ends, strict=True)
        for _ in range(period.start_s, end)
    ]


A, W = ChargingRateUnitType.A, ChargingRateUnitType.W


@given(case=cases())
def test_each_second_of_a_connector_is_what_the_specification_says(case):
    own = Fraction(case.station.type.power_w)
    for connector_id in CONNECTORS:
        for second, (limit, phases) in enumerate(second_by_second(case, connector_id, W)):
            read = case.reading(connector_id, second)
            expected = own if read.power_w is None else read.power_w
            assert (limit, phases) == (expected * 10 // 1, read.phases)


@given(case=cases())
def test_no_second_exceeds_any_limit_in_force_in_either_unit(case):
    for connector_id in CONNECTORS:
        in_watts = second_by_second(case, connector_id, W)
        in_amperes = second_by_second(case, connector_id, A)
        for second in range(WINDOW_S):
            for unit, period in case.reading(connector_id, second).rulings:
                limit = round(period["limit"] * 10)
                allowed_w = limit if unit == "W" else limit * 230 * in_watts[second][1]
                assert in_watts[second][0] <= allowed_w
                assert in_amperes[second][0] * 230 * in_amperes[second][1] <= allowed_w


@given(case=cases())
def test_the_station_is_the_sum_of_its_connectors_or_its_own_limit(case):
    connectors = [second_by_second(case, connector_id, W) for connector_id in CONNECTORS]
    for second, (limit, phases) in enumerate(second_by_second(case, 0, W)):
        expected = sum(connector[second][0] for connector in connectors)
        assert phases == max(connector[second][1] for connector in connectors)
        found = case.reading(1, second)
        shared = found.prevailing(found.levels(MAX, 0))
        if shared is not None:
            unit, period = shared
            own = round(period["limit"] * 10)
            expected = min(expected, own if unit == "W" else own * 230 * phases)
        assert limit == expected


@given(case=cases(all_charge=True))
def test_it_foretells_the_limit_that_will_be_in_force(case):
    for connector_id in (0, *CONNECTORS):
        own = case.station.type.power_w * (1 if connector_id else len(CONNECTORS))
        for second, (limit, _) in enumerate(second_by_second(case, connector_id, W)):
            then = limit_w(case.station, connector_id, EPOCH_S + second + 0.9)
            assert limit / 10 == (own if then is None else then)


@given(case=cases())
def test_amperes_are_the_watts_of_one_phase_cut_to_a_tenth(case):
    for connector_id in (0, *CONNECTORS):
        in_watts = second_by_second(case, connector_id, W)
        in_amperes = second_by_second(case, connector_id, A)
        assert in_amperes == [(power // (230 * phases), phases) for power, phases in in_watts]


@given(case=cases(), unit=st.sampled_from([None, A, W]), connector_id=st.sampled_from([0, 1, 2]))
def test_periods_begin_at_0_and_follow_one_another_with_something_new(case, unit, connector_id):
    schedule = composite_schedule(case.station, connector_id, EPOCH_S, WINDOW_S, unit)
    starts = [period.start_s for period in schedule.periods]
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert starts[-1] < WINDOW_S
    said = [(period.limit, period.number_phases) for period in schedule.periods]
    assert all(first != second for first, second in pairwise(said))
    answer = {"status": "Accepted", "chargingSchedule": schedule.to_wire()}
    assert VALIDATOR.check_response("GetCompositeSchedule", answer) is None
