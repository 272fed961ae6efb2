"""The queue of outgoing Calls: order, window, timeout, and whose answer it is that came."""

from math import inf

import pytest

from ocpp_load.ocppj import CallQueue, LateAnswer, MessageIds, ViolationKind


@pytest.fixture
def queue():
    return CallQueue(MessageIds("station"))


def submit(queue, action="Heartbeat", *, now=0.0, timeout_s=30.0, waiter=None):
    return queue.submit(action, {}, now=now, timeout_s=timeout_s, waiter=waiter)


def send_all(queue, now=0.0):
    sent = []
    while (call := queue.next_to_send(now)) is not None:
        sent.append(call)
    return sent


def test_an_empty_queue_has_nothing_to_send_and_nothing_to_wait_for(queue):
    assert queue.next_to_send(0.0) is None
    assert (len(queue), queue.outstanding, queue.deadline) == (0, 0, inf)
    assert queue.expire(inf) == queue.drop_outstanding() == queue.drop_queued() == []


def test_a_call_carries_what_was_submitted(queue):
    waiter = object()
    call = queue.submit("Authorize", {"idTag": "A"}, now=5.0, timeout_s=30.0, waiter=waiter)
    assert (call.action, call.payload, call.waiter) == ("Authorize", {"idTag": "A"}, waiter)
    assert (call.queued_at, call.timeout_s, call.message_id) == (5.0, 30.0, "station-1")
    assert call.deadline == inf


def test_the_time_in_the_queue_does_not_count_towards_the_timeout(queue):
    submit(queue, now=5.0, timeout_s=30.0)
    call = queue.next_to_send(65.0)
    assert (call.queued_at, call.sent_at, call.deadline) == (5.0, 65.0, 95.0)
    assert queue.deadline == 95.0


def test_no_call_leaves_before_the_last_one_was_answered(queue):
    first, second = submit(queue), submit(queue)
    assert queue.next_to_send(0.0) is first
    assert queue.next_to_send(0.0) is None
    assert queue.answered(first.message_id) is first
    assert queue.next_to_send(0.0) is second


def test_no_call_leaves_before_the_last_one_has_timed_out(queue):
    first, second = submit(queue, timeout_s=30.0), submit(queue)
    queue.next_to_send(0.0)
    assert queue.expire(29.9) == []
    assert queue.next_to_send(29.9) is None
    assert queue.expire(30.0) == [first]
    assert queue.next_to_send(30.0) is second


@pytest.mark.parametrize("window", [1, 2, 5])
def test_as_many_calls_as_the_window_allows_are_outstanding_in_order(window):
    queue = CallQueue(MessageIds(), window)
    calls = [submit(queue) for _ in range(5)]
    assert list(queue) == calls
    assert send_all(queue) == calls[:window]
    assert (queue.outstanding, len(queue)) == (window, 5 - window)
    assert list(queue) == calls[window:]


def test_the_deadline_is_that_of_the_call_that_times_out_next():
    queue = CallQueue(MessageIds(), window=3)
    calls = [submit(queue, timeout_s=timeout_s) for timeout_s in (30.0, 10.0, 20.0)]
    send_all(queue)
    assert queue.deadline == 10.0
    assert queue.expire(25.0) == calls[1:]
    assert queue.deadline == 30.0


def test_answers_may_come_in_any_order_where_the_window_is_wide():
    queue = CallQueue(MessageIds(), window=3)
    calls = [submit(queue) for _ in range(3)]
    send_all(queue)
    assert [queue.answered(call.message_id) for call in reversed(calls)] == calls[::-1]


def test_a_second_answer_to_one_call_is_told_as_such(queue):
    call = submit(queue)
    queue.next_to_send(0.0)
    queue.answered(call.message_id)
    assert queue.answered(call.message_id) is ViolationKind.ANSWERED_TWICE


