"""How a station ends: asked to, killed, or by a bug; nothing of it is left."""

import gevent
import pytest
from support.link_harness import FAR_S, endpoint_at
from support.pump_harness import PumpUnderTest, ScriptedCentralSystem, connect_and_boot, send
from support.scripted_server import Peer
from support.simulation import SILENCE

from ocpp_load.charge_point import BackOff, Pause, call
from ocpp_load.charge_point.activities import (
    charge,
    connect,
    disconnect,
    say_good_bye,
    send_heartbeat,
    start_transaction,
)
from ocpp_load.transport import TlsOptions

CUT_OFF = "connected: closed at the end of the run"


def charging(station):
    yield from connect_and_boot(station)
    connector = station.station.connector(1)
    yield from start_transaction(station, connector, "TAG")
    yield from charge(station, connector, 10_000)


def waiting_for_ever(station):
    yield from connect(station)
    yield from call("DataTransfer", {"vendorId": "x"})


@pytest.fixture
def central_system():
    return ScriptedCentralSystem({"DataTransfer": SILENCE})


def read_status(central_system, status):
    while central_system.next_frame("StatusNotification")[3]["status"] != status:
        pass


def test_a_station_that_is_asked_to_stop_ends_its_session_and_says_good_bye(run, central_system):
    pump, running, _ = run(charging)
    read_status(central_system, "Charging")
    pump.request_stop()
    assert central_system.close_codes.get() == 1000
    running.get()
    assert central_system.actions[-2:] == ["StatusNotification", "StopTransaction"]
    assert pump.observer.names[-1] == "connected: closed by us"
    assert not pump.link.is_open
    assert pump.observer.cut_off == pump.observer.failed == []


def test_to_ask_again_changes_nothing(run, central_system):
    farewells = []

    def farewell(station):
        farewells.append(station)
        yield from say_good_bye(station)

    central_system.answers["StopTransaction"] = SILENCE
    pump, running, peer = run(charging, farewell=farewell)
    read_status(central_system, "Charging")
    pump.request_stop()
    message_id = central_system.next_frame("StopTransaction")[1]
    pump.request_stop()
    send(peer, [2, "c-1", "Reset", {"type": "Soft"}])
    while central_system.next_frame()[1] != "c-1":
        pass
    send(peer, [3, message_id, {}])
    running.get()
    assert len(farewells) == 1


def test_a_station_asked_before_it_runs_does_not_even_connect(serve, central_system):
    server = serve(central_system.serve)
    pump = PumpUnderTest(server)
    pump.request_stop()
    pump.start(connect_and_boot).get()
    assert server.accepted == 0
    assert pump.observer.names == []


def opening(pump):
    """Wait until the station's link is being opened."""
    while pump.link._opener is None:
        gevent.sleep(0.001)
    gevent.sleep(0.01)


def silent_name(monkeypatch, _serve):
    monkeypatch.setattr("gevent.socket.getaddrinfo", lambda *_, **__: gevent.sleep(FAR_S))
    return endpoint_at(1, host="central.invalid")


def silent_tls(_monkeypatch, serve):
    return endpoint_at(serve(Peer.read_to_the_end), tls=TlsOptions(insecure=True))


def silent_upgrade(_monkeypatch, serve):
    return endpoint_at(serve(Peer.read_to_the_end))


@pytest.mark.parametrize("silent", [silent_name, silent_tls, silent_upgrade])
def test_a_station_that_is_still_connecting_leaves_at_once(monkeypatch, serve, silent):
    pump = PumpUnderTest(silent(monkeypatch, serve))
    running = pump.start(connect_and_boot)
    opening(pump)
    pump.request_stop()
    running.get()
    assert not any(name.startswith("connect") for name in pump.observer.names)


def test_a_station_that_waits_to_reconnect_leaves_at_once(serve):
    server = serve(lambda peer: (peer.respond("503 Busy"), peer.close()))
    pump = PumpUnderTest(server, back_off=BackOff(minimum_s=FAR_S))
    running = pump.start(connect_and_boot)
    while not pump.observer.names[1:]:
        gevent.sleep(0.001)
    pump.request_stop()
    running.get()


def test_a_stop_while_the_link_is_closing_is_not_forgotten(run, central_system):
    central_system.answers_close = False

    def script(station):
        yield from connect(station)
        yield from disconnect(station)
        yield Pause(FAR_S)

    pump, running, peer = run(script)
    assert central_system.close_codes.get() == 1000
    assert pump.link.is_open
    pump.request_stop()
    gevent.sleep(0)
    peer.close()
    running.get()


