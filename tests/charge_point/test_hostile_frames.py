"""A hostile central system: 30,000 random and mutated frames (OCPP-J 1.6 sections 4.1 and 4.2).

The laws: nothing raises, no frame goes uncounted, nothing grows by what is received, and the
station answers a proper command afterwards as it did before.
"""

import gc
import sys
from collections import Counter
from random import Random

import orjson
import pytest
from support.edge_values import edge_payload
from support.hostile_frames import FRAMES, LARGE_FRAMES
from support.ocpp16_payloads import REQUESTS
from support.random_commands import COMMANDS, REGISTRY, random_payload
from support.simulation import SILENCE, RecordingObserver, Simulation, healthy_answers

from ocpp_load.charge_point.activities import (
    authorize,
    boot,
    charge,
    connect,
    plug_in,
    start_transaction,
    stop_transaction,
    unplug,
)
from ocpp_load.charge_point.activities.booting import BOOTING
from ocpp_load.charge_point.answering import is_too_busy
from ocpp_load.ocppj import ErrorCode, ViolationKind

FLOOD = 30_000
MOST_ACTIVITIES = 130
ANSWERED = [
    *("Authorize", "BootNotification", "Heartbeat", "StartTransaction", "StopTransaction"),
    *("MeterValues", "StatusNotification"),
]
SHORTEST = [
    *(
        "ClockAlignedDataInterval",
        "HeartbeatInterval",
        "MessageTimeout",
        "MeterValueSampleInterval",
    ),
    *("TransactionMessageRetryInterval", "WebSocketPingInterval"),
]
BOOT = healthy_answers()["BootNotification"]


class CountingObserver(RecordingObserver):
    """Counts what it is told, and remembers no more than the names."""

    def __init__(self):
        super().__init__()
        self.counts = Counter()

    def call_answered(self, *_):
        self.counts["call answered"] += 1

    def call_failed(self, _action, reason, round_trip_s, _from_intent_s):
        # One that got no answer at all is no frame that came in.
        self.counts["call failed" if round_trip_s is not None else "call unanswered"] += 1

    def call_cut_off(self, _action):
        self.counts["call unanswered"] += 1

    def late_answer(self, _action):
        self.counts["late answer"] += 1

    def violation(self, kind):
        self.counts[ViolationKind(kind)] += 1

    def exchange(self, _exchange):
        """Leave it: its frame has been counted."""

    def flow(self, _name, _seconds, _failure=None):
        """Leave it: it is no frame."""

    @property
    def frames_counted(self):
        """Return how many frames were counted under some name."""
        return self.counts.total() - self.counts["call unanswered"]


class Flooded(Simulation):
    """A booted station, and a central system that sends what it is told to."""

    def __init__(self, answers=None, **options):
        super().__init__(answers, registry=REGISTRY, **options)
        self.observer = self.station.observer = CountingObserver()
        self.start(script)
        self.run(10)
        self.forget()

    def forget(self):
        """Keep nothing of what was sent; count the answers to commands."""
        for frame in self.sent_frames:
            kind, _, third, *_ = orjson.loads(frame)
            if kind != 2:
                self.observer.counts["answer", third if kind == 4 else None] += 1
        for kept in (self.sent_frames, self.messages, self.attempts, self.closings, self.pings):
            kept.clear()
        self.transfers.clear()
        self.answered.clear()
        self.observer.registrations.clear()
        self.observer.stopped_wh.clear()

    def flood(self, frames):
        """Hand in every frame; time passes now and then, and while there is no connection."""
        for number, frame in enumerate(frames):
            if number % 500 == 0:
                self.run(1.0)
                self.forget()
            while not self.station.connected:
                self.run(10.0)
            self.receive(frame)

    def answers_as_before(self):
        """Tell whether the station, left alone for a while, lives on."""
        self.run(1000)
        self.forget()
        return self.station.connected and "listVersion" in self.command("GetLocalListVersion")


def script(station):
    yield from connect(station)
    yield from boot(station)


def a_session(station, connector, seconds=50.0):
    yield from plug_in(station, connector)
    yield from authorize(station, "CARD")
    yield from start_transaction(station, connector, "CARD")
    yield from charge(station, connector, seconds)
    yield from stop_transaction(station, connector)
    yield from unplug(station, connector)


def draw(random, count, names=tuple(FRAMES)):
    """Return so many frames of these attacks."""
    return (FRAMES[random.choice(names)](random) for _ in range(count))


def growth(work):
    """Return how many blocks of memory are in use after `work` that were not before."""
    gc.collect()
    before = sys.getallocatedblocks()
    work()
    gc.collect()
    return sys.getallocatedblocks() - before


