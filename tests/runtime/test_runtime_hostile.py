"""One process, some stations, and a central system that attacks one of them on its socket.

RFC 6455 sections 4.1, 5 and 7, OCPP-J 1.6 chapters 3 and 4. The station under attack lives and
comes back, what was done to it is counted under its name, the process does not grow, and the
others have their turns: that is counted, not timed.
"""

import gc
import sys
from collections import Counter
from random import Random

import gevent
import pytest
from support.hostile_central_system import (
    COMPRESSED,
    ENDINGS,
    LIMIT,
    NUISANCES,
    READS_NOTHING,
    SLOW_TLS,
    UPGRADES,
    commands_at_once,
)
from support.hostile_frames import FRAMES
from support.link_harness import endpoint_at
from support.pump_harness import PumpUnderTest, ScriptedCentralSystem, connect_and_boot, send
from support.random_commands import REGISTRY
from support.scripted_server import TEXT

from ocpp_load.charge_point.activities import send_heartbeat
from ocpp_load.charge_point.consequences import CONSEQUENCES
from ocpp_load.transport import Link, TlsOptions
from ocpp_load.transport.compression import OFFER

NEIGHBOURS = 3
TURNS = 60
"""More frames than a station may take while each of the others makes one call."""


def heartbeats_without_end(station):
    yield from connect_and_boot(station)
    while True:
        yield from send_heartbeat(station)


@pytest.fixture
def central_system():
    return ScriptedCentralSystem()


@pytest.fixture
def attacked(serve, central_system):
    """Return what runs a station: `attacked(*scripts)` has its connections attacked in turn.

    Connections after those are served as they should be.
    """
    started = []

    def start(*scripts, script=connect_and_boot, upgrades=None, **options):
        waiting = list(scripts)

        def serve_one(peer):
            if not waiting:
                central_system.serve(peer)
                return
            attack = waiting.pop(0)
            if upgrades is not None:
                peer.upgrade(**upgrades)
            attack(peer)

        options.setdefault("upgrade_timeout_s", 0.1)
        options.setdefault("send_timeout_s", 0.1)
        endpoint = endpoint_at(serve(serve_one), max_message_bytes=LIMIT, **options)
        behaviour = {"consequences": CONSEQUENCES, "boot_retry_s": 0.01}
        pump = PumpUnderTest(endpoint, registry=REGISTRY, **behaviour)
        started.append(pump.start(script))
        return pump

    yield start
    gevent.killall(started)


@pytest.fixture
def neighbours(attacked):
    """Return stations of the same process with a central system that is in order."""
    return [attacked(script=heartbeats_without_end) for _ in range(NEIGHBOURS)]


def calls_of(neighbours):
    """Return how many calls the slowest of them has had answered."""
    return min(len(each.observer.answered) for each in neighbours)


def wait_for_calls(neighbours, count):
    """Wait until each of them has had so many more calls answered."""
    wanted = calls_of(neighbours) + count
    while calls_of(neighbours) < wanted:
        gevent.sleep(0.001)


@pytest.fixture
def frames_of(monkeypatch):
    """Return what tells how many frames a station has taken in."""
    taken, wait = Counter(), Link.wait

    def counting(link, until, **expected):
        received = wait(link, until, **expected)
        taken[link] += received is not None
        return received

    monkeypatch.setattr(Link, "wait", counting)
    return lambda pump: taken[pump.link]


def answers_commands(central_system):
    """Tell whether the station that connects next boots and answers a command."""
    peer = central_system.connections.get()
    for _ in range(3):
        central_system.next_frame("StatusNotification")
    send(peer, [2, "after", "GetLocalListVersion", {}])
    while (answer := central_system.frames.get())[1] != "after":
        pass
    return answer == [3, "after", {"listVersion": 0}]


def names_of(pump):
    """Return how connections failed or ended, in order."""
    return [name for name in pump.observer.names if ": " in name]


def test_every_attack_on_the_upgrade_is_counted_by_its_name(attacked, central_system):
    pump = attacked(*(attack.script for attack in UPGRADES.values()))
    assert answers_commands(central_system)
    assert names_of(pump) == [attack.counted_as for attack in UPGRADES.values()]
    assert pump.observer.own_faults == []


def test_a_tls_handshake_that_never_ends_is_given_up_by_its_name(attacked):
    [attack] = SLOW_TLS.values()
    pump = attacked(*[attack.script] * 9, tls=TlsOptions(insecure=True), timeout_s=0.05)
    while len(names_of(pump)) < 2:
        gevent.sleep(0.001)
    assert set(names_of(pump)) == {attack.counted_as}
    assert pump.observer.own_faults == []


