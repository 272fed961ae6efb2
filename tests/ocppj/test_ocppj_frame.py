"""Text to messages and back, for what a good peer sends and for each way to get it wrong."""

import pytest

from ocpp_load.ocppj import (
    Call,
    CallError,
    CallResult,
    ErrorCode,
    FrameViolation,
    MessageType,
    ViolationKind,
    parse,
    serialise_call,
    serialise_call_error,
    serialise_call_result,
)

GOOD = {
    "a Call": (
        b'[2,"19223201","BootNotification",{"chargePointVendor":"VendorX"}]',
        Call("19223201", "BootNotification", {"chargePointVendor": "VendorX"}),
    ),
    "a Call with nothing to say": (b'[2,"1","Heartbeat",{}]', Call("1", "Heartbeat", {})),
    "a Call with null for nothing": (b'[2,"1","Heartbeat",null]', Call("1", "Heartbeat", {})),
    "a CallResult": (
        b'[3,"19223201",{"status":"Accepted","interval":300}]',
        CallResult("19223201", {"status": "Accepted", "interval": 300}),
    ),
    "a CallResult with null for nothing": (b'[3,"1",null]', CallResult("1", {})),
    "a CallError, as errata 3.9 shows it": (
        b'[4,"162376037","NotSupported","SendLocalList.req not implemented",{}]',
        CallError("162376037", "NotSupported", "SendLocalList.req not implemented", {}),
    ),
    "a CallError with details": (
        b'[4,"1","GenericError","",{"cause":["x"]}]',
        CallError("1", "GenericError", "", {"cause": ["x"]}),
    ),
    "a CallError with null for no details": (
        b'[4,"1","GenericError","",null]',
        CallError("1", "GenericError"),
    ),
    "a CallError with a code of the vendor's own": (
        b'[4,"1","RateLimited","",{}]',
        CallError("1", "RateLimited"),
    ),
    "white space wherever JSON allows it": (
        b' [ 3 ,\r\n"1",\t{ } ]\n',
        CallResult("1", {}),
    ),
    "text that has been decoded already": ('[3,"ü",{"a":"€"}]', CallResult("ü", {"a": "€"})),
    "a message id of 36 characters": (
        f'[2,"{"i" * 36}","Heartbeat",{{}}]',
        Call("i" * 36, "Heartbeat", {}),
    ),
    "36 characters of several bytes each": (
        f'[2,"{"é" * 36}","Heartbeat",{{}}]',
        Call("é" * 36, "Heartbeat", {}),
    ),
    "an empty message id": (b'[2,"","Heartbeat",{}]', Call("", "Heartbeat", {})),
    "a message type with a fraction of nothing": (b'[3.0,"1",{}]', CallResult("1", {})),
    "the last of two equal keys": (b'[3,"1",{"a":1,"a":2}]', CallResult("1", {"a": 2})),
    "an escaped key and id": (rb'[3,"\u0031",{"\u0061":0}]', CallResult("1", {"a": 0})),
}


@pytest.mark.parametrize(("text", "message"), GOOD.values(), ids=GOOD)
def test_a_message_is_read(text, message):
    assert parse(text) == message


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b" ",
        b"BootNotification",
        b'[3,"1",{}',
        b'[3,"1",{}]]',
        b'[3,"1",{"a":NaN}]',
        b'[3,"1",{"a":Infinity}]',
        b'[3,"1",{"a":1e999}]',
        b"[3,'1',{}]",
        b'[3,"1",{"a":1,}]',
        b'[3,"\xff",{}]',
        b'[3,"1",{}]\x00',
        b'\xef\xbb\xbf[3,"1",{}]',
        '\ufeff[3,"1",{}]',
        '[3,"\ud800",{}]',
        rb'[3,"\ud800",{}]',
        b"[" * 5000 + b"]" * 5000,
        b'[3,"1",' + b'{"a":' * 2000 + b"{}" + b"}" * 2000 + b"]",
    ],
    ids=lambda text: repr(text[:20]),
)
def test_what_is_not_json_gets_no_answer(text):
    assert parse(text) == FrameViolation(ViolationKind.NOT_JSON)


