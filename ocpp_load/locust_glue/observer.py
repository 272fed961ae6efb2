"""What stations report, handed on to the statistics: ours, which decide, and Locust's.

One per process, shared by its stations; called on the hot path.
"""

from pathlib import Path
from time import monotonic, time
from traceback import extract_tb
from typing import Any

from ocpp_load.charge_point import Exchange, Matter
from ocpp_load.locust_glue.request_log import RequestLog
from ocpp_load.metrics import (
    NOT_BACK,
    OTHER_ACTIONS,
    Direction,
    Evidence,
    FleetCounts,
    Recording,
    TransactionAudit,
    as_label,
    back_after,
)
from ocpp_load.model import Transaction, TransactionFault
from ocpp_load.ocppj import ErrorCode, format_timestamp
from ocpp_load.runtime.fault_observer import is_of_a_fault
from ocpp_load.runtime.pump import ORDERLY_ENDS
from ocpp_load.scenario.substitution import StepError
from ocpp_load.transport.outcome import OPENING_ABANDONED

_CALL = Direction.CALL.value
_COMMAND = Direction.COMMAND.value
_LINK = Direction.LINK.value
_CHECK = Direction.CHECK.value
_FLOW = Direction.FLOW.value

_REFUSALS = frozenset({ErrorCode.NOT_SUPPORTED, ErrorCode.NOT_IMPLEMENTED})

# Beyond them a peer's inventions share a line: real commands shall have room for theirs.
_REFUSED_NAMED = 50

_FAULTS_TOLD = 100


_NAMES_KEPT = 300


class _Names(dict[str, str]):
    """Names as Locust's statistics get them: printable, and not without end.

    A central system can invent actions and error codes as it likes; Locust keeps each for ever.
    A bound of its own: a worker's recorder forgets its names whenever it reports to the master.
    """

    def __missing__(self, name: str) -> str:
        if len(self) >= _NAMES_KEPT:
            return "(other names)"
        self[name] = as_label(name)
        return self[name]


class Failed(Exception):
    """A failure as Locust's statistics want it: an exception whose text groups."""


def _told(error: BaseException) -> str:
    """Return what was raised and where, for the handler or the step may be a user's.

    What is wrong with a step bears the place in the scenario.
    """
    if isinstance(error, StepError):
        return str(error)
    frames = extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{place}"


def _is_of_our_own(outcome: str) -> bool:
    """Tell whether a connection has ended, or was not to be, by the will of this side."""
    return outcome in ORDERLY_ENDS or outcome == OPENING_ABANDONED or is_of_a_fault(outcome)


