"""SetChargingProfile, ClearChargingProfile and GetCompositeSchedule.

OCPP 1.6 sections 5.5, 5.7 and 5.16, 6.13, 6.14, 6.21, 6.22, 6.43 and 6.44.
"""

import pytest
from support.charging import (
    DEFAULT,
    MAX,
    TX,
    a_charging_station,
    profile,
    wire_profile,
    with_profiles,
)
from support.simulation import EPOCH_S, VALIDATOR, Simulation

from ocpp_load.charge_point.activities import boot, connect
from ocpp_load.handlers import Command, HandlerRegistry, Leniency, Refusal, Reply
from ocpp_load.handlers.effects import ApplyChargingProfiles
from ocpp_load.handlers.v16 import smart_charging
from ocpp_load.messages.v16.actions import PROFILES
from ocpp_load.messages.v16.enums import ChargingProfilePurposeType
from ocpp_load.ocppj import ErrorCode

ACCEPTED, REJECTED, UNKNOWN = {"status": "Accepted"}, {"status": "Rejected"}, {"status": "Unknown"}


def a_registry(leniency=None):
    registry = HandlerRegistry(PROFILES, VALIDATOR, leniency)
    registry.register([smart_charging])
    return registry


def dispatch(station, action, payload, second=0.0, leniency=None):
    return a_registry(leniency).dispatch(station, Command(action, payload, EPOCH_S + second, 0.0))


def answer(station, action, payload, second=0.0):
    """Return the payload of an answer; what has changed profiles has the station act on them."""
    reply = dispatch(station, action, payload, second)
    assert isinstance(reply, Reply)
    has_changed = action != "GetCompositeSchedule" and reply.payload == {"status": "Accepted"}
    assert list(reply.effects) == ([ApplyChargingProfiles()] if has_changed else [])
    assert VALIDATOR.check_response(action, reply.payload) is None
    return reply.payload


def set_profile(station, connector_id, payload, second=0.0):
    request = {"connectorId": connector_id, "csChargingProfiles": payload}
    return answer(station, "SetChargingProfile", request, second)


def refused_profile(station, connector_id, payload):
    request = {"connectorId": connector_id, "csChargingProfiles": payload}
    refusal = dispatch(station, "SetChargingProfile", request)
    assert isinstance(refusal, Refusal)
    return refusal.code


def installed(station):
    """Return (connector, id) of every profile; those of connector 0 show in all the others."""
    stack = station.charging_profiles.stack
    return sorted(
        (connector.id, one.id)
        for connector in station.connectors
        for purpose in ChargingProfilePurposeType
        for one in stack(purpose, connector.id)
        if connector.id == 0 or one not in stack(purpose, 0)
    )


@pytest.mark.parametrize(
    ("connector_id", "payload"),
    [
        (0, wire_profile(MAX)),
        (0, wire_profile(DEFAULT)),
        (2, wire_profile(DEFAULT)),
        (1, wire_profile(TX)),
        (1, wire_profile(TX, transactionId=101)),
        (1, wire_profile(kind="Recurring", recurrencyKind="Weekly")),
        (1, wire_profile(kind="Relative", start=None, unit="W")),
    ],
)
def test_a_profile_is_installed(connector_id, payload):
    station = a_charging_station(1)
    assert set_profile(station, connector_id, payload) == ACCEPTED
    assert installed(station) == [(connector_id, 1)]


@pytest.mark.parametrize(
    ("connector_id", "payload"),
    [
        (1, wire_profile(MAX)),
        (0, wire_profile(TX)),
        (2, wire_profile(TX)),
        (1, wire_profile(TX, transactionId=7)),
        (1, wire_profile(DEFAULT, (10, 16))),
        (1, wire_profile(recurrencyKind="Daily")),
        (1, wire_profile(kind="Recurring")),
        (1, wire_profile(level=4)),
        (1, wire_profile(DEFAULT, (0, 1), (1, 2), (2, 3))),
        (1, wire_profile(unit="W")),
        (2, wire_profile(number=5)),
    ],
)
def test_a_profile_that_breaks_a_rule_is_rejected_and_changes_nothing(connector_id, payload):
    configuration = {
        "ChargeProfileMaxStackLevel": "3",
        "ChargingScheduleMaxPeriods": "2",
        "ChargingScheduleAllowedChargingRateUnit": "Current",
        "MaxChargingProfilesInstalled": "1",
    }
    station = with_profiles(
        a_charging_station(1, configuration=configuration), (0, profile(DEFAULT, number=9))
    )
    assert set_profile(station, connector_id, payload) == REJECTED
    assert installed(station) == [(0, 9)]


