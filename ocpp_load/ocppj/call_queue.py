"""Outgoing Calls of one side of a connection: queue, window, timeout, correlation.

OCPP-J 1.6 section 4.1.1: no Call before the last one was answered or has timed out.
No I/O and no clock: callers pass the time in, send what `next_to_send` gives them, and
hand in what they receive. All times are seconds of one monotonic clock.
"""

from collections.abc import Callable, Collection, Iterator
from math import inf
from typing import Any

from ocpp_load.ocppj.frame import ViolationKind
from ocpp_load.ocppj.message import Payload
from ocpp_load.ocppj.message_id import MessageIds

# A central system under too much load lets every Call time out: thousands of stations keep these.
_GIVEN_UP_REMEMBERED = 16


class OutgoingCall:
    """A Call of ours from the moment it is intended to the moment its fate is known.

    `waiter` belongs to the caller: whom to resume with the answer. So does `on_late_answer`: what
    to do with one that comes when the Call has been given up.
    """

    __slots__ = (
        "action",
        "deadline",
        "message_id",
        "on_late_answer",
        "payload",
        "queued_at",
        "sent_at",
        "sent_bytes",
        "timeout_s",
        "waiter",
    )

    def __init__(
        self, message_id: str, action: str, payload: Payload, timeout_s: float, waiter: Any = None
    ) -> None:
        self.message_id = message_id
        self.action = action
        self.payload = payload
        self.timeout_s = timeout_s
        self.waiter = waiter
        self.on_late_answer: Callable[[Payload], Any] | None = None
        self.queued_at = 0.0
        self.sent_at = 0.0
        self.sent_bytes = 0
        self.deadline = inf

    @property
    def was_hurried(self) -> bool:
        """Tell whether it has less time than its timeout: nobody waits until it would be over."""
        return self.deadline < self.sent_at + self.timeout_s


class LateAnswer:
    """The answer to a Call that was given up: timed out, or sent over a connection since lost."""

    __slots__ = ("call",)

    def __init__(self, call: OutgoingCall) -> None:
        self.call = call


class CallQueue:
    """Calls in the order in which they were intended, of which `window` may be unanswered."""

    __slots__ = ("_given_up", "_ids", "_outstanding", "_window", "deadline", "queued")

    def __init__(self, ids: MessageIds, window: int = 1) -> None:
        self._ids = ids
        self._window = window
        self.queued: list[OutgoingCall] = []
        """Calls that wait to be sent, first one first."""
        self._outstanding: dict[str, OutgoingCall] = {}
        self._given_up: dict[str, OutgoingCall] | None = None
        self.deadline = inf
        """When the next outstanding Call times out; infinity if none does."""

    def __len__(self) -> int:
        """Return how many Calls wait to be sent."""
        return len(self.queued)

    @property
    def outstanding(self) -> int:
        """Return how many Calls were sent and are neither answered nor timed out."""
        return len(self._outstanding)

    def submit(
        self,
        action: str,
        payload: Payload,
        *,
        now: float,
        timeout_s: float,
        waiter: Any = None,
        ahead_of: float = inf,
    ) -> OutgoingCall:
        """Queue a Call; it is sent when `next_to_send` gives it out.

        `now` is when it was intended. It goes ahead of those that were intended after `ahead_of`.
        """
        call = OutgoingCall(self._ids.issue(), action, payload, timeout_s, waiter)
        call.queued_at = now
        queued = self.queued
        place = len(queued)
        while place and queued[place - 1].queued_at > ahead_of:
            place -= 1
        queued.insert(place, call)
        return call

    def next_to_send(self, now: float) -> OutgoingCall | None:
        """Return the Call that may leave now, counted as sent; None where the window is full."""
        if not self.queued or len(self._outstanding) >= self._window:
            return None
        call = self.queued.pop(0)
        call.sent_at = now
        call.deadline = now + call.timeout_s
        self.deadline = min(self.deadline, call.deadline)
        self._outstanding[call.message_id] = call
        return call

    def answered(self, message_id: str) -> OutgoingCall | LateAnswer | ViolationKind:
        """Return the Call that `message_id` answers, or what is wrong with the answer.

        Of Calls given up the last 16 are known as such; an older one passes for answered.
        """
        outstanding = self._outstanding
        call = outstanding.pop(message_id, None)
        if call is not None:
            if outstanding:
                self._look_at_deadlines()
            else:
                self.deadline = inf
            return call
        if self._given_up and (late := self._given_up.pop(message_id, None)):
            return LateAnswer(late)
        if self._ids.has_issued(message_id) and not self._is_queued(message_id):
            return ViolationKind.ANSWERED_TWICE
        return ViolationKind.ANSWER_TO_NO_CALL

    def expire(self, now: float) -> list[OutgoingCall]:
        """Take out and return the outstanding Calls whose timeout has passed."""
        expired = [call for call in self._outstanding.values() if call.deadline <= now]
        for call in expired:
            self._give_up(call)
        return expired

    def hurry(self, deadline: float, waiters: Collection[Any]) -> None:
        """Give the outstanding Calls that none of `waiters` waits for until `deadline` at most."""
        for call in self._outstanding.values():
            if call.waiter not in waiters:
                call.deadline = min(call.deadline, deadline)
        self._look_at_deadlines()

    def postpone(self, seconds: float) -> None:
        """Give the outstanding Calls so much longer: nobody was there to read their answers."""
        for call in self._outstanding.values():
            call.deadline += seconds
        self._look_at_deadlines()

    def drop_outstanding(self) -> list[OutgoingCall]:
        """Take out and return what was sent and will not be answered: the connection is gone."""
        dropped = list(self._outstanding.values())
        for call in dropped:
            self._give_up(call)
        return dropped

    def drop_queued(self) -> list[OutgoingCall]:
        """Take out and return what was not sent."""
        dropped = list(self.queued)
        self.queued.clear()
        return dropped

    def withdraw(self, waiter: Any) -> bool:
        """Forget the queued Calls of a waiter that no longer wants them; return whether there were."""
        count = len(self.queued)
        self.queued = [call for call in self.queued if call.waiter is not waiter]
        return len(self.queued) < count

    def _give_up(self, call: OutgoingCall) -> None:
        del self._outstanding[call.message_id]
        if self._given_up is None:
            self._given_up = {}
        self._given_up[call.message_id] = call
        if len(self._given_up) > _GIVEN_UP_REMEMBERED:
            del self._given_up[next(iter(self._given_up))]
        self._look_at_deadlines()

    def _look_at_deadlines(self) -> None:
        self.deadline = min((call.deadline for call in self._outstanding.values()), default=inf)

    def _is_queued(self, message_id: str) -> bool:
        return any(call.message_id == message_id for call in self)

    def __iter__(self) -> Iterator[OutgoingCall]:
        """Iterate over the Calls that wait to be sent, first one first."""
        return iter(self.queued)