def test_every_attack_on_a_connection_ends_it_by_its_name(attacked, central_system):
    pump = attacked(*(attack.script for attack in ENDINGS.values()), upgrades={})
    assert answers_commands(central_system)
    ended = names_of(pump)
    assert ended == [attack.counted_as for attack in ENDINGS.values()]
    assert pump.observer.own_faults == []


def test_every_attack_on_compression_ends_the_connection_by_its_name(attacked, central_system):
    pump = attacked(
        *(attack.script for attack in COMPRESSED.values()),
        upgrades={"Sec_WebSocket_Extensions": OFFER},
        compression=True,
    )
    assert answers_commands(central_system)
    assert names_of(pump) == [attack.counted_as for attack in COMPRESSED.values()]
    assert pump.observer.own_faults == []


def test_a_peer_that_reads_nothing_is_left_and_the_others_call_on_meanwhile(
    attacked, neighbours, central_system
):
    [attack] = READS_NOTHING.values()
    pump = attacked(attack.script, upgrades={})
    while not names_of(pump):
        wait_for_calls(neighbours, 10)
    assert names_of(pump) == [attack.counted_as]
    assert pump.observer.own_faults == []


@pytest.mark.parametrize("attack", NUISANCES)
def test_a_flood_leaves_the_others_their_turns(attacked, neighbours, frames_of, attack):
    draw, counted_as = NUISANCES[attack]
    flood = draw()

    def flood_for_ever(peer):
        reader = gevent.spawn(peer.read_to_the_end)
        try:
            while True:
                peer.send(flood)
        finally:
            reader.kill()

    pump = attacked(flood_for_ever, upgrades={})
    wait_for_calls(neighbours, 20)
    before, calls = frames_of(pump), calls_of(neighbours)
    wait_for_calls(neighbours, 50)
    taken = frames_of(pump) - before
    assert 0 < taken < TURNS * (calls_of(neighbours) - calls)
    assert set(pump.observer.violations) == ({counted_as} if counted_as else set())
    assert all(each.observer.failed == [] for each in [*neighbours, pump])
    assert all(each.observer.own_faults == [] for each in [*neighbours, pump])


def test_commands_at_once_are_answered_one_by_one_and_leave_the_others_their_turns(
    attacked, neighbours, frames_of
):
    count = 5000
    answers = []

    def pipeline(peer):
        sending = gevent.spawn(peer.send, commands_at_once(count))
        while len(answers) < count:
            opcode, data = peer.read_frame()
            if opcode == TEXT and data[1:2] in b"34":
                answers.append(data)
        sending.get()
        peer.close()

    pump = attacked(pipeline, upgrades={})
    wait_for_calls(neighbours, 20)
    before, calls = frames_of(pump), calls_of(neighbours)
    while len(answers) < count:
        wait_for_calls(neighbours, 1)
    assert frames_of(pump) - before < TURNS * (calls_of(neighbours) - calls)
    assert [len(answers), len(pump.observer.commands)] == [count, count]
    assert all(each.observer.failed == [] for each in neighbours)
    assert pump.observer.own_faults == []


def test_a_station_under_attack_does_not_grow(attacked):
    random, count = Random(5), 10_000
    rounds = gevent.queue.Queue()

    def fire(peer):
        reader = gevent.spawn(peer.read_to_the_end)
        try:
            while True:
                for _ in range(count):
                    name = random.choice(_WITHOUT_COMMANDS)
                    peer.send_frame(TEXT, FRAMES[name](random))
                peer.send_frame(TEXT, b"the round is over")
                rounds.get()
        finally:
            reader.kill()

    pump = attacked(fire, upgrades={})
    pump.observer.violations = Forgetful()
    pump.observer.exchanges = Forgetful()
    pump.observer.commands = Forgetful()

    def a_round():
        seen = pump.observer.violations.count
        rounds.put(None)
        while pump.observer.violations.count < seen + count:
            gevent.sleep(0.001)

    a_round()
    gc.collect()
    before = sys.getallocatedblocks()
    for _ in range(3):
        a_round()
    gc.collect()
    assert sys.getallocatedblocks() - before < count / 10
    assert pump.observer.own_faults == []


class Forgetful(list):
    """Counts what is added to it, and keeps nothing."""

    count = 0

    def append(self, _):
        self.count += 1


_WITHOUT_COMMANDS = (
    "random bytes",
    "invalid UTF-8",
    "JSON that is no message",
    "answers never asked for",
    "CallErrors for nothing",
)
