"""The Calls of one station: sent when they may, and what became of each, told to who waits for it.

No I/O and no clock: `Host.now` is the time, and what is to be sent is handed to the host.
"""

from collections.abc import Hashable
from typing import Any, Protocol

from ocpp_load.charge_point.activity import (
    CUT_OFF,
    NEVER_SENT,
    Activity,
    CallFailure,
    FailureKind,
    Request,
    Steps,
)
from ocpp_load.charge_point.behaviour import Behaviour
from ocpp_load.charge_point.exchange import exchange_of_call
from ocpp_load.charge_point.journal import Journal
from ocpp_load.charge_point.observer import Observer
from ocpp_load.charge_point.outbox import Outbox
from ocpp_load.charge_point.telling import tell_violation
from ocpp_load.model import Station
from ocpp_load.ocppj import (
    CallError,
    CallResult,
    FrameViolation,
    LateAnswer,
    MessageIds,
    OutgoingCall,
    Payload,
    ViolationKind,
    serialise_call,
    serialise_call_error,
)


class Host(Protocol):
    """The station, as its Calls see it."""

    now: float
    intended_at: float | None
    connected: bool
    station: Station
    behaviour: Behaviour
    observer: Observer
    journal: Journal | None

    def resume(self, activity: Activity, outcome: Any) -> None:
        """Go on with an activity that waited for an answer."""

    def spawn(self, name: str, generator: Steps[Any], /) -> Activity:
        """Start an activity."""

    def wake(self, key: Hashable) -> None:
        """Cut short every pause that `key` may end."""

    def send_call(self, frame: bytes) -> None:
        """Send a Call now."""

    def send_frame(self, frame: bytes) -> None:
        """Send a message now that is no Call."""


