"""Calls of one station: one outstanding, the others behind it (OCPP-J 1.6 section 4.1.1)."""

from support.simulation import SILENCE, Simulation

from ocpp_load.charge_point import Pause, call
from ocpp_load.charge_point.activities import boot, connect


def script(station):
    yield from connect(station)
    yield from boot(station)


def test_one_call_is_outstanding_and_the_others_follow_in_their_order():
    simulation = Simulation({"DataTransfer": {"status": "Accepted"}}, latency_s=10.0)
    simulation.start(script).run(100)
    simulation.messages.clear()
    for number in range(3):
        simulation.spawn("caller", call("DataTransfer", {"vendorId": str(number)}))
    simulation.run(100)
    sent = [(m.at - simulation.messages[0].at, m.payload["vendorId"]) for m in simulation.messages]
    assert sent == [(0, "0"), (10, "1"), (20, "2")]


def test_time_from_intent_holds_the_wait_behind_other_calls_and_round_trip_does_not():
    simulation = Simulation({"DataTransfer": {"status": "Accepted"}}, latency_s=10.0)
    simulation.start(script).run(100)
    simulation.observer.times.clear()
    for _ in range(3):
        simulation.spawn("caller", call("DataTransfer", {"vendorId": "x"}))
    simulation.run(100)
    assert simulation.observer.times == [
        ("DataTransfer", 10, 10),
        ("DataTransfer", 10, 20),
        ("DataTransfer", 10, 30),
    ]


def test_a_call_that_times_out_makes_room_for_the_next():
    simulation = Simulation({"DataTransfer": SILENCE}, call_timeout_s=30.0)
    simulation.start(script).run(1)
    simulation.messages.clear()
    for _ in range(2):
        simulation.spawn("caller", call("DataTransfer", {"vendorId": "x"}))
    simulation.run(100)
    assert [m.at for m in simulation.messages] == [1, 31]
    assert simulation.observer.failed == [("DataTransfer", "timeout")] * 2


def test_message_ids_are_unique_over_reconnects():
    simulation = Simulation().start(script).run(700)
    simulation.lose_connection().run(700)
    ids = [message.message_id for message in simulation.messages]
    assert len(ids) > 6
    assert len(set(ids)) == len(ids)


def test_an_activity_that_raises_ends_alone():
    def breaks(_station):
        yield Pause(5)
        raise ValueError("a bug of ours")

    simulation = Simulation().start(script).run(1)
    simulation.spawn("broken", breaks(simulation.station))
    simulation.run(400)
    assert simulation.observer.own_faults == [("broken", "a bug of ours")]
    assert "Heartbeat" in simulation.actions


def test_a_payload_that_has_no_form_in_json_is_our_own_fault_and_stops_nobody():
    simulation = Simulation().start(script).run(1)
    simulation.spawn("wrong", call("DataTransfer", {"vendorId": "v", "data": 2**70})).run(400)
    assert [where for where, _ in simulation.observer.own_faults][-1] == "payload of DataTransfer"
    assert "DataTransfer" not in simulation.actions
    assert "Heartbeat" in simulation.actions