@pytest.mark.parametrize("connector_id", [3, -1])
def test_a_connector_that_there_is_not_is_an_invalid_value(connector_id):
    # Errata 3.39.
    station = a_charging_station(1)
    refused = refused_profile(station, connector_id, wire_profile())
    assert refused is ErrorCode.PROPERTY_CONSTRAINT_VIOLATION
    assert installed(station) == []


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        # Errata 3.38: the schema sees a value outside its enumeration,
        (wire_profile(unit="kW"), ErrorCode.PROPERTY_CONSTRAINT_VIOLATION),
        (wire_profile(validFrom="tomorrow"), ErrorCode.PROPERTY_CONSTRAINT_VIOLATION),
        # and does not see these.
        (wire_profile(validFrom="0000-01-01T00:00:00Z"), ErrorCode.PROPERTY_CONSTRAINT_VIOLATION),
        (wire_profile(level=-1), ErrorCode.PROPERTY_CONSTRAINT_VIOLATION),
        (wire_profile(DEFAULT, (0, -16)), ErrorCode.PROPERTY_CONSTRAINT_VIOLATION),
        (
            wire_profile(
                chargingSchedule={"chargingRateUnit": "A", "chargingSchedulePeriod": []},
            ),
            ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION,
        ),
    ],
)
def test_a_value_that_its_field_cannot_have_is_a_call_error(payload, code):
    station = a_charging_station(1)
    assert refused_profile(station, 1, payload) is code
    assert installed(station) == []


def test_a_profile_takes_the_place_of_its_id_and_of_its_level():
    # 5.16.3.
    station = a_charging_station(1)
    for number, level in ((1, 0), (2, 1), (3, 1), (1, 2)):
        assert set_profile(station, 1, wire_profile(TX, number=number, level=level)) == ACCEPTED
    assert installed(station) == [(1, 1), (1, 3)]


def test_a_profile_of_a_transaction_joins_that_of_its_remote_start():
    # Errata 3.42: the same stack level is replaced, another is added.
    station = a_charging_station(1)
    station.charging_profiles.keep_for_start(1, wire_profile(TX, number=1))
    assert set_profile(station, 1, wire_profile(TX, number=2, level=1)) == ACCEPTED
    assert installed(station) == [(1, 1), (1, 2)]
    replacing = wire_profile(TX, number=3, transactionId=101)
    assert set_profile(station, 1, replacing) == ACCEPTED
    assert installed(station) == [(1, 2), (1, 3)]


def test_profiles_are_kept_over_a_restart_but_for_those_of_a_transaction():
    # Errata 3.37.
    station = with_profiles(
        a_charging_station(1),
        (0, profile(MAX)),
        (1, profile(DEFAULT, number=2)),
        (1, profile(TX, number=3)),
    )
    station.charging_profiles.transaction_ended(1)
    station.lose_power()
    assert installed(station) == [(0, 1), (1, 2)]


STOCK = (
    (0, profile(MAX, number=1, level=0)),
    (0, profile(DEFAULT, number=2, level=0)),
    (1, profile(DEFAULT, number=3, level=1)),
    (1, profile(TX, number=4, level=0)),
    (2, profile(TX, number=5, level=1)),
)
ALL = [(0, 1), (0, 2), (1, 3), (1, 4), (2, 5)]


@pytest.mark.parametrize(
    ("request_", "status", "left"),
    [
        # Errata 3.25 and 3.26: everything, one by its id, or what matches all fields.
        ({}, ACCEPTED, []),
        ({"id": 3}, ACCEPTED, [(0, 1), (0, 2), (1, 4), (2, 5)]),
        ({"id": 3, "connectorId": 2, "stackLevel": 9}, ACCEPTED, [(0, 1), (0, 2), (1, 4), (2, 5)]),
        ({"connectorId": 0}, ACCEPTED, [(1, 3), (1, 4), (2, 5)]),
        ({"chargingProfilePurpose": DEFAULT}, ACCEPTED, [(0, 1), (1, 4), (2, 5)]),
        ({"stackLevel": 1}, ACCEPTED, [(0, 1), (0, 2), (1, 4)]),
        (
            {"stackLevel": 0, "chargingProfilePurpose": TX},
            ACCEPTED,
            [(0, 1), (0, 2), (1, 3), (2, 5)],
        ),
        ({"stackLevel": 0, "connectorId": 0, "chargingProfilePurpose": MAX}, ACCEPTED, ALL[1:]),
        ({"id": 0}, UNKNOWN, ALL),
        ({"id": 9, "connectorId": 0}, UNKNOWN, ALL),
        ({"connectorId": 2, "chargingProfilePurpose": DEFAULT}, UNKNOWN, ALL),
        ({"connectorId": 7}, UNKNOWN, ALL),
        ({"stackLevel": 2}, UNKNOWN, ALL),
    ],
)
def test_what_matches_is_cleared_on_every_connector(request_, status, left):
    station = with_profiles(a_charging_station(1, 2), *STOCK)
    assert installed(station) == ALL
    assert answer(station, "ClearChargingProfile", request_) == status
    assert installed(station) == left


def test_where_there_are_no_profiles_none_can_be_cleared():
    assert answer(a_charging_station(), "ClearChargingProfile", {}) == UNKNOWN


