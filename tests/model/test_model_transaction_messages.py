"""The store of transaction messages (OCPP 1.6 section 3.7)."""

import tracemalloc

import pytest

from ocpp_load.messages.v16.actions import Action
from ocpp_load.model import Transaction
from ocpp_load.model.transaction_messages import TransactionMessage, TransactionMessages


def a_message(action=Action.METER_VALUES, transaction=None, payload=None):
    transaction = transaction or Transaction("TAG", 0, 0.0)
    return TransactionMessage(action, payload or {}, transaction, stored_at=0.0)


def stored(*messages, capacity=100):
    store = TransactionMessages(capacity)
    for message in messages:
        assert store.store(message) == []
    return store


def test_the_first_message_is_the_oldest_until_it_is_settled():
    first, second, third = messages = [a_message() for _ in range(3)]
    store = stored(*messages)
    assert store.first is first
    store.acknowledge(first)
    assert store.first is second
    store.give_up(second)
    assert (store.first, len(store)) == (third, 1)
    assert [message.is_settled for message in messages] == [True, True, False]


def test_a_message_that_is_acknowledged_after_a_younger_one_is_out_of_order():
    first, second, third = messages = [a_message() for _ in range(3)]
    store = stored(*messages)
    assert store.acknowledge(first)
    assert store.acknowledge(third)
    assert not store.acknowledge(second)


def test_a_message_that_was_given_up_may_be_acknowledged_after_all():
    first, second = messages = [a_message() for _ in range(2)]
    store = stored(*messages)
    store.give_up(first)
    assert store.acknowledge(first)
    assert (first.is_acknowledged, second.is_acknowledged) == (True, False)
    assert store.first is second


def test_all_are_held_up_by_a_first_one_that_has_failed():
    first, second = messages = [a_message() for _ in range(2)]
    store = stored(*messages)
    assert not store.is_held_up
    first.attempts = 1
    assert store.is_held_up
    store.give_up(first)
    assert not store.is_held_up
    store.acknowledge(second)
    assert not store.is_held_up


def test_a_full_store_lets_every_second_meter_values_go_and_nothing_else():
    start, stop = a_message(Action.START_TRANSACTION), a_message(Action.STOP_TRANSACTION)
    values = [a_message() for _ in range(8)]
    store = stored(start, *values, capacity=9)
    assert store.store(stop) == values[::2]
    assert list(store) == [start, *values[1::2], stop]


def test_the_first_message_which_may_be_on_its_way_stays_in_a_full_store():
    values = [a_message() for _ in range(5)]
    store = stored(*values[:4], capacity=4)
    assert values[0] not in store.store(values[4])
    assert store.first is values[0]


@pytest.mark.parametrize("action", [Action.METER_VALUES, Action.STOP_TRANSACTION])
def test_the_id_of_the_transaction_is_the_one_that_it_has_when_the_message_leaves(action):
    transaction = Transaction("TAG", 0, 0.0)
    message = a_message(action, transaction, {"a": 1})
    assert message.complete() == {"a": 1, "transactionId": -1}
    transaction.id = 42
    assert message.complete() == {"a": 1, "transactionId": 42}


def test_a_message_that_has_to_wait_is_packed_and_leaves_as_it_was():
    first, second = messages = [a_message(payload={"a": [1, "b"]}) for _ in range(2)]
    stored(*messages)
    assert second.complete() == first.complete() == {"a": [1, "b"], "transactionId": -1}


def test_a_message_that_has_to_wait_takes_little_memory():
    messages = [a_message(payload={"a": ["b"] * 10}) for _ in range(100)]
    tracemalloc.start()
    try:
        for message in messages:
            message.pack()
        packed_bytes, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert packed_bytes < 100 * 300


def test_start_transaction_has_no_id_yet():
    assert a_message(Action.START_TRANSACTION, payload={"a": 1}).complete() == {"a": 1}
