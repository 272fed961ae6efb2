"""One station on a real socket: it boots, answers, reconnects."""

from dataclasses import dataclass
from types import SimpleNamespace

import gevent
import pytest
from support.link_harness import endpoint_at
from support.pump_harness import (
    PumpUnderTest,
    ScriptedCentralSystem,
    connect_and_boot,
    send,
)
from support.scripted_server import BINARY, CLOSE, PING, PONG, TEXT, frame
from support.simulation import SILENCE, VALIDATOR

from ocpp_load.charge_point import BackOff, Pause, call
from ocpp_load.charge_point.activities import connect, disconnect, send_heartbeat
from ocpp_load.handlers import HandlerRegistry, Reply, handles
from ocpp_load.messages.v16.actions import PROFILES, Action, FeatureProfile
from ocpp_load.model import Configuration


@dataclass(frozen=True)
class SendAHeartbeat:
    """An effect for the tests."""


@handles(Action.CLEAR_CACHE, profile=FeatureProfile.CORE)
def on_clear_cache(_station, _payload):
    return Reply({"status": "Accepted"}, effects=[SendAHeartbeat()])


@pytest.fixture
def central_system():
    return ScriptedCentralSystem()


@pytest.fixture
def run(serve, central_system):
    """Return what runs a station: `pump, peer = run(script)`."""
    started = []

    def start(script=connect_and_boot, **options):
        pump = PumpUnderTest(serve(central_system.serve), **options)
        started.append(pump.start(script))
        return pump, central_system.connections.get()

    yield start
    for greenlet in started:
        greenlet.kill()


def booted(central_system):
    """Wait until the central system has read all that a boot makes a station send."""
    for _ in range(3):
        central_system.next_frame("StatusNotification")


def test_a_station_boots(run, central_system):
    pump, _ = run()
    booted(central_system)
    assert central_system.actions == ["BootNotification", *["StatusNotification"] * 3]
    assert pump.observer.registrations == [True]


def test_a_command_is_answered_while_a_call_of_the_station_is_outstanding(run, central_system):
    central_system.answers["BootNotification"] = SILENCE
    pump, peer = run()
    central_system.next_frame("BootNotification")
    send(peer, [2, "c-1", "Reset", {"type": "Soft"}])
    assert central_system.next_frame()[:3] == [4, "c-1", "NotSupported"]
    assert pump.observer.commands == [("Reset", "NotSupported")]
    assert pump.observer.answered == []


def test_the_answer_leaves_before_the_messages_that_it_causes(run, central_system):
    registry = HandlerRegistry(PROFILES, VALIDATOR)
    registry.register([SimpleNamespace(on_clear_cache=on_clear_cache)])
    pump, peer = run(
        registry=registry,
        consequences={SendAHeartbeat: lambda station, _: send_heartbeat(station)},
    )
    booted(central_system)
    send(peer, [2, "c-1", "ClearCache", {}])
    assert central_system.next_frame() == [3, "c-1", {"status": "Accepted"}]
    assert central_system.next_frame()[2] == "Heartbeat"
    assert pump.observer.commands == [("ClearCache", None)]


def test_frames_that_are_no_messages_are_counted_and_the_station_lives(run, central_system):
    pump, peer = run()
    booted(central_system)
    peer.send(frame(BINARY, b"\0") + frame(TEXT, b"\xff") + frame(PONG) + frame(TEXT, b"{}"))
    send(peer, [2, "c-1", "Reset", {"type": "Soft"}])
    assert central_system.next_frame()[1] == "c-1"
    assert pump.observer.violations == ["not a text frame", "not JSON", "not an array"]


def test_calls_time_out_though_the_peer_floods_the_station(run, central_system):
    central_system.answers["DataTransfer"] = SILENCE
    outcome = gevent.event.AsyncResult()

    def script(station):
        yield from connect(station)
        outcome.set((yield from call("DataTransfer", {"vendorId": "x"})))

    pump, peer = run(script, call_timeout_s=0.05)

    def flood():
        while True:
            peer.send(frame(PING) * 1000)

    sender = gevent.spawn(flood)
    assert outcome.get().reason == "timeout"
    sender.kill()
    assert pump.observer.failed == [("DataTransfer", "timeout")]


def test_a_station_that_always_has_something_to_do_hears_its_central_system(run, central_system):
    def script(station):
        yield from connect(station)
        while True:
            yield Pause(0.0)

    _, peer = run(script)
    send(peer, [2, "c-1", "Reset", {"type": "Soft"}])
    assert central_system.next_frame()[1] == "c-1"


