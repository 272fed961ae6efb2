"""What is told in full of Calls, commands, connections and violations (OCPP-J 1.6 chapter 4)."""

import orjson
import pytest
from support.simulation import EPOCH_S, SILENCE, ErrorAnswer, Simulation, a_station

from ocpp_load.charge_point import Matter, call
from ocpp_load.charge_point.activities import boot, connect
from ocpp_load.charge_point.answer_rules import AnswerRule, GivenError
from ocpp_load.model.quirks import Quirks

QUESTION = {"vendorId": "ä", "data": '{"a": 1.0}'}


def script(station):
    yield from connect(station)
    yield from boot(station)


def started(answers=None, **options):
    simulation = Simulation(answers, **options).start(script).run(1)
    simulation.observer.exchanges.clear()
    simulation.messages.clear()
    simulation.sent_frames.clear()
    return simulation


def asked(answer, **options):
    """Return a simulation in which one DataTransfer has got this answer 2 s after it was sent."""
    simulation = started({"DataTransfer": answer}, latency_s=0, **options)
    simulation.latency_s = 2.0
    simulation.spawn("caller", call("DataTransfer", QUESTION)).run(100)
    return simulation


def test_a_call_is_told_with_its_frames_its_message_id_and_its_times():
    simulation = asked({"status": "Accepted"})
    [exchange] = [one for one in simulation.observer.exchanges if one.name == "DataTransfer"]
    [message] = [one for one in simulation.messages if one.action == "DataTransfer"]
    assert exchange._asdict() == {
        "matter": Matter.CALL,
        "name": "DataTransfer",
        "station": "CP000007",
        "outcome": None,
        "message_id": message.message_id,
        "intended_at": 1.0,
        "sent_at": 1.0,
        "received_at": 3.0,
        "ended_at": 3.0,
        "sent": simulation.sent_frames[0],
        "received": orjson.dumps([3, message.message_id, {"status": "Accepted"}]),
    }
    assert (exchange.round_trip_s, exchange.from_intent_s) == (2.0, 2.0)


def test_a_call_that_waited_for_another_was_intended_before_it_was_sent():
    simulation = started({"DataTransfer": {"status": "Accepted"}})
    simulation.latency_s = 2.0
    for _ in range(2):
        simulation.spawn("caller", call("DataTransfer", QUESTION))
    simulation.run(10)
    second = simulation.observer.exchanges[1]
    assert (second.intended_at, second.sent_at, second.received_at) == (1.0, 3.0, 5.0)
    assert (second.round_trip_s, second.from_intent_s) == (2.0, 4.0)


def test_a_payload_that_has_changed_since_it_was_sent_is_not_told_as_the_frame():
    payload = dict(QUESTION)
    simulation = started({"DataTransfer": {"status": "Accepted"}})
    simulation.latency_s = 2.0
    simulation.spawn("caller", call("DataTransfer", payload))
    payload["data"] = "something else"
    simulation.run(10)
    [exchange] = simulation.observer.exchanges
    assert (exchange.sent, exchange.received is None) == (None, False)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (ErrorAnswer("InternalError"), "CallError InternalError"),
        ({"status": "Perhaps"}, "answer breaks its schema: status breaks enum"),
    ],
)
def test_an_answer_that_is_of_no_use_is_told_with_its_frame(answer, outcome):
    simulation = asked(answer)
    [exchange] = [one for one in simulation.observer.exchanges if one.outcome]
    assert (exchange.matter, exchange.outcome) == (Matter.CALL, outcome)
    assert (exchange.round_trip_s, exchange.ended_at) == (2.0, 3.0)
    assert exchange.message_id.encode() in exchange.received


def test_a_malformed_answer_is_told_as_that_of_its_call_and_as_a_violation():
    simulation = started({"DataTransfer": SILENCE})
    simulation.spawn("caller", call("DataTransfer", QUESTION)).run(1)
    [message] = simulation.messages
    frame = orjson.dumps([3, message.message_id, "no object"])
    simulation.receive(frame)
    told = [
        (one.matter, one.name, one.outcome, one.message_id, one.received)
        for one in simulation.observer.exchanges
    ]
    kind = "payload is not an object"
    assert told == [
        (Matter.VIOLATION, "OCPP-J", kind, message.message_id, frame),
        (Matter.CALL, "DataTransfer", f"malformed answer: {kind}", message.message_id, frame),
    ]


def test_a_call_without_an_answer_is_told_when_it_is_given_up():
    simulation = asked(SILENCE, call_timeout_s=30.0)
    [exchange] = [one for one in simulation.observer.exchanges if one.outcome]
    assert (exchange.outcome, exchange.sent_at, exchange.ended_at) == ("timeout", 1.0, 31.0)
    assert (exchange.received_at, exchange.received, exchange.round_trip_s) == (None, None, None)
    assert exchange.sent == simulation.sent_frames[0]


