"""Payloads made to hurt: whatever the size, depth or value, a verdict comes and no exception."""

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.ocpp16_payloads import REQUESTS
from support.schemas import validator_for

from ocpp_load.messages.v16.actions import Action
from ocpp_load.ocppj import Call, ErrorCode, parse, serialise_call
from ocpp_load.validation import PayloadValidator, PayloadViolation, SchemaStore

VALIDATOR = PayloadValidator(SchemaStore())
LONGEST_MESSAGE = 301


def nested(depth, opening, closing):
    return orjson.loads(opening * depth + b"0" + closing * depth)


BRACKETS = pytest.mark.parametrize(
    ("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")], ids=["arrays", "objects"]
)


@BRACKETS
@pytest.mark.parametrize("depth", [1, 100, 250, 251, 252, 253, 254, 255, 256, 257, 1000, 1021])
@pytest.mark.parametrize(
    "action", ["Authorize", "DataTransfer", "DeleteCertificate", "MeterValues"]
)
def test_a_field_nested_as_deep_as_json_may_be_is_a_violation(action, depth, opening, closing):
    for field in [*REQUESTS[action], "unknown"]:
        payload = REQUESTS[action] | {field: nested(depth, opening, closing)}
        violation = VALIDATOR.check_request(action, payload)
        assert isinstance(violation, PayloadViolation)
        assert len(violation.message) <= LONGEST_MESSAGE


def test_a_payload_nested_too_deep_to_be_checked_is_malformed():
    payload = {"idTag": "A", "b": nested(1000, b"[", b"]")}
    violation = VALIDATOR.check_request("Authorize", payload)
    assert violation.code == ErrorCode.FORMATION_VIOLATION
    assert violation.reason == "payload breaks form"


def test_depth_alone_does_not_harm_where_nothing_looks_inside():
    assert validator_for(Vendor={}).check_request("Vendor", nested(1000, b'{"a":', b"}")) is None


def test_a_schema_that_refers_to_itself_is_followed_as_deep_as_the_payload_goes():
    schema = {"type": ["object", "integer"], "additionalProperties": {"$ref": "#"}}
    validator = validator_for(Vendor=schema)
    for depth in (1, 100, 1000):
        assert validator.check_request("Vendor", nested(depth, b'{"a":', b"}")) is None
        wrong = {"b": nested(depth, b'{"a":', b"}"), "c": "x"}
        assert isinstance(validator.check_request("Vendor", wrong), PayloadViolation)


def test_ten_megabytes_are_checked_and_told_in_one_line():
    long = "x" * 10_000_000
    assert VALIDATOR.check_request("DataTransfer", {"vendorId": "v", "data": long}) is None
    violation = VALIDATOR.check_request("Authorize", {"idTag": long})
    assert violation.reason == "idTag breaks maxLength"
    assert len(violation.message) == LONGEST_MESSAGE


@pytest.mark.parametrize(
    ("action", "payload", "reason"),
    [
        ("GetConfiguration", {"key": ["k" * 51] * 20_000}, "key[] breaks maxLength"),
        ("Heartbeat", {f"k{n}": n for n in range(20_000)}, "* breaks additionalProperties"),
        ("Heartbeat", {"k" * 1_000_000: 1}, "* breaks additionalProperties"),
        ("Reset", {"type": "x" * 1_000_000}, "type breaks enum"),
    ],
)
def test_many_mistakes_are_told_as_one(action, payload, reason):
    violation = VALIDATOR.check_request(action, payload)
    assert violation.reason == reason
    assert len(violation.message) <= LONGEST_MESSAGE


@pytest.mark.parametrize("text", ["1e300", "-1e300", "1e-300", "123456789012345678901234567890"])
def test_a_number_that_no_machine_word_holds_gets_a_verdict(text):
    frame = f'[2,"1","CancelReservation",{{"reservationId":{text}}}]'
    call = parse(frame)
    assert VALIDATOR.check_request(call.action, call.payload).reason == "reservationId breaks type"


loops = {}
loops["loops"] = loops


@pytest.mark.parametrize(
    "payload",
    [
        {"idTag": {1, 2}},
        {"idTag": object()},
        {1: "A"},
        {"\ud800": "A"},
        loops,
        {"idTag": float("nan")},
        {"idTag": float("inf")},
        {"idTag": 10**5000},
        {"idTag": ("A",)},
        [],
        None,
    ],
)
def test_a_payload_of_our_own_that_is_no_json_object_is_a_violation(payload):
    assert isinstance(VALIDATOR.check_request("Authorize", payload), PayloadViolation)


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=9), children, max_size=4)
    ),
    max_leaves=10,
)
fields = sorted({field for payload in REQUESTS.values() for field in payload})


@given(st.sampled_from(Action), st.dictionaries(st.sampled_from(fields) | st.text(), values))
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_any_payload_that_can_be_read_gets_a_verdict(action, payload):
    try:
        message = parse(serialise_call("1", action, payload))
    except TypeError:  # a lone surrogate in a name: this payload cannot come over the wire
        return
    assert isinstance(message, Call)
    for violation in (
        VALIDATOR.check_request(message.action, message.payload),
        VALIDATOR.check_response(message.action, message.payload),
    ):
        if violation is not None:
            assert violation.code in set(ErrorCode)
            assert violation.reason == f"{violation.path or 'payload'} breaks {violation.keyword}"
            assert 0 < len(violation.message) <= LONGEST_MESSAGE
