"""The gate before any handler: profiles, schemas, registration (OCPP-J 1.6 4.2.3, OCPP 1.6 4.2)."""

from copy import deepcopy

import pytest
from support.commands import booted
from support.ocpp16_payloads import REQUESTS
from support.simulation import VALIDATOR, a_station

from ocpp_load.handlers import Command, Leniency, Refusal, Reply
from ocpp_load.handlers.v16 import MODULES, make_registry
from ocpp_load.messages.v16.actions import PROFILES, Action, FeatureProfile, Sender
from ocpp_load.model import Registration

COMMANDS = [action for action in Action if action.sender is not Sender.CHARGE_POINT]
STRICT = make_registry(VALIDATOR)
LENIENT = make_registry(VALIDATOR, Leniency(profiles=True, registration=True))


def a_command(action, payload=None):
    return Command(action, REQUESTS.get(action, {}) if payload is None else payload, 1.79e9, 0.0)


def registered_as(registration, **type_fields):
    station = a_station(**type_fields)
    station.registration = registration
    return station


def test_every_command_of_a_central_system_has_a_handler():
    assert set(STRICT.actions) == set(COMMANDS)


def test_every_handler_belongs_to_the_profile_of_its_action():
    assert {action: STRICT.profile_of(action) for action in COMMANDS} == {
        action: PROFILES[action] for action in COMMANDS
    }


def test_every_profile_that_a_station_can_have_has_all_its_handlers():
    assert {STRICT.profile_of(action) for action in STRICT.actions} == set(FeatureProfile)


@pytest.mark.parametrize("action", [action for action in COMMANDS if action.profile != "Core"])
def test_a_command_of_a_profile_that_the_station_lacks_is_not_supported(action):
    station = registered_as(Registration.ACCEPTED, feature_profiles=frozenset({"Core"}))
    assert STRICT.dispatch(station, a_command(action)).code == "NotSupported"


@pytest.mark.parametrize("action", COMMANDS)
def test_a_command_that_is_switched_off_is_not_supported(action):
    station = registered_as(Registration.ACCEPTED, switched_off=frozenset({action}))
    assert STRICT.dispatch(station, a_command(action)).code == "NotSupported"


@pytest.mark.parametrize(
    ("action", "payload"),
    [
        ("UnlockConnector", {"status": "NotSupported"}),
        ("ChangeConfiguration", {"status": "NotSupported"}),
        ("DataTransfer", {"status": "UnknownVendorId"}),
        ("GetDiagnostics", {}),
        ("UpdateFirmware", {}),
        ("GetLocalListVersion", {"listVersion": -1}),
        ("SendLocalList", {"status": "NotSupported"}),
        ("ReserveNow", {"status": "Rejected"}),
        ("CancelReservation", {"status": "Rejected"}),
        ("SetChargingProfile", {"status": "NotSupported"}),
        ("ClearChargingProfile", {"status": "Unknown"}),
        ("GetCompositeSchedule", {"status": "Rejected"}),
        ("TriggerMessage", {"status": "NotImplemented"}),
        ("ExtendedTriggerMessage", {"status": "NotImplemented"}),
    ],
)
def test_a_lenient_station_answers_with_the_status_for_a_feature_it_lacks(action, payload):
    station = registered_as(Registration.ACCEPTED, switched_off=frozenset({action}))
    reply = LENIENT.dispatch(station, a_command(action))
    assert reply == Reply(payload)
    assert VALIDATOR.check_response(action, reply.payload) is None


def test_a_lenient_station_refuses_all_the_same_where_no_status_fits():
    station = registered_as(Registration.ACCEPTED, switched_off=frozenset({"Reset"}))
    assert LENIENT.dispatch(station, a_command("Reset")).code == "NotSupported"


@pytest.mark.parametrize("action", COMMANDS)
def test_a_rejected_station_answers_nothing(action):
    for registry in (STRICT, LENIENT):
        reply = registry.dispatch(registered_as(Registration.REJECTED), a_command(action))
        assert reply.code == "SecurityError"


@pytest.mark.parametrize("action", COMMANDS)
def test_before_the_first_answer_to_boot_notification_only_a_lenient_station_answers(action):
    station = registered_as(Registration.NONE)
    assert STRICT.dispatch(station, a_command(action)).code == "SecurityError"
    reply = LENIENT.dispatch(station, a_command(action))
    assert not isinstance(reply, Refusal) or reply.code != "SecurityError"


@pytest.mark.parametrize("action", COMMANDS)
def test_while_pending_everything_is_answered_but_remote_starts_and_stops(action):
    reply = STRICT.dispatch(registered_as(Registration.PENDING), a_command(action))
    refused = isinstance(reply, Refusal) and reply.code == "SecurityError"
    assert refused is (action in ("RemoteStartTransaction", "RemoteStopTransaction"))
    lenient = LENIENT.dispatch(registered_as(Registration.PENDING), a_command(action))
    assert not isinstance(lenient, Refusal) or lenient.code != "SecurityError"


@pytest.mark.parametrize("registration", Registration)
def test_the_schema_is_checked_before_the_registration(registration):
    reply = STRICT.dispatch(registered_as(registration), a_command("Reset", {"type": "Warm"}))
    assert reply.code == "PropertyConstraintViolation"


@pytest.mark.parametrize("action", ["MakeCoffee", "reset", ""])
def test_an_action_that_ocpp_does_not_know_is_not_implemented(action):
    reply = STRICT.dispatch(registered_as(Registration.ACCEPTED), a_command(action, {}))
    assert reply.code == "NotImplemented"


def test_a_call_of_the_charge_points_own_is_not_supported():
    reply = STRICT.dispatch(registered_as(Registration.ACCEPTED), a_command("BootNotification"))
    assert reply.code == "NotSupported"


@pytest.mark.parametrize("action", COMMANDS)
def test_every_answer_fits_its_schema(action):
    reply = STRICT.dispatch(registered_as(Registration.ACCEPTED), a_command(action))
    if isinstance(reply, Reply):
        assert VALIDATOR.check_response(action, reply.payload) is None


def test_the_modules_are_listed_once():
    assert len(MODULES) == len(set(MODULES))


def _numbers(payload, path=()):
    entries = payload.items() if isinstance(payload, dict) else enumerate(payload)
    for key, entry in entries:
        if isinstance(entry, dict | list):
            yield from _numbers(entry, (*path, key))
        elif isinstance(entry, int):
            yield (*path, key)


@pytest.mark.parametrize(
    ("action", "path"),
    [(action, path) for action in COMMANDS for path in _numbers(REQUESTS[action])],
)
@pytest.mark.parametrize("number", [1.0, float(2**70), -float(2**70)])
def test_an_integer_that_comes_as_a_float_does_no_harm(action, path, number):
    payload = deepcopy(REQUESTS[action])
    *way, last = path
    place = payload
    for key in way:
        place = place[key]
    place[last] = number
    simulation = booted()
    answer = simulation.command(action, payload)
    simulation.run(100)
    assert simulation.observer.own_faults == []
    if abs(number) > 2**64:  # no station could name it in a message of its own
        assert answer in ("PropertyConstraintViolation", "TypeConstraintViolation")
