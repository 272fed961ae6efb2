"""Stations on real sockets against our central system, a process of its own that misbehaves."""

import json
import urllib.request
from urllib.parse import urlsplit

import gevent
import pytest
from support.pump_harness import PumpUnderTest, connect_and_boot

from ocpp_load.central_system.process import EmbeddedCentralSystem
from ocpp_load.charge_point import BackOff, Pause
from ocpp_load.charge_point.activities import (
    connect,
    disconnect,
    plug_in,
    send_heartbeat,
    start_transaction,
    stop_transaction,
)


@pytest.fixture
def start():
    """Return what starts a central system: `start(*options)`."""
    started = []

    def start(*options):
        started.append(EmbeddedCentralSystem(options))
        # The child is waited for without the hub; no station runs yet.
        started[-1].start()
        return started[-1]

    yield start
    for central_system in started:
        central_system.stop()


@pytest.fixture
def run():
    """Return what runs a station against a central system: `pump = run(central_system, script)`."""
    greenlets = []

    def run(central_system, script, **options):
        pump = PumpUnderTest(urlsplit(central_system.url).port, **options)
        greenlets.append(pump.start(script))
        return pump

    yield run
    gevent.killall(greenlets)


def ask(central_system, path, body=None, method=None):
    """Ask the control interface from a thread, while the stations run."""

    def answer():
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{central_system.control_url}{path}", data=data, method=method
        )
        with urllib.request.urlopen(request) as response:
            return json.load(response)

    return gevent.get_hub().threadpool.apply(answer)


def until(condition):
    while not condition():
        gevent.sleep(0.01)


def booted(pump):
    until(lambda: pump.observer.registrations)


def is_well(pump):
    observer = pump.observer
    return (
        observer.own_faults == [] and observer.violations == [] and not pump.charge_point.finished
    )


def test_a_connection_that_is_accepted_and_then_silent_is_a_timeout_and_is_given_up(start, run):
    central_system = start("--fault", "silent")
    pump = run(central_system, connect_and_boot, call_timeout_s=0.2, boot_retry_s=0.1)
    until(lambda: len(pump.observer.failed) >= 2)
    assert set(pump.observer.failed) == {("BootNotification", "timeout")}
    assert pump.observer.registrations == []
    ask(central_system, "/faults", method="DELETE")
    booted(pump)
    assert is_well(pump)
    [known] = ask(central_system, "/stations")["stations"]
    assert known["registration"] == "Accepted"


@pytest.mark.parametrize(
    ("choice", "event"),
    [
        ("409", "connect: HTTP 409"),
        ("403", "connect: HTTP 403"),
        ("close", "connected: closed by peer (1008)"),
    ],
)
def test_who_comes_back_while_the_connection_before_lingers_tries_until_it_is_let_in(
    start, run, choice, event
):
    central_system = start("--quirk", f"lingering-connection={choice}")

    def script(station):
        yield from connect_and_boot(station)
        yield from disconnect(station)
        yield from connect(station)
        while True:
            yield Pause(0.02)
            yield from send_heartbeat(station)

    pump = run(central_system, script, back_off=BackOff(0.02, 1.0, 0.02, 0.02))
    until(lambda: "Heartbeat" in pump.observer.answered)
    assert is_well(pump)
    assert event in pump.observer.names
    assert pump.observer.answered.count("BootNotification") == 1
    assert ask(central_system, "/statistics")["connections"]["refused"] >= 1


@pytest.mark.parametrize(
    ("fault", "event"),
    [
        ("hang", None),
        ("refuse", "connect: connection refused"),
        ("unavailable", "connect: HTTP 503"),
        ("unavailable,status=429,retry-after=0", "connect: HTTP 429"),
    ],
)
def test_a_central_system_that_nobody_gets_into_is_waited_for(start, run, fault, event):
    central_system = start("--fault", fault)
    pump = run(central_system, connect_and_boot, back_off=BackOff(0.02, 1.0, 0.02, 0.02))
    if event is not None:
        until(lambda: pump.observer.names.count(event) > 2)
    ask(central_system, "/faults", method="DELETE")
    booted(pump)
    assert is_well(pump)