@pytest.mark.parametrize("text", ["{}", '"[]"', "2", "null", "true", "1e300", "-0.0"])
def test_json_that_is_no_array_gets_no_answer(text):
    assert parse(text) == FrameViolation(ViolationKind.NOT_AN_ARRAY)


@pytest.mark.parametrize(
    "first",
    [
        *("0", "1", "5", "-2", "2.5", "20", "1e300", "123456789012345678901234567890"),
        *('"2"', '"CALL"', "null", "true", "false", "[]", "[2]", "{}", '{"2":2}'),
    ],
)
@pytest.mark.parametrize(
    "rest", ["", ',"1","Heartbeat",{}', ',"1",{}', ',"1","GenericError","",{}']
)
def test_the_payload_of_an_unknown_message_type_is_ignored(first, rest):
    assert parse(f"[{first}{rest}]") == FrameViolation(ViolationKind.UNKNOWN_MESSAGE_TYPE)


def test_an_empty_array_has_no_message_type():
    assert parse("[]") == FrameViolation(ViolationKind.UNKNOWN_MESSAGE_TYPE)


@pytest.mark.parametrize("number", MessageType)
def test_a_message_type_alone_has_too_few_elements(number):
    assert parse(f"[{number}]") == FrameViolation(ViolationKind.WRONG_ARITY)


@pytest.mark.parametrize("number", MessageType)
@pytest.mark.parametrize("message_id", ["7", "7.0", "null", "true", "[]", '["1"]', '{"id":"1"}'])
@pytest.mark.parametrize("rest", ["", ',"Heartbeat",{}', ",{}", ',"GenericError","",{}'])
def test_without_a_message_id_that_is_a_string_nobody_can_be_answered(number, message_id, rest):
    text = f"[{number},{message_id}{rest}]"
    assert parse(text) == FrameViolation(ViolationKind.ID_NOT_A_STRING)


# OCPP-J 1.6 4.2.3: "the content of the call does not meet the requirements for a proper
# message. This could be missing mandatory fields, (...) unique identifier too long, etc."
BAD_CALLS = {
    "no action": ('[2,"1"]', ViolationKind.WRONG_ARITY),
    "no payload": ('[2,"1","Heartbeat"]', ViolationKind.WRONG_ARITY),
    "an element too many": ('[2,"1","Heartbeat",{},{}]', ViolationKind.WRONG_ARITY),
    "a number for its action": ('[2,"1",7,{}]', ViolationKind.ACTION_NOT_A_STRING),
    "null for its action": ('[2,"1",null,{}]', ViolationKind.ACTION_NOT_A_STRING),
    "action and payload swapped": ('[2,"1",{},"Heartbeat"]', ViolationKind.ACTION_NOT_A_STRING),
    "an array for its payload": ('[2,"1","Heartbeat",[]]', ViolationKind.PAYLOAD_NOT_AN_OBJECT),
    "text for its payload": ('[2,"1","Heartbeat","{}"]', ViolationKind.PAYLOAD_NOT_AN_OBJECT),
    "false for its payload": ('[2,"1","Heartbeat",false]', ViolationKind.PAYLOAD_NOT_AN_OBJECT),
    "zero for its payload": ('[2,"1","Heartbeat",0]', ViolationKind.PAYLOAD_NOT_AN_OBJECT),
}


@pytest.mark.parametrize(("text", "kind"), BAD_CALLS.values(), ids=BAD_CALLS)
def test_a_malformed_call_is_answered_with_formation_violation(text, kind):
    answer = CallError("1", ErrorCode.FORMATION_VIOLATION, kind.value)
    assert parse(text) == FrameViolation(kind, answer=answer)


