"""`parse` never raises, whatever a peer sends; and it reads back what was written."""

import json

import orjson
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ocpp_load.ocppj import (
    MAX_MESSAGE_ID_LENGTH,
    Call,
    CallError,
    CallResult,
    ErrorCode,
    FrameViolation,
    ViolationKind,
    parse,
    serialise_call,
    serialise_call_error,
    serialise_call_result,
)

MANY = settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])

text = st.text(st.characters(exclude_categories=["Cs"]))
numbers = st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | text,
    lambda children: st.lists(children, max_size=4) | st.dictionaries(text, children, max_size=4),
    max_leaves=12,
)
payloads = st.dictionaries(text, values, max_size=4)
message_ids = st.text(st.characters(exclude_categories=["Cs"]), max_size=MAX_MESSAGE_ID_LENGTH)

calls = st.builds(Call, message_ids, text, payloads)
call_results = st.builds(CallResult, text, payloads)
call_errors = st.builds(CallError, text, text, text, payloads)

good_arrays = st.one_of(
    st.tuples(st.just(2), message_ids, text, payloads),
    st.tuples(st.just(3), text, payloads),
    st.tuples(st.just(4), text, text, text, payloads),
).map(list)

_READABLE_BUT_WRONG = set(ViolationKind) - {
    ViolationKind.NOT_TEXT,
    ViolationKind.ANSWER_TO_NO_CALL,
    ViolationKind.ANSWERED_TWICE,
}


@st.composite
def near_messages(draw):
    """Return a good message with one or two elements replaced, added, taken out or swapped."""
    array = draw(good_arrays)
    for _ in range(draw(st.integers(1, 2))):
        place = draw(st.integers(0, max(len(array) - 1, 0)))
        match draw(st.sampled_from(["replace", "insert", "remove", "swap"])):
            case "replace" if array:
                array[place] = draw(values)
            case "insert":
                array.insert(place, draw(values))
            case "remove" if array:
                del array[place]
            case "swap" if array:
                array[0], array[place] = array[place], array[0]
    return array


@st.composite
def damaged_texts(draw):
    """Return the bytes of a good message with some of them changed, lost or doubled."""
    frame = bytearray(orjson.dumps(draw(good_arrays)))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(frame)))
        end = draw(st.integers(start, min(start + 3, len(frame))))
        frame[start:end] = draw(st.binary(max_size=3) | st.just(bytes(frame[start:end]) * 2))
    return bytes(frame)


def assert_well_formed(outcome):
    match outcome:
        case Call(message_id, action, payload):
            assert len(message_id) <= MAX_MESSAGE_ID_LENGTH
            assert isinstance(action, str)
            assert isinstance(payload, dict)
        case CallResult(message_id, payload):
            assert isinstance(message_id, str)
            assert isinstance(payload, dict)
        case CallError(message_id, code, description, details):
            assert all(isinstance(field, str) for field in (message_id, code, description))
            assert isinstance(details, dict)
        case FrameViolation(kind, answer, answers_message_id):
            assert kind in _READABLE_BUT_WRONG
            assert answer is None or answers_message_id is None
            if answer is not None:
                assert answer.code == ErrorCode.FORMATION_VIOLATION
                assert parse(serialise_call_error(answer)) == answer
        case _:
            raise AssertionError(f"parse returned {outcome!r}")


@given(st.binary())
@MANY
def test_arbitrary_bytes_are_a_message_or_a_violation(frame):
    assert_well_formed(parse(frame))


@given(st.text(st.characters()))
@example("\ud800")
@example("\ufeff[]")
@MANY
def test_arbitrary_text_is_a_message_or_a_violation(frame):
    assert_well_formed(parse(frame))


@given(st.one_of(values, st.lists(values, max_size=6)))
@MANY
def test_an_arbitrary_json_value_is_a_message_or_a_violation(value):
    assert_well_formed(parse(orjson.dumps(value)))


@given(st.recursive(st.floats() | st.integers() | st.text(), st.lists, max_leaves=8))
@MANY
def test_what_only_python_calls_json_is_a_message_or_a_violation(value):
    assert_well_formed(parse(json.dumps([2, "1", "Heartbeat", {"NaN and lone surrogates": value}])))
    assert_well_formed(parse(json.dumps(value)))


@given(near_messages())
@MANY
def test_a_message_that_is_nearly_right_is_a_message_or_a_violation(array):
    outcome = parse(orjson.dumps(array))
    assert_well_formed(outcome)
    if isinstance(outcome, FrameViolation) and outcome.answer is not None:
        assert array[:2] == [2, outcome.answer.message_id]
    if isinstance(outcome, FrameViolation) and outcome.answers_message_id is not None:
        assert array[0] in {3, 4}
        assert array[1] == outcome.answers_message_id


@given(damaged_texts())
@MANY
def test_a_damaged_message_is_a_message_or_a_violation(frame):
    assert_well_formed(parse(frame))


@given(
    st.integers(0, 3000),
    st.sampled_from([(b"[", b"]"), (b'{"a":', b"}")]),
    st.sampled_from([b"%s", b'[3,"1",%s]', b'[2,"1","DataTransfer",%s]', b'[4,"1","","",%s]']),
)
@settings(max_examples=100)
def test_nesting_of_any_depth_is_a_message_or_a_violation(depth, brackets, frame):
    opening, closing = brackets
    assert_well_formed(parse(frame % (opening * depth + b"0" + closing * depth)))


@given(calls)
@MANY
def test_a_call_comes_back_as_it_was_written(call):
    assert parse(serialise_call(call.message_id, call.action, call.payload)) == call


@given(call_results)
@MANY
def test_a_call_result_comes_back_as_it_was_written(result):
    assert parse(serialise_call_result(result.message_id, result.payload)) == result


@given(call_errors)
@MANY
def test_a_call_error_comes_back_as_it_was_written(error):
    assert parse(serialise_call_error(error)) == error
