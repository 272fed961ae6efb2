import logging

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.ocpp16_payloads import REQUESTS

from ocpp_load.central_system import answerer as answerer_module
from ocpp_load.central_system.answerer import Answerer
from ocpp_load.central_system.books import Books
from ocpp_load.central_system.id_tags import Refusal
from ocpp_load.central_system.options import CentralSystemOptions
from ocpp_load.central_system.responders import RESPONDERS
from ocpp_load.central_system.station import Station
from ocpp_load.messages.v16.actions import Action, Sender
from ocpp_load.messages.v16.enums import AuthorizationStatus, RegistrationStatus
from ocpp_load.ocppj import Call, CallError, CallResult, ErrorCode, parse
from ocpp_load.validation import PayloadValidator, SchemaStore

VALIDATOR = PayloadValidator(SchemaStore("1.6"))
COMMANDS = sorted(action.value for action in Action if action.sender is Sender.CENTRAL_SYSTEM)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = sorted({field for payload in REQUESTS.values() for field in payload})


class Desk:
    """An answerer with the books it writes and a station that asks."""

    def __init__(self, **options):
        self.books = Books(CentralSystemOptions(**options))
        self.answerer = Answerer(self.books, VALIDATOR)
        self.station = Station("CP1")

    def ask(self, action, payload):
        text = self.answerer.answer(self.station, Call("id-1", action, payload), 1.0)
        answer = parse(text)
        assert isinstance(answer, CallResult | CallError)
        assert answer.message_id == "id-1"
        return answer

    def error_code_of(self, action, payload):
        answer = self.ask(action, payload)
        return answer.code if isinstance(answer, CallError) else None


@pytest.mark.parametrize("action", sorted(RESPONDERS))
def test_a_valid_call_of_a_station_is_answered_with_a_result_and_counted(action):
    desk = Desk()
    assert isinstance(desk.ask(action, REQUESTS[action]), CallResult)
    assert desk.books.statistics.calls_received == {action: 1}
    assert desk.station.calls_received == 1


@pytest.mark.parametrize("action", COMMANDS)
def test_a_command_in_the_wrong_direction_is_not_supported(action):
    assert Desk().error_code_of(action, {}) == "NotSupported"


def test_an_action_that_ocpp_does_not_have_is_not_implemented_and_not_counted_by_its_name():
    desk = Desk()
    for action in ("Hearbeat", "heartbeat", ""):
        assert desk.error_code_of(action, {}) == "NotImplemented"
    assert desk.books.statistics.calls_received == {"(unknown action)": 3}


@pytest.mark.parametrize("status", [RegistrationStatus.PENDING, RegistrationStatus.REJECTED])
def test_nothing_but_a_boot_is_taken_from_a_station_that_is_not_accepted(status):
    desk = Desk(boot_status=status, pending_boots=1)
    desk.ask("BootNotification", REQUESTS["BootNotification"])
    assert desk.error_code_of("Heartbeat", {}) == "SecurityError"
    desk.ask("BootNotification", REQUESTS["BootNotification"])
    assert desk.error_code_of("Heartbeat", {}) is None


def test_a_station_that_has_not_booted_here_counts_as_accepted():
    assert Desk(boot_status=RegistrationStatus.REJECTED).error_code_of("Heartbeat", {}) is None


def test_a_pending_station_may_send_once_what_was_triggered():
    desk = Desk(boot_status=RegistrationStatus.PENDING)
    desk.ask("BootNotification", REQUESTS["BootNotification"])
    trigger = {"requestedMessage": "Heartbeat"}
    desk.station.command_was_answered("TriggerMessage", trigger, {"status": "Accepted"})
    assert desk.error_code_of("Heartbeat", {}) is None
    assert desk.error_code_of("Heartbeat", {}) == "SecurityError"


