import pytest
from support.ocpp16_payloads import REQUESTS

from ocpp_load.central_system.answerer import Answerer
from ocpp_load.central_system.books import Books
from ocpp_load.central_system.faults.fault import Fault
from ocpp_load.central_system.faults.in_force import FaultsInForce
from ocpp_load.central_system.faults.kinds import OF_CALLS, SPOILING, FaultKind
from ocpp_load.central_system.faults.spoiling import spoil
from ocpp_load.central_system.latency import FixedLatency, UniformLatency
from ocpp_load.central_system.options import CentralSystemOptions
from ocpp_load.central_system.responders import RESPONDERS
from ocpp_load.central_system.station import Station
from ocpp_load.ocppj import (
    Call,
    CallError,
    CallResult,
    FrameViolation,
    ViolationKind,
    parse,
    serialise_call_error,
    serialise_call_result,
)
from ocpp_load.validation import PayloadValidator, SchemaStore

VALIDATOR = PayloadValidator(SchemaStore("1.6"))
ANSWERS = [
    serialise_call_result("id-1", {}),
    serialise_call_result("id-1", {"status": "Accepted"}),
    serialise_call_error(CallError("id-1", "GenericError", "why", {"a": 1})),
]


def struck(faults, kind, identity="CP1", times=1):
    return sum(faults.draw((kind,), identity) is not None for _ in range(times))


def test_a_fault_strikes_from_its_beginning_to_its_end():
    faults = FaultsInForce()
    assert not struck(faults, FaultKind.TWICE)
    number = faults.begin(Fault(kind=FaultKind.TWICE))
    assert faults.has(FaultKind.TWICE)
    assert struck(faults, FaultKind.TWICE)
    assert not struck(faults, FaultKind.IGNORE)
    for _ in range(2):
        faults.end(FaultKind.TWICE, number)
    assert not faults.has(FaultKind.TWICE)
    assert not struck(faults, FaultKind.TWICE)
    assert faults.as_json() == {"inForce": [], "strikes": {"twice": 1}}


def test_a_fault_strikes_the_stations_it_names():
    faults = FaultsInForce()
    faults.begin(Fault(kind=FaultKind.TWICE, stations=("CP00*", "OTHER")))
    hit = [name for name in ("CP001", "CP01", "OTHER", "other") if struck(faults, "twice", name)]
    assert hit == ["CP001", "OTHER"]


def test_a_fault_strikes_the_calls_it_names():
    faults = FaultsInForce()
    faults.begin(Fault(kind=FaultKind.LATE, actions=("Heartbeat",), latency=FixedLatency(2.0)))
    assert [faults.delay_s("CP1", action) for action in ("Heartbeat", "Authorize", None)] == [
        2.0,
        None,
        None,
    ]


def test_two_faults_of_one_kind_may_concern_different_stations():
    faults = FaultsInForce()
    first = faults.begin(Fault(kind=FaultKind.TWICE, stations=("CP1",)))
    faults.begin(Fault(kind=FaultKind.TWICE, stations=("CP2",)))
    faults.end(FaultKind.TWICE, first)
    assert (struck(faults, "twice", "CP1"), struck(faults, "twice", "CP2")) == (0, 1)


def test_the_share_is_how_much_is_struck():
    faults = FaultsInForce(seed=3)
    faults.begin(Fault(kind=FaultKind.CALL_ERROR, share=0.2))
    assert struck(faults, FaultKind.CALL_ERROR, times=10_000) == pytest.approx(2_000, rel=0.1)


def test_the_dice_of_one_seed_fall_again_as_they_fell():
    def draws():
        faults = FaultsInForce(seed=3)
        faults.begin(Fault(kind=FaultKind.LATE, latency=UniformLatency(0, 1), share=0.5))
        return [faults.delay_s("CP1") for _ in range(50)]

    assert draws() == draws()


def test_without_a_fault_nothing_is_held_back():
    assert FaultsInForce().delay_s("CP1") is None


def test_an_answer_is_held_back_for_the_latency_of_its_fault():
    faults = FaultsInForce()
    faults.begin(Fault(kind=FaultKind.LATE, latency=FixedLatency(2.0)))
    assert faults.delay_s("CP1") == 2.0


@pytest.mark.parametrize("kind", FaultKind)
def test_calls_take_the_detour_while_a_fault_concerns_them(kind):
    faults = FaultsInForce()
    assert not faults.touch_calls
    number = faults.begin(Fault(kind=kind))
    assert faults.touch_calls is (kind in OF_CALLS or kind is FaultKind.STALL)
    faults.end(kind, number)
    assert not faults.touch_calls


def test_calls_always_take_the_detour_where_that_is_asked_for():
    faults = FaultsInForce()
    faults.touch_all_calls(always=True)
    faults.end(FaultKind.LATE, faults.begin(Fault(kind=FaultKind.LATE)))
    assert faults.touch_calls
    faults.touch_all_calls(always=False)
    assert not faults.touch_calls


@pytest.mark.parametrize("answer", ANSWERS)
def test_what_leaves_instead_of_an_answer(answer):
    original = parse(answer)
    assert spoil(FaultKind.LOSE_ANSWER, answer) == ()
    assert spoil(FaultKind.TWICE, answer) == (answer, answer)
    (malformed,) = spoil(FaultKind.MALFORMED, answer)
    assert parse(malformed).kind is ViolationKind.NOT_JSON
    (strange,) = spoil(FaultKind.WRONG_ID, answer)
    assert type(parse(strange)) is type(original)
    assert parse(strange).message_id != original.message_id
    (wrong,) = spoil(FaultKind.WRONG_PAYLOAD, answer)
    assert isinstance(parse(wrong), CallResult)
    assert parse(wrong).message_id == original.message_id


@pytest.mark.parametrize("action", sorted(RESPONDERS))
def test_a_wrong_payload_breaks_the_schema_of_every_action(action):
    answerer = Answerer(Books(CentralSystemOptions()), VALIDATOR)
    answer = answerer.answer(Station("CP1"), Call("id-1", action, REQUESTS[action]), 1.0)
    assert VALIDATOR.check_response(action, parse(answer).payload) is None
    (wrong,) = spoil(FaultKind.WRONG_PAYLOAD, answer)
    assert VALIDATOR.check_response(action, parse(wrong).payload) is not None


@pytest.mark.parametrize("kind", SPOILING)
def test_what_leaves_is_no_answer_that_a_station_could_use(kind):
    """But for the answer that comes twice, whose first copy is as good as any."""
    answer = serialise_call_result("id-1", {"currentTime": "2026-11-23T01:53:32.500Z"})
    messages = [parse(text) for text in spoil(kind, answer)]
    usable = [
        message
        for message in messages
        if not isinstance(message, FrameViolation)
        and message.message_id == "id-1"
        and VALIDATOR.check_response("Heartbeat", message.payload) is None
    ]
    assert len(usable) == (2 if kind is FaultKind.TWICE else 0)