@pytest.mark.parametrize("message_id", ["", "station-3", "station-0", "station-01", "other-1"])
def test_an_answer_to_what_was_never_called_is_told_as_such(queue, message_id):
    submit(queue), submit(queue)
    queue.next_to_send(0.0)
    assert queue.answered(message_id) is ViolationKind.ANSWER_TO_NO_CALL
    assert queue.outstanding == 1


def test_a_peer_that_guesses_the_id_of_a_queued_call_does_not_answer_it(queue):
    submit(queue)
    queued = submit(queue)
    queue.next_to_send(0.0)
    assert queue.answered(queued.message_id) is ViolationKind.ANSWER_TO_NO_CALL
    assert list(queue) == [queued]


@pytest.mark.parametrize(
    "give_up",
    [lambda queue: queue.expire(30.0), CallQueue.drop_outstanding],
    ids=["timed out", "connection lost"],
)
def test_the_answer_to_a_call_given_up_is_late_once_and_then_a_second_one(queue, give_up):
    call = submit(queue)
    queue.next_to_send(0.0)
    assert give_up(queue) == [call]
    late = queue.answered(call.message_id)
    assert isinstance(late, LateAnswer)
    assert late.call is call
    assert queue.answered(call.message_id) is ViolationKind.ANSWERED_TWICE


def test_a_late_answer_does_not_end_the_call_that_is_outstanding_now(queue):
    first, second = submit(queue), submit(queue)
    queue.next_to_send(0.0)
    queue.expire(30.0)
    queue.next_to_send(30.0)
    assert isinstance(queue.answered(first.message_id), LateAnswer)
    assert queue.answered(second.message_id) is second


def test_only_the_last_16_calls_given_up_are_remembered(queue):
    calls = [submit(queue, timeout_s=1.0) for _ in range(17)]
    for now in range(17):
        queue.next_to_send(now)
        queue.expire(now + 1)
    assert queue.answered(calls[0].message_id) is ViolationKind.ANSWERED_TWICE
    assert all(isinstance(queue.answered(call.message_id), LateAnswer) for call in calls[1:])


def test_a_lost_connection_takes_what_was_sent_and_leaves_what_was_not(queue):
    sent, queued = submit(queue), submit(queue)
    queue.next_to_send(0.0)
    assert queue.drop_outstanding() == [sent]
    assert (queue.outstanding, queue.deadline) == (0, inf)
    assert queue.next_to_send(1.0) is queued


def test_dropping_what_is_queued_leaves_what_was_sent(queue):
    sent, *queued = submit(queue), submit(queue), submit(queue)
    queue.next_to_send(0.0)
    assert queue.drop_queued() == queued
    assert (len(queue), queue.outstanding) == (0, 1)
    assert queue.answered(sent.message_id) is sent


def test_a_waiter_withdraws_its_queued_calls_and_nobody_elses(queue):
    mine, other = ["equal"], ["equal"]
    sent = submit(queue, waiter=mine)
    queue.next_to_send(0.0)
    kept = [submit(queue, waiter=waiter) for waiter in (mine, other, mine, None)][1::2]
    assert queue.withdraw(mine)
    assert not queue.withdraw(mine)
    assert list(queue) == kept
    assert queue.answered(sent.message_id) is sent


def test_two_queues_of_one_sender_share_its_ids():
    ids = MessageIds("station")
    first, second = submit(CallQueue(ids)), submit(CallQueue(ids))
    assert [first.message_id, second.message_id] == ["station-1", "station-2"]


def test_a_call_goes_ahead_of_those_that_were_intended_after_its_time(queue):
    early, late = submit(queue, now=5.0), submit(queue, now=20.0)
    ahead = queue.submit("MeterValues", {}, now=20.0, timeout_s=30.0, ahead_of=10.0)
    behind = queue.submit("MeterValues", {}, now=20.0, timeout_s=30.0, ahead_of=20.0)
    assert list(queue) == [early, ahead, late, behind]
    assert ahead.queued_at == 20.0