class Calls:
    """What leaves through the outbox, and the answers that come."""

    __slots__ = ("_host", "outbox")

    def __init__(self, host: Host, message_ids: MessageIds) -> None:
        self._host = host
        self.outbox = Outbox(message_ids)

    @property
    def next_due(self) -> float:
        """Return when `time_passed` is to be called at the latest."""
        return self.outbox.calls.deadline

    def put(self, request: Request, activity: Activity) -> None:
        """Take in a Call that `activity` waits for, and send what may leave."""
        host = self._host
        # Errata 3.83; 0: the central system has not set it.
        set_s = host.station.configuration.seconds("MessageTimeout")
        timeout_s = set_s or host.behaviour.call_timeout_s
        intended_at = host.now if host.intended_at is None else host.intended_at
        self.outbox.put(request, activity, now=intended_at, timeout_s=timeout_s)
        self.send()

    def send(self) -> None:
        """Send what may leave."""
        host, calls = self._host, self.outbox.calls
        while host.connected and (call := calls.next_to_send(host.now)) is not None:
            violation = host.behaviour.validator.check_request(call.action, call.payload)
            if violation is not None:
                # Sent all the same: a scenario may want to know how the peer takes it.
                host.observer.own_fault(f"payload of {call.action}", violation.reason)
            try:
                frame = serialise_call(call.message_id, call.action, call.payload)
            except TypeError as error:  # a value that JSON has no form for
                host.observer.own_fault(f"payload of {call.action}", error)
                calls.answered(call.message_id)
                host.resume(call.waiter, NEVER_SENT)
                continue
            call.sent_bytes = len(frame)
            host.send_call(frame)
            if host.journal is not None:
                host.journal.call_sent(call.action, call.payload)

    def drop_unsent(self) -> None:
        """Forget what waits to be sent; whoever waits for an answer is told that none comes."""
        for activity in self.outbox.drop_unsent():
            self._host.resume(activity, NEVER_SENT)

    def time_passed(self) -> None:
        """Give up what has not been answered in time."""
        if self.outbox.calls.deadline <= self._host.now:
            for call in self.outbox.calls.expire(self._host.now):
                if call.was_hurried:
                    self._cut_off(call)
                else:
                    self._fail(call, "timeout", FailureKind.UNANSWERED)
            self.send()

    def connection_lost(self, outcome: str, *, deliberate: bool) -> None:
        """Give up what was sent over a connection that is gone."""
        for call in self.outbox.calls.drop_outstanding():
            if deliberate:
                self._cut_off(call)
            else:
                self._fail(call, f"connection lost: {outcome}", FailureKind.CONNECTION_LOST)

    def abandon(self) -> None:
        """Forget everything; nobody is told."""
        for call in self.outbox.calls.drop_outstanding():
            self._host.observer.call_cut_off(call.action)
        self.outbox.drop_unsent()

    def result_received(self, result: CallResult, frame: bytes) -> None:
        """A CallResult has come in, in this frame."""
        calls = self.outbox.calls
        call = calls.answered(result.message_id)
        if not isinstance(call, OutgoingCall):
            self._answered_oddly(call, result.message_id, frame, result.payload)
            return
        host = self._host
        round_trip_s, from_intent_s = host.now - call.sent_at, host.now - call.queued_at
        violation = host.behaviour.validator.check_response(call.action, result.payload)
        if violation is None:
            if host.journal is not None:
                host.journal.call_answered(call.action, result.payload)
            if host.observer.call_answered(
                call.action, round_trip_s, from_intent_s, call.sent_bytes, len(frame)
            ):
                self._tell_in_full(call, None, frame)
            host.resume(call.waiter, result.payload)
            if host.journal is not None:
                host.wake(host.journal)
        else:
            reason = f"answer breaks its schema: {violation.reason}"
            self._tell_failure(call, reason, FailureKind.UNUSABLE, frame)
        if calls.queued:
            self.send()

    def error_received(self, error: CallError, frame: bytes) -> None:
        """A CallError has come in, in this frame."""
        reason = f"CallError {error.code[:40]}"
        self._answered_in_vain(error.message_id, reason, FailureKind.REFUSED, frame)

    def violation_received(self, violation: FrameViolation, frame: bytes) -> None:
        """What is no message has come in, if only by half: a Call to be refused, or an answer."""
        kind, due = violation.kind, violation.answer
        answer = None if due is None else serialise_call_error(due)
        message_id = violation.answers_message_id if due is None else due.message_id
        tell_violation(self._host, kind, frame, message_id, answer)
        if answer is not None:
            self._host.send_frame(answer)
        elif message_id is not None:
            reason = f"malformed answer: {kind}"
            self._answered_in_vain(message_id, reason, FailureKind.UNUSABLE, frame)

    def _answered_in_vain(
        self, message_id: str, reason: str, kind: FailureKind, frame: bytes
    ) -> None:
        call = self.outbox.calls.answered(message_id)
        if isinstance(call, OutgoingCall):
            self._tell_failure(call, reason, kind, frame)
            self.send()
        else:
            self._answered_oddly(call, message_id, frame)

    def _answered_oddly(
        self,
        call: LateAnswer | ViolationKind,
        message_id: str,
        frame: bytes,
        answer: Payload | None = None,
    ) -> None:
        """An answer has come in that no Call waits for."""
        if isinstance(call, LateAnswer):
            self._answered_late(call.call, answer)
        else:
            tell_violation(self._host, call, frame, message_id)

    def _answered_late(self, call: OutgoingCall, answer: Payload | None) -> None:
        self._host.observer.late_answer(call.action)
        if call.on_late_answer is None or answer is None:
            return
        if self._host.behaviour.validator.check_response(call.action, answer) is None:
            self._host.spawn(f"late answer to {call.action}", call.on_late_answer(answer))

    def _cut_off(self, call: OutgoingCall) -> None:
        # Whether the peer would have answered is not known.
        self._host.observer.call_cut_off(call.action)
        self._host.resume(call.waiter, CUT_OFF)

    def _fail(self, call: OutgoingCall, reason: str, kind: FailureKind) -> None:
        self._tell_failure(call, reason, kind, None)

    def _tell_failure(
        self, call: OutgoingCall, reason: str, kind: FailureKind, answer: bytes | None
    ) -> None:
        """Tell of a Call without a usable answer, with the frame that came where one has."""
        host = self._host
        round_trip_s = from_intent_s = None
        if answer is not None:
            round_trip_s, from_intent_s = host.now - call.sent_at, host.now - call.queued_at
        if host.observer.call_failed(call.action, reason, round_trip_s, from_intent_s):
            self._tell_in_full(call, reason, answer)
        if host.journal is not None:
            host.journal.call_failed(call.action, reason)
        host.resume(call.waiter, CallFailure(reason, kind))
        if host.journal is not None:
            host.wake(host.journal)

    def _tell_in_full(self, call: OutgoingCall, outcome: str | None, answer: bytes | None) -> None:
        host = self._host
        host.observer.exchange(
            exchange_of_call(call, host.station.identity, outcome, host.now, answer)
        )