def test_a_lost_connection_is_told_and_the_call_that_was_lost_with_it():
    simulation = started({"DataTransfer": SILENCE})
    simulation.spawn("caller", call("DataTransfer", QUESTION)).run(1)
    simulation.lose_connection("closed by peer (1001)")
    told = [(one.matter, one.name, one.outcome) for one in simulation.observer.exchanges]
    assert told == [
        (Matter.LINK, "connection lost", "closed by peer (1001)"),
        (Matter.CALL, "DataTransfer", "connection lost: closed by peer (1001)"),
    ]


def test_a_connection_that_does_not_come_about_is_told_with_station_and_time():
    simulation = Simulation()
    simulation.reachable = False
    simulation.start(script).run(1)
    exchange = simulation.observer.exchanges[0]
    assert exchange == (
        *(Matter.LINK, "connect", "CP000007", "connection refused", 0.0),
        *(None,) * 6,
    )


def test_a_connection_that_the_station_closes_is_not_told():
    simulation = started().stop().run(100)
    assert simulation.closings
    assert [one for one in simulation.observer.exchanges if one.matter is Matter.LINK] == []


@pytest.mark.parametrize(
    ("frame", "kind", "message_id"),
    [
        (b"{", "not JSON", None),
        (b'[2,"1","Reset"]', "wrong number of elements", "1"),
        (b'[3,"nobody-1",{}]', "answer to a call never made", "nobody-1"),
    ],
)
def test_a_violation_is_told_with_the_frame_and_what_was_answered(frame, kind, message_id):
    simulation = started().receive(frame)
    [exchange] = simulation.observer.exchanges
    assert (exchange.matter, exchange.outcome) == (Matter.VIOLATION, kind)
    assert (exchange.message_id, exchange.received) == (message_id, frame)
    assert [exchange.sent] == (simulation.sent_frames or [None])


def test_a_binary_frame_is_told_without_its_bytes():
    simulation = started()
    simulation.station.binary_received(5.0)
    [exchange] = simulation.observer.exchanges
    assert (exchange.outcome, exchange.ended_at, exchange.received) == (
        *("not a text frame", 5.0),
        None,
    )


def test_a_command_that_gets_a_callerror_is_told_with_both_frames():
    simulation = started()
    assert simulation.command("Invented", {"a": 1}) == "NotImplemented"
    [exchange] = simulation.observer.exchanges
    [answer] = simulation.sent_frames
    assert (exchange.matter, exchange.name, exchange.outcome) == (
        *(Matter.COMMAND, "Invented"),
        "NotImplemented",
    )
    assert (exchange.received_at, exchange.sent_at, exchange.round_trip_s) == (1.0, 1.0, None)
    assert exchange.received == orjson.dumps([2, exchange.message_id, "Invented", {"a": 1}])
    assert exchange.sent == answer


def test_a_command_that_is_answered_is_not_told():
    simulation = started()
    assert simulation.command("ClearCache") == {"status": "Accepted"}
    assert simulation.observer.exchanges == []


def test_a_callerror_that_the_scenario_wants_is_not_told():
    rule = AnswerRule("Reset", gives=lambda *_: GivenError("InternalError"))
    simulation = started(own_answers=(rule,))
    assert simulation.command("Reset", {"type": "Soft"}) == "InternalError"
    assert simulation.observer.exchanges == []


def test_a_late_callerror_bears_the_time_at_which_the_command_came():
    class Never:
        def draw(self, _rng):
            return 3.0

    simulation = started(own_answers=(AnswerRule("Invented", delay=Never()),))
    simulation.receive([2, "late", "Invented", {}]).run(10)
    [exchange] = [one for one in simulation.observer.exchanges if one.matter is Matter.COMMAND]
    assert (exchange.received_at, exchange.sent_at) == (1.0, 4.0)


def test_a_command_nested_deeper_than_can_be_written_is_told_without_its_frame():
    simulation = started()
    deep = b'{"a":' * 300 + b"1" + b"}" * 300
    simulation.receive(b'[2,"1","Invented",%s]' % deep)
    [exchange] = simulation.observer.exchanges
    assert (exchange.outcome, exchange.received) == ("NotImplemented", None)


def test_times_are_those_of_the_machine_whatever_the_stations_own_clock_shows():
    quirks = Quirks(clock_offset_s=-86_400.0, clock_drift_s=3600.0)
    simulation = asked({"status": "Accepted"}, station=a_station(quirks=quirks))
    assert simulation.station.epoch_s() < EPOCH_S
    [exchange] = [one for one in simulation.observer.exchanges if one.name == "DataTransfer"]
    assert (exchange.sent_at, exchange.received_at) == (1.0, 3.0)


def test_an_observer_that_does_not_ask_is_told_of_no_call():
    simulation = started({"DataTransfer": {"status": "Accepted"}})
    simulation.observer.call_answered = lambda *_: False
    simulation.spawn("caller", call("DataTransfer", QUESTION)).run(10)
    assert "DataTransfer" in simulation.actions
    assert simulation.observer.exchanges == []