@pytest.mark.parametrize("rest", ['"Heartbeat",{}', '"Heartbeat",null', "7,[]"])
@pytest.mark.parametrize("message_id", ["i" * 37, "é" * 37, "i" * 100_000])
def test_a_call_with_too_long_an_id_is_answered_under_that_very_id(message_id, rest):
    kind = ViolationKind.ID_TOO_LONG
    answer = CallError(message_id, ErrorCode.FORMATION_VIOLATION, kind.value)
    assert parse(f'[2,"{message_id}",{rest}]') == FrameViolation(kind, answer=answer)


BAD_ANSWERS = {
    "a CallResult without payload": ('[3,"1"]', ViolationKind.WRONG_ARITY),
    "a CallResult that repeats the action": (
        '[3,"1","Heartbeat",{}]',
        ViolationKind.WRONG_ARITY,
    ),
    "a CallResult with an array": ('[3,"1",[]]', ViolationKind.PAYLOAD_NOT_AN_OBJECT),
    "a CallResult with text": ('[3,"1","Accepted"]', ViolationKind.PAYLOAD_NOT_AN_OBJECT),
    "a CallResult with false": ('[3,"1",false]', ViolationKind.PAYLOAD_NOT_AN_OBJECT),
    "a CallError with a code only": ('[4,"1","GenericError"]', ViolationKind.WRONG_ARITY),
    "a CallError without details": ('[4,"1","GenericError",""]', ViolationKind.WRONG_ARITY),
    "a CallError with an element too many": (
        '[4,"1","GenericError","",{},{}]',
        ViolationKind.WRONG_ARITY,
    ),
    "a CallError with a number for its code": (
        '[4,"1",500,"",{}]',
        ViolationKind.ERROR_FIELDS_MALFORMED,
    ),
    "a CallError with null for its description": (
        '[4,"1","GenericError",null,{}]',
        ViolationKind.ERROR_FIELDS_MALFORMED,
    ),
    "a CallError with text for its details": (
        '[4,"1","GenericError","","none"]',
        ViolationKind.ERROR_FIELDS_MALFORMED,
    ),
}


@pytest.mark.parametrize(("text", "kind"), BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_a_malformed_answer_ends_its_call_and_gets_no_answer_itself(text, kind):
    assert parse(text) == FrameViolation(kind, answers_message_id="1")


@pytest.mark.parametrize("number", ["1e300", "123456789012345678901234567890", "-1e-400"])
def test_a_number_that_no_machine_word_holds_is_read_all_the_same(number):
    message = parse(f'[3,"1",{{"a":{number}}}]')
    assert isinstance(message, CallResult)
    assert isinstance(message.payload["a"], float)


def test_a_payload_of_ten_megabytes_is_read():
    text = "x" * 10_000_000
    assert parse(serialise_call_result("1", {"data": text})) == CallResult("1", {"data": text})


def test_messages_are_written_as_the_specification_shows_them():
    assert serialise_call("1", "Heartbeat", {}) == b'[2,"1","Heartbeat",{}]'
    assert serialise_call_result("1", {"a": "é"}) == '[3,"1",{"a":"é"}]'.encode()
    assert serialise_call_error(CallError("1", ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION)) == (
        b'[4,"1","OccurenceConstraintViolation","",{}]'
    )


@pytest.mark.parametrize("value", [{1}, b"x", 2**64, "\ud800", object()])
def test_what_json_has_no_form_for_is_not_sent(value):
    with pytest.raises(TypeError):
        serialise_call("1", "DataTransfer", {"data": value})
    with pytest.raises(TypeError):
        serialise_call_result("1", {"data": value})
    with pytest.raises(TypeError):
        serialise_call_error(CallError("1", ErrorCode.GENERIC_ERROR, "", {"data": value}))


def test_error_codes_are_spelled_as_the_wire_spells_them():
    assert set(ErrorCode) == {
        "NotImplemented",
        "NotSupported",
        "InternalError",
        "ProtocolError",
        "SecurityError",
        "FormationViolation",
        "PropertyConstraintViolation",
        "OccurenceConstraintViolation",
        "TypeConstraintViolation",
        "GenericError",
    }