def test_a_stop_that_is_lost_during_the_farewell_is_delivered_over_another_connection(
    run, central_system
):
    central_system.answers["StopTransaction"] = SILENCE
    pump, running, peer = run(charging)
    read_status(central_system, "Charging")
    pump.request_stop()
    central_system.next_frame("StopTransaction")
    del central_system.answers["StopTransaction"]
    peer.reset()
    central_system.next_frame("StopTransaction")
    running.get()
    assert pump.observer.failed == [("StopTransaction", "connection lost: connection reset")]
    assert pump.observer.delivered == 1


@pytest.mark.parametrize("script", [connect_and_boot, charging, waiting_for_ever])
def test_a_station_that_is_killed_closes_with_a_close_frame(run, central_system, script):
    pump, running, peer = run(script)
    central_system.next_frame()
    running.kill()
    assert central_system.close_codes.get() == 1001
    assert pump.observer.names[-1] == CUT_OFF
    assert not pump.link.is_open
    assert pump.charge_point.finished
    assert peer.read_to_the_end() == b""


def test_a_call_in_flight_of_a_killed_station_is_neither_success_nor_failure(run, central_system):
    pump, running, _ = run(waiting_for_ever)
    central_system.next_frame("DataTransfer")
    running.kill()
    assert pump.observer.cut_off == ["DataTransfer"]
    assert pump.observer.answered == pump.observer.failed == []


def test_activities_of_a_killed_station_are_closed(run, central_system):
    closed = []

    def script(station):
        try:
            yield from waiting_for_ever(station)
        finally:
            closed.append("script")

    _, running, _ = run(script)
    central_system.next_frame("DataTransfer")
    running.kill()
    assert closed == ["script"]


@pytest.mark.parametrize("silent", [silent_name, silent_tls, silent_upgrade])
def test_a_station_that_is_killed_while_connecting_leaves_nothing(monkeypatch, serve, silent):
    pump = PumpUnderTest(silent(monkeypatch, serve))
    running = pump.start(connect_and_boot)
    opening(pump)
    running.kill()
    assert not any(name.startswith("connect") for name in pump.observer.names)


def test_a_killed_station_does_not_wait_for_a_peer_that_reads_nothing(run, central_system):
    def script(station):
        yield from connect(station)
        yield from call("DataTransfer", {"vendorId": "x", "data": "y" * 10_000_000})

    central_system.reads = False
    pump, running, _ = run(script)
    while pump.charge_point.last_sent_at <= 0:
        gevent.sleep(0)
    running.kill()
    assert pump.observer.names[-1] == CUT_OFF
    assert pump.observer.cut_off == ["DataTransfer"]


@pytest.mark.parametrize("where", ["frame_received", "connection_opened", "time_passed"])
def test_a_bug_of_ours_ends_the_run_with_its_traceback_and_closes_the_socket(
    run, central_system, monkeypatch, where
):
    def bug(*_):
        raise ZeroDivisionError("a bug of ours")

    monkeypatch.setattr(f"ocpp_load.charge_point.ChargePoint.{where}", bug)
    monkeypatch.setattr("gevent.hub.Hub.print_exception", lambda *_: None)

    def script(station):
        yield from connect(station)
        station.spawn("soon", soon())
        yield from send_heartbeat(station)

    def soon():
        yield Pause(0.01)

    pump, running, _ = run(script)
    with pytest.raises(ZeroDivisionError):
        running.get()
    assert central_system.close_codes.get() == 1001
    assert not pump.link.is_open


def test_an_observer_that_fails_at_the_end_does_not_keep_the_socket_open(
    run, central_system, monkeypatch
):
    monkeypatch.setattr("gevent.hub.Hub.print_exception", lambda *_: None)
    pump, running, _ = run(waiting_for_ever)
    central_system.next_frame("DataTransfer")

    def bug(_action):
        raise ZeroDivisionError("a bug of ours")

    pump.observer.call_cut_off = bug
    running.kill()
    assert central_system.close_codes.get() == 1001
    assert not pump.link.is_open


def test_a_run_that_has_ended_can_be_followed_by_another(serve, central_system):
    server = serve(central_system.serve)
    for _ in range(3):
        pump = PumpUnderTest(server)
        running = pump.start(connect_and_boot)
        central_system.next_frame("BootNotification")
        pump.request_stop()
        running.get()
        assert central_system.close_codes.get() == 1000
