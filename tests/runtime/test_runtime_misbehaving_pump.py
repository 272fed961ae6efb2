"""Stations with faults on real sockets: what the central system sees, and what is made of it."""

import select
from random import Random

import gevent
import pytest
from support.file_servers import transfers
from support.link_harness import endpoint_at
from support.pump_harness import PumpObserver, ScriptedCentralSystem, connect_and_boot, send
from support.simulation import EPOCH_S, SILENCE, VALIDATOR, a_station

from ocpp_load.charge_point import BackOff, Behaviour, ChargePoint, call
from ocpp_load.charge_point.activities import connect, say_good_bye
from ocpp_load.handlers import HandlerRegistry
from ocpp_load.messages.v16.actions import PROFILES
from ocpp_load.model import Between
from ocpp_load.model.misbehaviour import FaultKind, Misbehaviour, StationFault
from ocpp_load.runtime.fault_observer import FaultObserver
from ocpp_load.runtime.misbehaving_pump import MisbehavingPump
from ocpp_load.transport import FaultyLink

EVER = Between(1000.0, 1000.0)


@pytest.fixture
def central_system():
    return ScriptedCentralSystem()


@pytest.fixture
def run(serve, central_system):
    """Return what runs a station with one fault: `pump, seen, peer = run(script, kind, ...)`."""
    running = []

    def start(script, kind, *, server=None, call_timeout_s=30.0, **fields):
        wrong, behind = Misbehaviour(), PumpObserver()
        observer = FaultObserver(behind, wrong)
        behaviour = Behaviour(
            VALIDATOR,
            HandlerRegistry(PROFILES, VALIDATOR),
            back_off=BackOff(minimum_s=0.001, random_s=0.001, maximum_s=0.005),
            call_timeout_s=call_timeout_s,
        )
        charge_point = ChargePoint(
            a_station(), behaviour, observer, seed="test", now=0.0, epoch_s=EPOCH_S
        )
        endpoint = endpoint_at(server or serve(central_system.serve))
        link = FaultyLink(endpoint, observer, wrong, Random(1))
        pump = MisbehavingPump(
            charge_point,
            link,
            observer,
            say_good_bye,
            transfers(),
            faults=[StationFault(kind, kind.value, **fields)],
            wrong=wrong,
        )
        running.append(gevent.spawn(pump.run, script))
        return pump, behind, central_system.connections.get()

    yield start
    gevent.killall(running)


def booted(central_system):
    """Wait until the central system has read all that a boot makes a station send."""
    for _ in range(3):
        central_system.next_frame("StatusNotification")


def ask(station):
    yield from connect(station)
    yield from call("DataTransfer", {"vendorId": "x"})


def until(condition):
    while not condition():
        gevent.sleep(0.001)


def test_a_connection_breaks_off_when_an_event_says_so_and_the_station_comes_back(
    run, central_system
):
    pump, seen, _ = run(connect_and_boot, FaultKind.CLOSE_WITHOUT_HANDSHAKE, by_event=True)
    booted(central_system)
    for _ in range(2):
        pump.begin_fault("close_without_handshake")
        central_system.connections.get()
    assert seen.names.count("connected: closed by the fault close_without_handshake") == 2
    assert seen.failed == []


def test_a_fault_that_nobody_has_is_no_concern_of_the_station(run, central_system):
    pump, _, peer = run(connect_and_boot, FaultKind.NO_PONG, by_event=True)
    pump.begin_fault("flapping")
    booted(central_system)
    pump.end_fault("flapping")
    send(peer, [2, "c", "Reset", {"type": "Soft"}])
    assert central_system.next_frame()[1] == "c"


def test_a_station_that_holds_still_answers_once_an_event_ends_it(run, central_system):
    central_system.answers["DataTransfer"] = SILENCE
    pump, seen, peer = run(ask, FaultKind.HALF_OPEN, by_event=True)
    _, message_id, *_ = central_system.next_frame("DataTransfer")
    pump.begin_fault("half_open")
    until(lambda: pump.charge_point.is_running("fault half_open"))
    send(peer, [3, message_id, {"status": "Accepted"}])
    send(peer, [2, "c", "Reset", {"type": "Soft"}])
    # It is there to be read, and the station has had its turn.
    until(lambda: select.select([pump._link._socket], [], [], 0)[0])
    gevent.idle()
    assert central_system.frames.empty()
    pump.end_fault("half_open")
    assert central_system.next_frame()[1] == "c"
    assert "answered under the fault half_open: DataTransfer" in seen.names
    assert seen.answered == seen.failed == []


def test_a_station_that_holds_still_comes_back_when_the_central_system_gives_up(
    run, central_system, monkeypatch
):
    monkeypatch.setattr("ocpp_load.transport.faulty_link._LOOK_S", 0.005)
    pump, seen, peer = run(connect_and_boot, FaultKind.HALF_OPEN, by_event=True)
    booted(central_system)
    pump.begin_fault("half_open")
    until(lambda: pump.charge_point.is_running("fault half_open"))
    peer.close()
    central_system.connections.get()
    under = "connected: closed under the fault half_open: closed without close frame"
    assert under in seen.names


def test_a_station_that_holds_still_is_stopped_and_says_good_bye(run, central_system):
    pump, seen, _ = run(connect_and_boot, FaultKind.HALF_OPEN, by_event=True)
    booted(central_system)
    pump.begin_fault("half_open")
    until(lambda: pump.charge_point.is_running("fault half_open"))
    pump.request_stop()
    assert central_system.close_codes.get() == 1000
    until(lambda: pump.charge_point.finished)
    assert "connected: closed by us" in seen.names


def test_a_call_that_is_sent_twice_and_answered_twice_is_answered_once(run, central_system):
    central_system.answers["DataTransfer"] = {"status": "Accepted"}
    _, seen, _ = run(ask, FaultKind.MESSAGES_TWICE)
    first = central_system.next_frame("DataTransfer")
    assert central_system.next_frame("DataTransfer") == first
    until(lambda: "second answer under the fault messages_twice" in seen.names)
    assert (seen.answered, seen.violations) == (["DataTransfer"], [])


def test_a_flapping_station_comes_back_again_and_again(run, central_system):
    _, seen, _ = run(connect_and_boot, FaultKind.FLAPPING, stays=Between(0.001, 0.002))
    for _ in range(3):
        central_system.connections.get()
    assert seen.names.count("connected: closed by the fault flapping") >= 3
    assert seen.failed == []


def test_faults_end_before_the_station_says_good_bye(run, central_system):
    pump, _, _ = run(connect_and_boot, FaultKind.OUT_OF_ORDER, at_most_s=0.001, lasts=EVER)
    booted(central_system)
    pump.request_stop()
    assert central_system.close_codes.get() == 1000
    until(lambda: pump.charge_point.finished)
    assert pump._wrong.active == []