@pytest.mark.parametrize(
    ("fault", "event"),
    [
        ("close", "connected: closed by peer (1012)"),
        ("reset", "connected: connection reset"),
    ],
)
def test_a_station_whose_connection_is_ended_comes_back_and_does_not_boot_again(
    start, run, fault, event
):
    central_system = start()

    def script(station):
        yield from connect_and_boot(station)
        while True:
            yield Pause(0.02)
            yield from send_heartbeat(station)

    pump = run(central_system, script)
    booted(pump)
    ask(central_system, "/faults", {"fault": fault})
    answered = len(pump.observer.answered)
    until(lambda: len(pump.observer.answered) > answered + 3)
    assert is_well(pump)
    assert event in pump.observer.names
    assert pump.observer.answered.count("BootNotification") == 1
    assert ask(central_system, "/statistics")["connections"]["accepted"] == 2


TIMEOUT = ("Heartbeat", "timeout")
BAD_ANSWERS = [
    ("call-error", [("Heartbeat", "CallError InternalError")], []),
    ("ignore", [TIMEOUT], []),
    ("late,latency=3600s", [TIMEOUT], []),
    ("lose-answer", [TIMEOUT], []),
    ("malformed", [TIMEOUT], ["not JSON"]),
    ("twice", [], ["call answered twice"]),
    ("wrong-id", [TIMEOUT], ["answer to a call never made"]),
    (
        "wrong-payload",
        [("Heartbeat", "answer breaks its schema: * breaks additionalProperties")],
        [],
    ),
]


@pytest.mark.parametrize(("fault", "failed", "violations"), BAD_ANSWERS)
def test_what_is_wrong_with_an_answer_has_its_name_and_the_station_goes_on(
    start, run, fault, failed, violations
):
    central_system = start()

    def script(station):
        yield from connect_and_boot(station)
        while True:
            yield Pause(0.02)
            yield from send_heartbeat(station)

    # Where no timeout is awaited, a machine that is busy must not bring one about.
    pump = run(central_system, script, call_timeout_s=0.2 if TIMEOUT in failed else 30.0)
    observer = pump.observer
    until(lambda: "Heartbeat" in observer.answered)
    kind, *fields = fault.split(",")
    order = {"fault": kind, **dict(field.split("=") for field in fields)}
    ask(central_system, "/faults", order)
    until(lambda: observer.failed or (observer.violations and not failed))
    ask(central_system, "/faults", method="DELETE")
    answered = len(observer.answered)
    until(lambda: len(observer.answered) > answered + 3)
    assert (set(observer.failed), set(observer.violations)) == (set(failed), set(violations))
    assert observer.own_faults == []
    assert not pump.charge_point.finished
    assert ask(central_system, "/statistics")["connections"]["accepted"] == 1


def test_a_start_whose_answer_was_lost_with_the_central_system_is_bound_to_the_id_in_its_books(
    start, run, tmp_path
):
    central_system = start("--books", str(tmp_path / "books.jsonl"))

    def script(station):
        connector = station.station.connector(1)
        yield from connect_and_boot(station)
        yield from plug_in(station, connector)
        yield from start_transaction(station, connector, "TAG1")
        yield from stop_transaction(station, connector)
        while True:
            yield Pause(1.0)

    ask(central_system, "/faults", {"fault": "lose-answer", "actions": ["StartTransaction"]})
    pump = run(central_system, script)
    until(lambda: ask(central_system, "/transactions")["started"])
    assert "StartTransaction" not in pump.observer.answered
    central_system.kill()
    central_system.start()
    until(lambda: pump.observer.delivered)
    books = ask(central_system, "/transactions")
    assert (books["started"], books["stopped"]) == (1, 1)
    assert [one["action"] for one in books["repeated"]["latest"]] == ["StartTransaction"]
    assert (books["outOfOrder"]["count"], books["unknown"]["count"]) == (0, 0)
    assert pump.observer.transaction_faults == []
    assert pump.observer.answered.count("BootNotification") == 1
    assert is_well(pump)