def test_the_composite_schedule_starts_now_and_has_no_start_of_its_own():
    # 5.7, errata 3.28, 3.51 and 3.57.
    station = with_profiles(
        a_charging_station(1),
        (0, profile(MAX, (0, 20))),
        (1, profile(TX, (0, 32), (90, 8.5), number=2, min_rate=6)),
    )
    request = {"connectorId": 1, "duration": 300, "chargingRateUnit": "A"}
    assert answer(station, "GetCompositeSchedule", request, second=30.7) == {
        "status": "Accepted",
        "connectorId": 1,
        "scheduleStart": "2026-09-21T14:13:50.000Z",
        "chargingSchedule": {
            "duration": 300,
            "chargingRateUnit": "A",
            "chargingSchedulePeriod": [
                {"startPeriod": 0, "limit": 20.0, "numberPhases": 3},
                {"startPeriod": 60, "limit": 8.5, "numberPhases": 3},
            ],
            "minChargingRate": 6.0,
        },
    }


def test_the_composite_schedule_of_connector_0_is_the_stations_total():
    # 5.7 and errata 3.30, in the unit of the profile in force where none is asked for.
    station = with_profiles(
        a_charging_station(1),
        (0, profile(DEFAULT, (0, 10_000), unit="W")),
        (0, profile(MAX, (0, 20_000), (60, 15_000), number=2, unit="W")),
    )
    payload = answer(station, "GetCompositeSchedule", {"connectorId": 0, "duration": 120})
    assert payload["connectorId"] == 0
    assert payload["chargingSchedule"] == {
        "duration": 120,
        "chargingRateUnit": "W",
        "chargingSchedulePeriod": [
            {"startPeriod": 0, "limit": 20_000.0, "numberPhases": 3},
            {"startPeriod": 60, "limit": 15_000.0, "numberPhases": 3},
        ],
    }


@pytest.mark.parametrize(
    "request_",
    [
        {"connectorId": 3, "duration": 60},
        {"connectorId": -1, "duration": 60},
        {"connectorId": 1, "duration": 0},
        {"connectorId": 1, "duration": -60},
        {"connectorId": 1, "duration": 60, "chargingRateUnit": "W"},
    ],
)
def test_a_schedule_that_cannot_be_reported_is_rejected(request_):
    # Errata 3.51: scheduleStart and chargingSchedule may be absent then.
    station = a_charging_station(
        1, configuration={"ChargingScheduleAllowedChargingRateUnit": "Current"}
    )
    assert answer(station, "GetCompositeSchedule", request_) == REJECTED


def test_a_unit_that_there_is_not_is_a_call_error():
    # Errata 3.24.
    request = {"connectorId": 1, "duration": 60, "chargingRateUnit": "kW"}
    refusal = dispatch(a_charging_station(1), "GetCompositeSchedule", request)
    assert refusal.code is ErrorCode.PROPERTY_CONSTRAINT_VIOLATION


@pytest.mark.parametrize(
    ("action", "payload", "status"),
    [
        (
            "SetChargingProfile",
            {"connectorId": 1, "csChargingProfiles": wire_profile()},
            "NotSupported",
        ),
        ("ClearChargingProfile", {}, "Unknown"),
        ("GetCompositeSchedule", {"connectorId": 1, "duration": 60}, "Rejected"),
    ],
)
def test_a_station_without_smart_charging_does_not_support_it(action, payload, status):
    # Errata 3.39; the lenient answer is the status that the response has for it.
    station = a_charging_station(feature_profiles=frozenset({"Core"}))
    assert dispatch(station, action, payload).code is ErrorCode.NOT_SUPPORTED
    reply = dispatch(station, action, payload, leniency=Leniency(profiles=True))
    assert reply == Reply({"status": status})
    assert VALIDATOR.check_response(action, reply.payload) is None
    assert len(station.charging_profiles) == 0


def test_a_connected_station_answers_and_sends_nothing_more():
    simulation = Simulation(registry=a_registry(), station=a_charging_station(1))

    def script(station):
        yield from connect(station)
        yield from boot(station)

    simulation.start(script).run(1)
    before = len(simulation.sent_frames)
    request = {"connectorId": 1, "csChargingProfiles": wire_profile(TX, (0, 31.9))}
    assert simulation.command("SetChargingProfile", request) == ACCEPTED
    schedule = simulation.command(
        "GetCompositeSchedule", {"connectorId": 1, "duration": 60, "chargingRateUnit": "A"}
    )
    # 22 kW are 31.88 A on each phase.
    assert schedule["chargingSchedule"]["chargingSchedulePeriod"] == [
        {"startPeriod": 0, "limit": 31.8, "numberPhases": 3}
    ]
    assert simulation.command("ClearChargingProfile", {"id": 1}) == ACCEPTED
    assert simulation.command("ClearChargingProfile", {"id": 1}) == UNKNOWN
    assert len(simulation.sent_frames) == before + 4
    assert simulation.observer.own_faults == []