@pytest.mark.parametrize(
    ("trigger", "message", "action"),
    [
        ("ExtendedTriggerMessage", "SignChargePointCertificate", "SignCertificate"),
        (
            "ExtendedTriggerMessage",
            "FirmwareStatusNotification",
            "SignedFirmwareStatusNotification",
        ),
        ("ExtendedTriggerMessage", "LogStatusNotification", "LogStatusNotification"),
        ("TriggerMessage", "FirmwareStatusNotification", "FirmwareStatusNotification"),
    ],
)
def test_a_pending_station_may_send_what_a_trigger_calls_by_another_name(trigger, message, action):
    desk = Desk(boot_status=RegistrationStatus.PENDING)
    desk.ask("BootNotification", REQUESTS["BootNotification"])
    asked = {"requestedMessage": message}
    desk.station.command_was_answered(trigger, asked, {"status": "Accepted"})
    assert desk.error_code_of(action, REQUESTS[action]) is None
    assert desk.error_code_of(action, REQUESTS[action]) == "SecurityError"


def test_a_trigger_that_was_refused_or_comes_to_a_rejected_station_allows_nothing():
    trigger = {"requestedMessage": "Heartbeat"}
    pending = Desk(boot_status=RegistrationStatus.PENDING)
    pending.ask("BootNotification", REQUESTS["BootNotification"])
    pending.station.command_was_answered("TriggerMessage", trigger, {"status": "Rejected"})
    assert pending.error_code_of("Heartbeat", {}) == "SecurityError"
    rejected = Desk(boot_status=RegistrationStatus.REJECTED)
    rejected.ask("BootNotification", REQUESTS["BootNotification"])
    rejected.station.command_was_answered("TriggerMessage", trigger, {"status": "Accepted"})
    assert rejected.error_code_of("Heartbeat", {}) == "SecurityError"


@pytest.mark.parametrize(
    ("action", "payload", "code"),
    [
        ("Authorize", {}, "ProtocolError"),
        ("Authorize", {"idTag": 7}, "TypeConstraintViolation"),
        ("Authorize", {"idTag": "x" * 21}, "PropertyConstraintViolation"),
        ("Authorize", {"idTag": "A", "pin": "1"}, "FormationViolation"),
    ],
)
def test_a_payload_that_breaks_its_schema_gets_the_code_of_its_violation(action, payload, code):
    desk = Desk()
    assert desk.error_code_of(action, payload) == code
    assert sum(desk.books.statistics.payload_violations.values()) == 1


def test_without_validation_a_call_is_answered_as_long_as_it_can_be():
    desk = Desk(validate=False, refusals=(Refusal("BAD*", AuthorizationStatus.BLOCKED),))
    assert desk.error_code_of("Authorize", {"idTag": "A", "pin": "1"}) is None
    assert desk.error_code_of("Authorize", {"idTag": 7}) == "TypeConstraintViolation"
    assert desk.error_code_of("Authorize", {}) == "ProtocolError"


def test_a_call_that_is_failed_leaves_no_trace_in_the_books_but_its_count():
    desk = Desk()
    call = Call("id-1", "StartTransaction", REQUESTS["StartTransaction"])
    answer = parse(desk.answerer.fail(call, ErrorCode.GENERIC_ERROR, "on purpose"))
    assert (answer.message_id, answer.code) == ("id-1", "GenericError")
    statistics = desk.books.statistics
    assert (statistics.errors_injected, statistics.calls_received) == (1, {"StartTransaction": 1})
    assert desk.books.transactions.started == 0


def test_a_responder_that_fails_costs_its_call_an_internal_error_and_is_logged(monkeypatch, caplog):
    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(answerer_module, "RESPONDERS", {"Heartbeat": fail})
    with caplog.at_level(logging.ERROR):
        assert Desk().error_code_of("Heartbeat", {}) == "InternalError"
    assert "Heartbeat could not be answered" in caplog.text


@given(
    action=st.sampled_from(sorted(RESPONDERS)) | st.text(),
    payload=st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=8), JSON, max_size=6),
    validate=st.booleans(),
)
def test_any_payload_of_any_action_is_answered(action, payload, validate):
    # Through JSON and back, since a payload never comes from elsewhere.
    payload = orjson.loads(orjson.dumps(payload))
    Desk(validate=validate).ask(action, payload)
