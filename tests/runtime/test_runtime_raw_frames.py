"""Frames that are no messages, and answers that are none, on a real socket."""

import pytest
from gevent.queue import Queue
from support.link_harness import FAR_S
from support.pump_harness import PumpUnderTest, ScriptedCentralSystem, connect_and_boot, send
from support.scripted_server import BINARY, TEXT

from ocpp_load.charge_point import Pause
from ocpp_load.charge_point.activities import connect
from ocpp_load.charge_point.answer_rules import AnswerRule


@pytest.fixture
def central_system():
    return ScriptedCentralSystem()


def test_raw_frames_go_out_as_they_are_and_are_counted(serve):
    frames: Queue = Queue()

    def reading(peer):
        peer.upgrade()
        while True:
            frames.put(peer.read_frame())

    def script(station):
        yield from connect(station)
        station.send_raw(b'[2,"half')
        station.send_raw(b"\x00\xff", binary=True)
        yield Pause(FAR_S)

    pump = PumpUnderTest(serve(reading))
    running = pump.start(script)
    assert [frames.get(), frames.get()] == [(TEXT, b'[2,"half'), (BINARY, b"\x00\xff")]
    assert pump.observer.names.count("raw frame") == 2
    running.kill()


def test_a_command_that_meets_silence_is_counted_and_nothing_is_sent(run, central_system):
    rules = (AnswerRule("Reset", silence=True, carries_out=False),)
    pump, _, peer = run(connect_and_boot, answers=rules)
    for _ in range(3):
        central_system.next_frame("StatusNotification")
    send(peer, [2, "c-1", "Reset", {"type": "Soft"}])
    send(peer, [2, "c-2", "Nonsense", {}])
    assert central_system.next_frame()[1] == "c-2"
    assert pump.observer.commands == [
        ("Reset (no answer)", None),
        ("Nonsense", "NotImplemented"),
    ]
