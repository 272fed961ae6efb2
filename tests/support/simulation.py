"""A station under a simulated clock, with a central system that answers from a table.

No socket and no sleep: time jumps to whatever is due next.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from typing import Any

import orjson

from ocpp_load.charge_point import (
    AbandonTransfer,
    Activity,
    BeginFault,
    Behaviour,
    ChargePoint,
    CloseConnection,
    EndFault,
    Exchange,
    Handshake,
    HandshakeOutcome,
    HoldStill,
    HttpRequest,
    HttpResponse,
    OpenConnection,
    SendAnswer,
    SendFrame,
    SendPing,
    SendRaw,
    StartTransfer,
    Transferred,
)
from ocpp_load.charge_point.activities import say_good_bye
from ocpp_load.charge_point.activity import Transfer, TransferOutcome
from ocpp_load.charge_point.answer_rules import AnswerRule
from ocpp_load.charge_point.consequences import CONSEQUENCES
from ocpp_load.handlers import HandlerRegistry
from ocpp_load.handlers.v16 import make_registry
from ocpp_load.model import Station, StationType
from ocpp_load.model.security.access import ConnectFault
from ocpp_load.ocppj import MessageIds
from ocpp_load.validation import PayloadValidator, SchemaStore

VALIDATOR = PayloadValidator(SchemaStore())
EPOCH_S = 1_790_000_000.0  # what the wall clock shows at simulated second 0

SILENCE = object()
"""In place of an answer: the central system says nothing."""


@dataclass(frozen=True)
class ErrorAnswer:
    """In place of an answer: a CallError."""

    code: str


@dataclass(frozen=True)
class Message:
    """A Call of the station, as it arrived."""

    at: float
    action: str
    payload: dict[str, Any]
    message_id: str


@dataclass
class RecordingObserver:
    """Remembers what a station reported."""

    answered: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    cut_off: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    own_faults: list[tuple[str, str]] = field(default_factory=list)
    registrations: list[bool] = field(default_factory=list)
    refused: int = 0
    struck_by: list[str] = field(default_factory=list)
    back_after: list[tuple[str, float]] = field(default_factory=list)
    never_back_after: list[str] = field(default_factory=list)
    checks: list[tuple[str, str | None]] = field(default_factory=list)
    started: int = 0
    stopped_wh: list[int] = field(default_factory=list)
    delivered: int = 0
    transaction_faults: list[tuple[str, str, int, str]] = field(default_factory=list)
    times: list[tuple[str, float, float]] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    flows: list[tuple[str, float | None, str | None]] = field(default_factory=list)
    flows_cut_off: list[str] = field(default_factory=list)

    def call_answered(self, action, round_trip_s, from_intent_s, _sent, _received):
        self.answered.append(str(action))
        self.times.append((str(action), round_trip_s, from_intent_s))
        return True

    def call_failed(self, action, reason, _round_trip_s, _from_intent_s):
        self.failed.append((str(action), reason))
        return True

    def exchange(self, exchange):
        self.exchanges.append(exchange)

    def call_cut_off(self, action):
        self.cut_off.append(str(action))

    def late_answer(self, action):
        self.late.append(str(action))

    def violation(self, kind):
        self.violations.append(str(kind))
        return True

    def own_fault(self, where, error):
        self.own_faults.append((where, str(error)))

    def registered(self, accepted):
        self.registrations.append(accepted)

    def check(self, name, failure, *, first, first_failure):
        self.checks.append((name, failure))

    def struck(self, event):
        self.struck_by.append(event)

    def recovered(self, event, seconds):
        self.back_after.append((event, seconds))

    def not_recovered(self, event):
        self.never_back_after.append(event)

    def flow(self, name, seconds, failure=None):
        self.flows.append((name, seconds, failure))

    def flow_cut_off(self, name):
        self.flows_cut_off.append(name)

    def driver_refused(self):
        self.refused += 1

    def transaction_started(self):
        self.started += 1

    def transaction_stopped(self, energy_wh):
        self.stopped_wh.append(energy_wh)

    def transaction_delivered(self):
        self.delivered += 1

    def transaction_fault(self, fault, identity, transaction, detail):
        self.transaction_faults.append((fault, identity, transaction.id, detail))


def healthy_answers() -> dict[str, Any]:
    """What a central system answers that accepts everything; values or functions of a Message."""
    transaction_ids = iter(range(1, 1_000_000))
    now = "2026-09-21T13:33:20.000Z"
    return {
        "BootNotification": {"status": "Accepted", "currentTime": now, "interval": 300},
        "Heartbeat": {"currentTime": now},
        "Authorize": {"idTagInfo": {"status": "Accepted"}},
        "StartTransaction": lambda _: {
            "transactionId": next(transaction_ids),
            "idTagInfo": {"status": "Accepted"},
        },
    }


def _usual_outcome(transfer: Transfer) -> TransferOutcome:
    if isinstance(transfer, HttpRequest):
        return HttpResponse(200, b"{}")
    if isinstance(transfer, Handshake):
        return HandshakeOutcome(status=101, subprotocol=transfer.subprotocols[-1])
    return Transferred(100, b"")


class Simulation:
    """One station, its clock and its central system.

    `answers` maps an action to a payload, an `ErrorAnswer`, `SILENCE`, or a function of the
    `Message`; whatever is not in it is answered with `{}`. Transfers take `transfer_s` and end
    as `transfer_outcome` says. `answered` has what statistics call the
    station's answers; `own_answers` are its rules for them. By `late_s` the generator is late for
    whatever is due.
    """

    def __init__(
        self,
        answers: dict[str, Any] | None = None,
        *,
        latency_s: float = 0.0,
        registry: HandlerRegistry | None = None,
        station: Station | None = None,
        own_answers: tuple[AnswerRule, ...] = (),
        **behaviour: Any,
    ) -> None:
        self.answers = healthy_answers() | (answers or {})
        self.latency_s = latency_s
        self.late_s = 0.0
        self.now = 0.0
        self.reachable = True
        self.fault: ConnectFault | None = None
        self.messages: list[Message] = []
        self.sent_frames: list[bytes] = []
        self.pings: list[float] = []
        self.attempts: list[float] = []
        self.closings: list[tuple[float, int, str]] = []
        self.fault_effects: list[tuple[float, type]] = []
        self.answers_pings = True
        self.observer = RecordingObserver()
        self.answered: list[tuple[str, str | None]] = []
        self.raw_frames: list[tuple[float, bytes, bool]] = []
        self.transfers: list[Transfer] = []
        self.transfer_outcome: Callable[[Transfer], TransferOutcome] = _usual_outcome
        self.transfer_s = 0.0
        self._transferring: list[tuple[float, Activity, Transfer]] = []
        self._in_flight: list[tuple[float, bytes]] = []
        registry = registry or make_registry(VALIDATOR)
        behaviour.setdefault("consequences", CONSEQUENCES)
        self.station = ChargePoint(
            station or a_station(),
            Behaviour(VALIDATOR, registry, answers=own_answers, **behaviour),
            self.observer,
            seed="test",
            now=0.0,
            epoch_s=EPOCH_S,
            message_ids=MessageIds("test"),
        )

    @property
    def actions(self) -> list[str]:
        """Return the actions of the Calls that arrived, in their order."""
        return [message.action for message in self.messages]

    def payloads(self, action: str) -> list[dict[str, Any]]:
        """Return the payloads of the Calls of that action."""
        return [message.payload for message in self.messages if message.action == action]

    def start(self, script: Callable[[ChargePoint], Any]) -> "Simulation":
        """Let the station begin its script."""
        self.station.spawn("script", script(self.station))
        self._carry_out()
        return self

    def spawn(self, name: str, activity: Any) -> "Simulation":
        """Let the station begin another activity now."""
        self.station.now = self.now
        self.station.spawn(name, activity)
        self._carry_out()
        return self

    def run(self, seconds: float) -> "Simulation":
        """Let that much time pass."""
        until = self.now + seconds
        while True:
            arrival = min((at for at, _ in self._in_flight), default=inf)
            transfer = min((at for at, _, _ in self._transferring), default=inf)
            due = min(arrival, transfer, self.station.next_due + self.late_s)
            if due > until or self.station.finished:
                break
            self.now = max(self.now, due)
            if arrival <= self.now:
                self._deliver(arrival)
            elif transfer <= self.now:
                _, activity, what = self._transferring.pop(0)
                self.station.transfer_ended(self.now, activity, self.transfer_outcome(what))
            else:
                self.station.time_passed(self.now)
            self._carry_out()
        self.now = max(self.now, until)
        return self

    def receive(self, frame: bytes | list[Any]) -> "Simulation":
        """Hand the station a frame of the central system now."""
        self.station.frame_received(
            frame if isinstance(frame, bytes) else orjson.dumps(frame), self.now
        )
        self._carry_out()
        return self

    def command(self, action: str, payload: dict[str, Any] | None = None) -> Any:
        """Send a command and return the answer: a payload, or the code of a CallError."""
        before = len(self.sent_frames)
        message_id = f"cs-{before}"
        self.receive([2, message_id, action, payload or {}])
        answers = [orjson.loads(frame) for frame in self.sent_frames[before:]]
        [(index, answer)] = [(i, a) for i, a in enumerate(answers) if a[1] == message_id]
        assert index == 0, "the answer leaves before any message that it causes"
        return answer[2]

    def lose_connection(self, outcome: str = "connection reset") -> "Simulation":
        """Cut the connection, and what is in flight with it."""
        self._in_flight.clear()
        self.station.connection_lost(self.now, outcome)
        self._carry_out()
        return self

    def stop(self) -> "Simulation":
        """Ask the station to leave."""
        self.station.stop(self.now, say_good_bye(self.station))
        self._carry_out()
        return self

    def _deliver(self, arrival: float) -> None:
        index = next(i for i, (at, _) in enumerate(self._in_flight) if at == arrival)
        self.station.frame_received(self._in_flight.pop(index)[1], self.now)

    def _carry_out(self) -> None:
        while self.station.effects:
            effects, self.station.effects = self.station.effects, []
            for effect in effects:
                match effect:
                    case OpenConnection():
                        self._open()
                    case SendFrame(frame):
                        self._arrived(frame)
                    case SendAnswer(frame, action, _, failure):
                        self.answered.append((action, failure))
                        if frame is not None:
                            self.sent_frames.append(frame)
                    case SendRaw(frame, binary):
                        self.raw_frames.append((self.now, frame, binary))
                    case SendPing():
                        self.pings.append(self.now)
                        if self.answers_pings:
                            self.station.pong_received(self.now)
                    case StartTransfer(activity, transfer):
                        self.transfers.append(transfer)
                        self._transferring.append((self.now + self.transfer_s, activity, transfer))
                    case AbandonTransfer(activity):
                        self._transferring = [t for t in self._transferring if t[1] is not activity]
                    case BeginFault() | EndFault() | HoldStill():
                        self.fault_effects.append((self.now, type(effect)))
                    case CloseConnection(code, outcome):
                        self.closings.append((self.now, code, outcome))
                        self._in_flight.clear()
                        self.station.connection_lost(self.now, outcome)

    def _open(self) -> None:
        self.attempts.append(self.now)
        if self.reachable:
            self.station.connection_opened(self.now)
        else:
            self.station.connection_failed(self.now, "connection refused", fault=self.fault)

    def _arrived(self, frame: bytes) -> None:
        self.sent_frames.append(frame)
        kind, message_id, *rest = orjson.loads(frame)
        if kind != 2:
            return
        message = Message(self.now, rest[0], rest[1], message_id)
        self.messages.append(message)
        answer = self.answers.get(message.action, {})
        if callable(answer):
            answer = answer(message)
        if answer is SILENCE:
            return
        if isinstance(answer, ErrorAnswer):
            reply = [4, message_id, answer.code, "", {}]
        else:
            reply = [3, message_id, answer]
        self._in_flight.append((self.now + self.latency_s, orjson.dumps(reply)))


def a_station(connectors: int = 2, **type_fields: Any) -> Station:
    """Return a station number 7 with some connectors of 22 kW."""
    fields = {"vendor": "ocpp_load", "model": "AC-22", "power_w": 22_000.0, **type_fields}
    return Station(StationType(connectors=connectors, **fields), 7, "CP000007", "TAG000007")
