"""A station in its pump, on real sockets, and a scripted central system that it talks to."""

from collections.abc import Callable
from typing import Any

import gevent
import orjson
from gevent.queue import Queue
from support.file_servers import transfers
from support.link_harness import RecordingConnectionObserver, endpoint_at
from support.scripted_server import CLOSE, PING, PONG, TEXT, Peer, ScriptedServer
from support.simulation import (
    EPOCH_S,
    SILENCE,
    VALIDATOR,
    RecordingObserver,
    a_station,
    healthy_answers,
)

from ocpp_load.charge_point import BackOff, Behaviour, ChargePoint, Steps
from ocpp_load.charge_point.activities import boot, connect, say_good_bye
from ocpp_load.handlers import HandlerRegistry
from ocpp_load.messages.v16.actions import PROFILES
from ocpp_load.model import Station
from ocpp_load.runtime import Pump
from ocpp_load.transport import Endpoint, Link, Transfers


class ScriptedCentralSystem:
    """Answers stations from a table, as `Simulation` does, and remembers what it read.

    `answers` maps an action to a payload, `SILENCE`, or a function of the Call's payload.
    """

    def __init__(self, answers: dict[str, Any] | None = None) -> None:
        self.answers = healthy_answers() | (answers or {})
        self.answers_pings = True
        self.answers_close = True
        self.reads = True
        self.pings = 0
        self.connections: Queue[Peer] = Queue()
        self.frames: Queue[list[Any]] = Queue()
        self.close_codes: Queue[int] = Queue()
        self.actions: list[str] = []

    def serve(self, peer: Peer) -> None:
        """Speak with one station: the script of a `ScriptedServer`."""
        peer.upgrade()
        self.connections.put(peer)
        while self.reads:
            opcode, data = peer.read_frame()
            if opcode == TEXT:
                self._take(peer, orjson.loads(data))
            elif opcode == PING:
                self.pings += 1
                if self.answers_pings:
                    peer.send_frame(PONG, data)
            elif opcode == CLOSE:
                self.close_codes.put(int.from_bytes(data[:2], "big"))
                if self.answers_close:
                    peer.send_frame(CLOSE, data)
                    peer.close()
                return

    def next_frame(self, action: str | None = None) -> list[Any]:
        """Return the next message that has come, or the next Call of that action."""
        while True:
            message: list[Any] = self.frames.get()
            if action is None or message[2:3] == [action]:
                return message

    def _take(self, peer: Peer, message: list[Any]) -> None:
        self.frames.put(message)
        if message[0] == 2:
            _, message_id, action, payload = message
            self.actions.append(action)
            answer = self.answers.get(action, {})
            answer = answer(payload) if callable(answer) else answer
            if answer is not SILENCE:
                send(peer, [3, message_id, answer])


def send(peer: Peer, message: list[Any]) -> None:
    """Send an OCPP-J message to the station."""
    peer.send_frame(TEXT, orjson.dumps(message))


class PumpObserver(RecordingObserver, RecordingConnectionObserver):
    """Remembers what a station, its link and its pump reported."""

    def __init__(self) -> None:
        RecordingObserver.__init__(self)
        RecordingConnectionObserver.__init__(self)
        self.commands: list[tuple[str, str | None]] = []

    def command_answered(self, action: str, handling_s: float, failure: str | None) -> None:
        assert handling_s >= 0
        self.commands.append((action, failure))


class PumpUnderTest(Pump):
    """A pump with its charge point, link and observer at hand."""

    def __init__(
        self,
        endpoint: Endpoint | ScriptedServer | int,
        *,
        station: Station | None = None,
        registry: HandlerRegistry | None = None,
        farewell: Callable[[ChargePoint], Steps[None]] = say_good_bye,
        carrier: Transfers | None = None,
        **behaviour: Any,
    ) -> None:
        self.observer = PumpObserver()
        registry = registry or HandlerRegistry(PROFILES, VALIDATOR)
        behaviour.setdefault("back_off", BackOff(minimum_s=0.001, random_s=0.001, maximum_s=0.005))
        self.charge_point = ChargePoint(
            station or a_station(),
            Behaviour(VALIDATOR, registry, **behaviour),
            self.observer,
            seed="test",
            now=0.0,
            epoch_s=EPOCH_S,
        )
        self.link = Link(
            endpoint if isinstance(endpoint, Endpoint) else endpoint_at(endpoint), self.observer
        )
        super().__init__(
            self.charge_point, self.link, self.observer, farewell, carrier or transfers()
        )

    def start(self, script: Callable[[ChargePoint], Steps[None]]) -> gevent.Greenlet:
        """Run the script in a greenlet of its own, as a Locust user does."""
        return gevent.spawn(self.run, script)


def connect_and_boot(station: ChargePoint) -> Steps[None]:
    """Connect and boot: the script of a station that then only answers."""
    yield from connect(station)
    yield from boot(station)