class FleetObserver:
    """Implements the observers of `charge_point`, `transport` and `runtime`."""

    def __init__(
        self,
        recorder: Recording,
        fleet: FleetCounts,
        peak: FleetCounts,
        audit: TransactionAudit,
        events: Any,
        evidence: Evidence,
        group: str | None = None,
        requests: RequestLog | None = None,
    ) -> None:
        """Record into `recorder`, `fleet`, its `peak` and `audit`, and tell Locust.

        By its `events`, or of requests by the log of them that the observers of a run share.
        Stations of a group have an observer of their own, with that group's recording. What is
        told in full is kept as `evidence`.
        """
        self._recorder = recorder
        self._fleet = fleet
        self._peak = peak
        self._audit = audit
        self._evidence = evidence
        self._slowest = evidence.slowest
        self._group = group
        self._requests = RequestLog(events) if requests is None else requests
        self._user_error = events.user_error
        self._faults_told: set[str] = set()
        self._refused: set[str] = set()
        self._names = _Names()

    def call_answered(
        self,
        action: str,
        round_trip_s: float,
        from_intent_s: float,
        sent_bytes: int,
        received_bytes: int,
    ) -> bool:
        self._recorder.call_answered(
            action, round_trip_s, from_intent_s, sent_bytes, received_bytes
        )
        self._requests.tell(_CALL, self._names[action], round_trip_s, received_bytes)
        # As `Evidence.is_slow` tells it: a call of a method less for each call of a station.
        bar = self._slowest[action]
        return round_trip_s > bar.round_trip_s or from_intent_s > bar.from_intent_s

    def call_failed(
        self, action: str, reason: str, round_trip_s: float | None, from_intent_s: float | None
    ) -> bool:
        self._recorder.call_failed(action, reason, round_trip_s, from_intent_s)
        self._tell_locust(_CALL, action, round_trip_s, 0, reason)
        if self._evidence.firsts.wants(Matter.CALL, action, reason):
            return True
        if round_trip_s is None or from_intent_s is None:
            return False
        return self._evidence.is_slow(action, round_trip_s, from_intent_s)

    def exchange(self, exchange: Exchange) -> None:
        outcome = exchange.outcome
        if exchange.matter is Matter.LINK and (outcome is None or _is_of_our_own(outcome)):
            return
        if exchange.matter is not Matter.CALL and not self._evidence.firsts.wants(
            exchange.matter, exchange.name, outcome or ""
        ):
            return
        self._evidence.tell(exchange, time() - monotonic(), self._group)

    def call_cut_off(self, action: str) -> None:
        self._recorder.call_cut_off(action)

    def late_answer(self, action: str) -> None:
        self._recorder.late_answer(action)

    def command_answered(self, action: str, handling_s: float, failure: str | None) -> None:
        if failure in _REFUSALS:
            # What a station does not do is no failure of the central system's, nor of ours.
            action, failure = f"{self._refused_name(action)} ({failure})", None
        self._recorder.command_answered(action, handling_s, failure)
        self._tell_locust(_COMMAND, action, handling_s, 0, failure)

    def _refused_name(self, action: str) -> str:
        """Return the action, or one name for all when a peer has invented too many of them."""
        if action not in self._refused and len(self._refused) >= _REFUSED_NAMED:
            return OTHER_ACTIONS
        self._refused.add(action)
        return action

    def violation(self, kind: str) -> bool:
        self._recorder.violation(kind)
        return self._evidence.firsts.wants(Matter.VIOLATION, "OCPP-J", kind)

    def own_fault(self, where: str, error: BaseException | str) -> None:
        reason = error if isinstance(error, str) else _told(error)
        self._recorder.own_fault(where, reason)
        fault = f"{where}: {reason}"
        if fault not in self._faults_told and len(self._faults_told) < _FAULTS_TOLD:
            # Shows among Locust's exceptions, and a run that had one does not exit with 0.
            self._faults_told.add(fault)
            trace = None if isinstance(error, str) else error.__traceback__
            self._user_error.fire(user_instance=None, exception=Failed(fault), tb=trace)

    def connecting(self, begins: bool) -> None:
        self._fleet.connecting += 1 if begins else -1
        self._peak.note_states(self._fleet)

    def connection_event(self, name: str, duration_s: float | None, failure: str | None) -> None:
        if name == "connect" and failure is None:
            self._fleet.connected += 1
            self._peak.note_states(self._fleet)
        elif name == "connected":
            self._fleet.connected -= 1
            # Its duration is no latency, and its end is only a failure if nobody of us meant it.
            duration_s = None
            if failure is not None and is_of_a_fault(failure):
                name, failure = failure, None
            else:
                name = "disconnect" if failure in ORDERLY_ENDS else "connection lost"
                failure = None if failure in ORDERLY_ENDS else failure
        self._recorder.connection_event(name, duration_s, failure)
        self._tell_locust(_LINK, name, duration_s, 0, failure)

    def check(self, name: str, failure: str | None, *, first: bool, first_failure: bool) -> None:
        self._fleet.stations_checked += first
        self._fleet.stations_failed += first_failure
        self._recorder.check(name, failure)
        self._tell_locust(_CHECK, name, None, 0, failure)

    def flow(self, name: str, seconds: float | None, failure: str | None = None) -> None:
        self._recorder.flow(name, seconds, failure)
        self._tell_locust(_FLOW, name, seconds, 0, failure)

    def flow_cut_off(self, name: str) -> None:
        self._recorder.flow_cut_off(name)

    def struck(self, event: str) -> None:
        self._recorder.struck(event, monotonic())

    def recovered(self, event: str, seconds: float) -> None:
        self._recorder.recovered(event, seconds)
        self._tell_locust(_LINK, back_after(event), seconds, 0, None)

    def not_recovered(self, event: str) -> None:
        self._recorder.not_recovered(event)
        self._tell_locust(_LINK, back_after(event), None, 0, NOT_BACK)

    def registered(self, accepted: bool) -> None:
        self._fleet.accepted += 1 if accepted else -1
        self._peak.note_states(self._fleet)

    def driver_refused(self) -> None:
        self._fleet.drivers_refused += 1

    def transaction_started(self) -> None:
        self._fleet.charging += 1
        self._fleet.transactions_started += 1
        self._peak.note_states(self._fleet)

    def transaction_stopped(self, energy_wh: int) -> None:
        self._fleet.charging -= 1
        self._fleet.transactions_stopped += 1
        self._fleet.energy_wh += energy_wh

    def transaction_delivered(self) -> None:
        self._audit.delivered += 1

    def transaction_fault(
        self, fault: TransactionFault, identity: str, transaction: Transaction, detail: str
    ) -> None:
        self._audit.find(
            fault.name.lower(),
            {
                "what": fault.value,
                "station": identity,
                "connector": transaction.connector_id,
                "transaction": transaction.id,
                "started_at": format_timestamp(transaction.started_at),
                "detail": detail,
            },
        )

    def _tell_locust(
        self,
        request_type: str,
        name: str,
        seconds: float | None,
        length: int,
        failure: str | None,
    ) -> None:
        exception = None if failure is None else Failed(self._names[failure])
        self._requests.tell(request_type, self._names[name], seconds, length, exception)
