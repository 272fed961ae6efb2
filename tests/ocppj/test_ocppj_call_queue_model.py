"""The queue of outgoing Calls against a model so simple that it must be right.

Whatever happens in whatever order: no more than `window` Calls are outstanding, they leave
in the order in which they came, and each ends exactly once.
"""

from collections import Counter
from math import inf

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from ocpp_load.ocppj import CallQueue, LateAnswer, MessageIds, ViolationKind

REMEMBERED = 16


class QueueAgainstModel(RuleBasedStateMachine):
    """`queued`, `outstanding` and `given_up` are the model; `ends` counts what became of each."""

    @initialize(window=st.integers(1, 4))
    def start(self, window):
        self.window = window
        self.queue = CallQueue(MessageIds("station"), window)
        self.now = 0.0
        self.queued = []
        self.outstanding = []
        self.given_up = []
        self.answered = []
        self.submitted = []
        self.ends = Counter()

    def ended(self, calls):
        self.ends.update(call.message_id for call in calls)

    def gave_up(self, calls):
        self.ended(calls)
        self.outstanding = [call for call in self.outstanding if call not in calls]
        self.given_up += calls
        self.answered += self.given_up[:-REMEMBERED]
        self.given_up = self.given_up[-REMEMBERED:]

    @rule(timeout_s=st.sampled_from([0.0, 1.0, 5.0, 30.0, inf]), waiter=st.sampled_from("ab"))
    def submit(self, timeout_s, waiter):
        call = self.queue.submit("Heartbeat", {}, now=self.now, timeout_s=timeout_s, waiter=waiter)
        self.queued.append(call)
        self.submitted.append(call)

    @rule()
    def send(self):
        call = self.queue.next_to_send(self.now)
        if len(self.outstanding) < self.window and self.queued:
            assert call is self.queued.pop(0)
            assert (call.sent_at, call.deadline) == (self.now, self.now + call.timeout_s)
            self.outstanding.append(call)
        else:
            assert call is None

    @precondition(lambda self: self.outstanding)
    @rule(data=st.data())
    def answer(self, data):
        call = data.draw(st.sampled_from(self.outstanding))
        assert self.queue.answered(call.message_id) is call
        self.outstanding.remove(call)
        self.answered.append(call)
        self.ended([call])

    @precondition(lambda self: self.answered)
    @rule(data=st.data())
    def answer_twice(self, data):
        call = data.draw(st.sampled_from(self.answered))
        assert self.queue.answered(call.message_id) is ViolationKind.ANSWERED_TWICE

    @precondition(lambda self: self.given_up)
    @rule(data=st.data())
    def answer_late(self, data):
        call = data.draw(st.sampled_from(self.given_up))
        late = self.queue.answered(call.message_id)
        assert isinstance(late, LateAnswer)
        assert late.call is call
        self.given_up.remove(call)
        self.answered.append(call)

    @precondition(lambda self: self.queued)
    @rule(data=st.data())
    def answer_before_it_is_sent(self, data):
        call = data.draw(st.sampled_from(self.queued))
        assert self.queue.answered(call.message_id) is ViolationKind.ANSWER_TO_NO_CALL

    @rule(ahead=st.integers(1, 3), prefix=st.sampled_from(["station-", "station-0", "other-", ""]))
    def answer_what_was_never_called(self, ahead, prefix):
        message_id = f"{prefix}{len(self.submitted) + ahead}"
        assert self.queue.answered(message_id) is ViolationKind.ANSWER_TO_NO_CALL

    @rule(seconds=st.sampled_from([0.0, 0.5, 1.0, 10.0, 100.0]))
    def time_passes(self, seconds):
        self.now += seconds
        expired = [call for call in self.outstanding if call.deadline <= self.now]
        assert self.queue.expire(self.now) == expired
        self.gave_up(expired)

    @rule()
    def lose_the_connection(self):
        dropped = list(self.outstanding)
        assert self.queue.drop_outstanding() == dropped
        self.gave_up(dropped)

    @rule()
    def drop_what_is_queued(self):
        assert self.queue.drop_queued() == self.queued
        self.ended(self.queued)
        self.queued = []

    @rule(waiter=st.sampled_from("ab"))
    def withdraw(self, waiter):
        self.queue.withdraw(waiter)
        self.ended(call for call in self.queued if call.waiter is waiter)
        self.queued = [call for call in self.queued if call.waiter is not waiter]

    @invariant()
    def the_window_holds(self):
        assert self.queue.outstanding == len(self.outstanding) <= self.window

    @invariant()
    def what_waits_waits_in_order(self):
        assert list(self.queue) == self.queued
        assert len(self.queue) == len(self.queued)

    @invariant()
    def the_deadline_is_the_next_one(self):
        assert self.queue.deadline == min((call.deadline for call in self.outstanding), default=inf)

    @invariant()
    def each_call_is_alive_or_has_ended_exactly_once(self):
        alive = {call.message_id for call in self.queued + self.outstanding}
        for call in self.submitted:
            assert self.ends[call.message_id] == (call.message_id not in alive)


QueueAgainstModel.TestCase.settings = settings(
    max_examples=50,
    stateful_step_count=60,
    suppress_health_check=[HealthCheck.too_slow],
)
TestQueueAgainstModel = QueueAgainstModel.TestCase