def test_a_station_takes_30_000_hostile_frames_counts_each_and_does_not_grow():
    flooded, random = Flooded(), Random(4)
    flooded.flood(draw(random, FLOOD // 2))
    more = growth(lambda: flooded.flood(draw(random, FLOOD // 2)))
    assert more < FLOOD // 2 / 20, f"{more} blocks for {FLOOD // 2} frames"
    assert flooded.answers_as_before()
    observer = flooded.observer
    assert observer.own_faults == []
    assert observer.frames_counted >= FLOOD
    counted = {kind for kind in observer.counts if isinstance(kind, ViolationKind)}
    assert counted == set(ViolationKind) - {ViolationKind.NOT_TEXT}
    codes = {key[1] for key in observer.counts if isinstance(key, tuple)} - {None}
    assert codes <= set(ErrorCode)


@pytest.mark.parametrize("attack", FRAMES)
def test_no_attack_stops_a_station_or_goes_uncounted(attack):
    flooded = Flooded()
    flooded.flood(draw(Random(attack), 300, (attack,)))
    assert flooded.answers_as_before()
    assert flooded.observer.own_faults == []
    assert flooded.observer.frames_counted >= 300


@pytest.mark.parametrize("attack", FRAMES)
def test_the_same_seed_is_the_same_attack(attack):
    assert list(draw(Random(1), 50, (attack,))) == list(draw(Random(1), 50, (attack,)))


@pytest.mark.parametrize("frame", LARGE_FRAMES.values(), ids=LARGE_FRAMES)
def test_a_frame_of_megabytes_or_of_great_depth_is_counted_and_forgotten(frame):
    flooded = Flooded()
    flooded.receive(frame)
    flooded.forget()
    more = growth(lambda: (flooded.receive(frame), flooded.forget()))
    assert more < 1000
    assert flooded.answers_as_before()
    assert flooded.observer.own_faults == []
    assert flooded.observer.frames_counted >= 2


@pytest.mark.parametrize("action", COMMANDS)
def test_commands_do_not_pile_up_while_the_central_system_answers_nothing(action):
    flooded = Flooded(dict.fromkeys(REQUESTS, SILENCE) | {"BootNotification": BOOT})
    random = Random(action)
    for number in range(3000):
        if flooded.station.connected:  # a Reset is about to end it
            payload = random_payload(random, action)
            flooded.receive([2, str(number), action, payload])
    station = flooded.station
    assert len(station._activities) <= MOST_ACTIVITIES
    assert len(station._calls.outbox.calls) <= MOST_ACTIVITIES
    assert flooded.observer.own_faults == []
    flooded.answers = healthy_answers()
    flooded.run(20_000)
    assert not is_too_busy(station.station, len(station._activities))
    assert flooded.answers_as_before()


@pytest.mark.parametrize("spoilt", ANSWERED)
@pytest.mark.parametrize("seed", range(3))
def test_answers_at_the_edges_of_their_schemas_stop_no_station(spoilt, seed):
    random, proper = Random(f"{spoilt} {seed}"), healthy_answers()

    def answer(message):
        if random.random() < 0.7:
            return edge_payload(random, f"{spoilt}Response")
        usual = proper.get(message.action, {})
        return usual(message) if callable(usual) else usual

    simulation = Simulation({spoilt: answer}, registry=REGISTRY, latency_s=0.1).start(script)
    for number in (1, 2, 1, 2):
        connector = simulation.station.station.connectors[number]
        simulation.spawn("driver", a_session(simulation.station, connector)).run(1000)
    simulation.answers = proper
    simulation.run(100_000)
    assert simulation.station.connected
    # Told to ask again after centuries, it does.
    assert simulation.station.registered or simulation.station.is_running(BOOTING)
    assert simulation.observer.own_faults == []
    assert len(simulation.station._activities) < 10


def test_nothing_piles_up_at_the_shortest_intervals_while_the_central_system_is_silent():
    flooded = Flooded()
    station = flooded.station.station
    flooded.spawn("driver", a_session(flooded.station, station.connectors[1], 100_000.0)).run(1)
    for key in SHORTEST:
        changed = flooded.command("ChangeConfiguration", {"key": key, "value": "1"})
        assert changed == {"status": "Accepted"}
    flooded.answers = dict.fromkeys(REQUESTS, SILENCE)
    flooded.run(7200)
    assert len(flooded.station._activities) < 20
    assert len(flooded.station._calls.outbox.calls) < 20
    assert len(station.transaction_messages) <= station.transaction_messages.capacity
    assert flooded.observer.own_faults == []


def test_a_station_that_is_too_busy_refuses_every_command_by_name():
    flooded = Flooded({"StatusNotification": SILENCE})
    answers = [
        flooded.command("ChangeAvailability", {"connectorId": 1, "type": type_})
        for type_ in ("Inoperative", "Operative") * 500
    ]
    taken = answers.index("GenericError")
    assert taken > 20
    assert all(answer == {"status": "Accepted"} for answer in answers[:taken])
    assert all(answer == "GenericError" for answer in answers[taken:])
    assert flooded.command("ClearCache") == "GenericError"
    flooded.answers["StatusNotification"] = {}
    flooded.run(100)
    assert flooded.command("ClearCache") == {"status": "Accepted"}