@pytest.mark.parametrize(
    ("hang_up", "end"),
    [
        (lambda peer: peer.close(), "closed without close frame"),
        (lambda peer: peer.reset(), "connection reset"),
        (lambda peer: peer.send_frame(CLOSE, b"\x03\xe9"), "closed by peer (1001)"),
        (lambda peer: peer.send_frame(3), "WebSocket protocol error"),
    ],
)
def test_a_connection_that_is_lost_is_opened_again_without_a_new_boot(
    run, central_system, hang_up, end
):
    pump, peer = run()
    booted(central_system)
    hang_up(peer)
    again = central_system.connections.get()
    assert f"connected: {end}" in pump.observer.names
    send(again, [2, "c-2", "Reset", {"type": "Soft"}])
    assert central_system.next_frame()[1] == "c-2"
    assert central_system.actions.count("BootNotification") == 1


def test_a_call_in_flight_fails_with_its_connection_and_the_next_one_goes_out(run, central_system):
    outcomes = []

    def script(station):
        yield from connect(station)
        for number in range(2):
            payload = {"vendorId": "x", "data": str(number)}
            outcomes.append((yield from call("DataTransfer", payload)))

    central_system.answers["DataTransfer"] = SILENCE
    _, peer = run(script)
    central_system.next_frame("DataTransfer")
    central_system.answers["DataTransfer"] = {"status": "Accepted"}
    peer.reset()
    assert central_system.next_frame("DataTransfer")[3]["data"] == "1"
    while len(outcomes) < 2:
        gevent.sleep(0.001)
    assert outcomes[0].reason == "connection lost: connection reset"
    assert outcomes[1] == {"status": "Accepted"}


def test_a_script_may_disconnect_and_connect_again(run, central_system):
    def script(station):
        yield from connect(station)
        yield from disconnect(station, 3001)
        yield from connect(station)
        yield from send_heartbeat(station)

    pump, _ = run(script)
    assert central_system.close_codes.get() == 3001
    central_system.connections.get()
    central_system.next_frame("Heartbeat")
    assert pump.observer.names.count("connect") == 2
    assert "connected: closed by us" in pump.observer.names


def test_a_peer_that_no_longer_answers_pings_is_left_and_connected_to_anew(
    run, central_system, monkeypatch
):
    seconds = Configuration.seconds
    monkeypatch.setattr(
        Configuration,
        "seconds",
        lambda self, key: 0.02 if key == "WebSocketPingInterval" else seconds(self, key),
    )
    central_system.answers_pings = central_system.answers_close = False
    pump, peer = run()
    booted(central_system)
    assert central_system.close_codes.get() == 1001
    peer.close()
    central_system.connections.get()
    assert "connected: no pong" in pump.observer.names


def test_pings_that_are_answered_keep_the_connection(run, central_system, monkeypatch):
    monkeypatch.setattr(Configuration, "seconds", lambda *_: 0.01)
    pump, _ = run()
    while central_system.pings < 3:
        gevent.sleep(0.001)
    assert pump.observer.names == ["tcp connect", "websocket upgrade", "connect"]


def test_attempts_go_on_until_the_central_system_is_there(serve, central_system):
    attempts = []

    def script(peer):
        attempts.append(peer)
        if len(attempts) <= 3:
            peer.respond("503 Busy")
            peer.close()
        else:
            central_system.serve(peer)

    pump = PumpUnderTest(serve(script))
    running = pump.start(connect_and_boot)
    booted(central_system)
    running.kill()
    assert pump.observer.names.count("connect: HTTP 503") == 3


def test_the_time_that_a_busy_server_asks_for_is_waited(serve):
    server = serve(lambda peer: (peer.respond("429 Slow Down", "Retry-After: 1000"), peer.close()))
    pump = PumpUnderTest(server, back_off=BackOff(minimum_s=0.0, random_s=0.0, maximum_s=0.0))
    running = pump.start(connect_and_boot)
    while "connect: HTTP 429" not in pump.observer.names:
        gevent.sleep(0.001)
    assert pump.charge_point.next_due - pump.charge_point.now == pytest.approx(1000, abs=1)
    running.kill()
    assert server.accepted == 1


def test_a_server_that_is_not_there_is_tried_again_and_again(serve):
    server = serve()
    server.close()
    pump = PumpUnderTest(endpoint_at(server.port))
    running = pump.start(connect_and_boot)
    while pump.observer.names.count("connect: connection refused") < 3:
        gevent.sleep(0.001)
    running.kill()


def test_many_stations_live_side_by_side(serve, central_system):
    pumps = [PumpUnderTest(serve(central_system.serve)) for _ in range(30)]
    running = [pump.start(connect_and_boot) for pump in pumps]
    for _ in range(30 * 4):
        central_system.next_frame()
    gevent.killall(running)
    assert [pump.observer.registrations for pump in pumps] == [[True]] * 30
