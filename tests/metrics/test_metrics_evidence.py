"""The slowest calls and the first failures: which are kept, and that processes agree on it."""

import json
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.charge_point import Exchange, Matter
from ocpp_load.metrics import OTHER_ACTIONS, Evidence, Recorder
from ocpp_load.metrics.evidence import KEPT_KINDS, KEPT_KINDS_ALIKE, KEPT_SLOWEST
from ocpp_load.metrics.ledger import MAX_LINES

EPOCH_S = 1_795_398_812.0


def answered(number, round_trip_s, waited_s=0.0, *, action="Heartbeat", outcome=None, **fields):
    sent_at = 10.0 * number + waited_s
    return Exchange(
        Matter.CALL,
        action,
        f"CP{number % 7}",
        outcome,
        sent_at + round_trip_s,
        message_id=f"m-{number}",
        intended_at=sent_at - waited_s,
        sent_at=sent_at,
        received_at=sent_at + round_trip_s,
        **fields,
    )


def failed(number, action="Heartbeat", outcome="timeout", matter=Matter.CALL):
    return Exchange(matter, action, "CP1", outcome, float(number), message_id=f"f-{number}")


def told(evidence):
    """Return everything that is kept, in its order."""
    slowest = {
        action: (
            [one.told() for one in kept.by_round_trip],
            [one.told() for one in kept.by_intent],
        )
        for action, kept in sorted(evidence.slowest.items())
    }
    return slowest, [one.told() for one in evidence.firsts]


def ids(exhibits):
    return [one.message_id for one in exhibits]


def evidence_of(exchanges):
    evidence = Evidence()
    for exchange in exchanges:
        evidence.tell(exchange, EPOCH_S)
    return evidence


def test_the_slowest_are_kept_by_round_trip_and_by_the_time_from_the_intent():
    times = [(1, 0), (7, 0), (2, 9), (3, 0), (4, 0), (5, 0), (6, 0)]
    evidence = evidence_of(answered(n, *one) for n, one in enumerate(times))
    kept = evidence.slowest["Heartbeat"]
    assert ids(kept.by_round_trip) == ["m-1", "m-6", "m-5", "m-4", "m-3"]
    assert ids(kept.by_intent) == ["m-2", "m-1", "m-6", "m-5", "m-4"]
    assert sorted(ids(kept)) == ["m-1", "m-2", "m-3", "m-4", "m-5", "m-6"]


def test_of_calls_that_took_equally_long_the_first_are_kept():
    evidence = evidence_of(answered(n, 1.0) for n in reversed(range(9)))
    assert ids(evidence.slowest["Heartbeat"]) == [f"m-{n}" for n in range(KEPT_SLOWEST)]


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), max_size=40))
def test_what_is_not_slow_would_not_be_kept(times):
    asked, all_told = Evidence(), Evidence()
    for number, (round_trip_s, waited_s) in enumerate(times):
        exchange = answered(number, round_trip_s, waited_s)
        if asked.is_slow("Heartbeat", exchange.round_trip_s, exchange.from_intent_s):
            asked.tell(exchange, EPOCH_S)
        all_told.tell(exchange, EPOCH_S)
    assert durations(asked) == durations(all_told)


def durations(evidence):
    kept = evidence.slowest["Heartbeat"]
    return (
        [one.round_trip_s for one in kept.by_round_trip],
        [one.from_intent_s for one in kept.by_intent],
    )


EXCHANGES = st.lists(
    st.one_of(
        st.builds(
            lambda n, trip, wait, action, bad: answered(
                n, trip, wait, action=action, outcome="CallError X" if bad else None
            ),
            st.integers(0, 10_000),
            st.integers(0, 12),
            st.integers(0, 3),
            st.sampled_from(["Heartbeat", "Authorize"]),
            st.booleans(),
        ),
        st.builds(
            lambda n, action, why, matter: failed(n, action, f"reason {why}", matter),
            st.integers(0, 10_000),
            st.sampled_from(["Heartbeat", "Authorize", "Reset", "ClearCache"]),
            st.integers(0, 40),
            st.sampled_from(Matter),
        ),
    ),
    max_size=150,
    unique_by=lambda one: one.message_id,
)


@given(EXCHANGES, st.randoms(use_true_random=False), st.integers(1, 4))
def test_in_whichever_order_processes_report_the_same_is_kept(exchanges, random, processes):
    workers = [Evidence() for _ in range(processes)]
    deltas = []
    for exchange in exchanges:
        worker = random.choice(workers)
        worker.tell(exchange, EPOCH_S)
        if random.random() < 0.1:
            deltas.append(json.loads(json.dumps(worker.take_delta())))
    deltas += [worker.take_delta() for worker in workers]
    random.shuffle(deltas)
    master = Evidence()
    for delta in deltas:
        master.merge(delta)
    assert told(master) == told(evidence_of(exchanges))


def test_a_worker_hands_over_what_is_new_and_nothing_twice():
    worker = evidence_of(answered(n, 1.0 + n) for n in range(8))
    assert sorted(one["message_id"] for one in worker.take_delta()) == [
        f"m-{n}" for n in range(3, 8)
    ]
    assert worker.take_delta() == []
    assert not worker.is_slow("Heartbeat", 3.5, 3.5)
    worker.tell(answered(8, 3.5), EPOCH_S)
    assert worker.take_delta() == []
    worker.tell(answered(9, 9.5), EPOCH_S)
    assert [one["message_id"] for one in worker.take_delta()] == ["m-9"]


def test_the_first_of_each_kind_of_failure_is_kept():
    evidence = Evidence()
    for exchange in [failed(3), failed(1, "Authorize"), failed(2), failed(4, outcome="late")]:
        evidence.tell(exchange, EPOCH_S)
    assert ids(evidence.firsts) == ["f-1", "f-2", "f-4"]


def test_a_failure_is_wanted_until_its_kind_is_known():
    firsts = evidence_of([failed(1)]).firsts
    assert not firsts.wants(Matter.CALL, "Heartbeat", "timeout")
    assert firsts.wants(Matter.CALL, "Authorize", "timeout")
    assert firsts.wants(Matter.COMMAND, "Heartbeat", "timeout")


@pytest.mark.parametrize(
    ("invented", "another"),
    [
        (lambda n: failed(n, outcome=f"CallError {n}"), failed(9999, "Authorize")),
        (
            lambda n: failed(n, f"Invented{n}", "NotImplemented", Matter.COMMAND),
            failed(9999, "Reset", "InternalError", Matter.COMMAND),
        ),
    ],
)
def test_what_a_central_system_invents_leaves_room_for_other_failures(invented, another):
    evidence = Evidence()
    for number in range(1000):
        one = invented(number)
        if evidence.firsts.wants(one.matter, one.name, one.outcome):
            evidence.tell(one, EPOCH_S)
    assert len(list(evidence.firsts)) == KEPT_KINDS_ALIKE
    assert evidence.firsts.wants(another.matter, another.name, another.outcome)


def test_the_memory_is_bounded_whatever_the_length_of_the_run():
    evidence = Evidence()
    for number in range(3000):
        kind = f"{number}"
        evidence.tell(answered(number, number, action=kind, outcome=kind), EPOCH_S)
        evidence.tell(failed(number, kind, kind, Matter.LINK), EPOCH_S)
    assert len(evidence.slowest) == MAX_LINES + 1
    assert ids(evidence.slowest[OTHER_ACTIONS])[0] == "m-2999"
    by_matter = groupby(sorted(one.matter for one in evidence.firsts))
    assert {matter: len(list(kept)) for matter, kept in by_matter} == {
        "call": KEPT_KINDS,
        "link": KEPT_KINDS,
    }


def test_a_call_that_was_answered_by_an_error_counts_among_the_slowest():
    evidence = evidence_of([answered(1, 2.0, outcome="CallError InternalError"), answered(2, 1.0)])
    assert ids(evidence.slowest["Heartbeat"]) == ["m-1", "m-2"]
    assert ids(evidence.firsts) == ["m-1"]


def test_what_is_told_has_times_by_the_clock_and_frames_as_they_may_be_shown():
    frame = b'[2,"m-1","ChangeConfiguration",{"key":"AuthorizationKey","value":"s3cret"}]'
    exchange = answered(1, 2.0, 0.5, sent=b'[2,"m-1","Heartbeat",{}]', received=frame)
    [delta] = evidence_of([exchange]).take_delta()
    assert delta == {
        "matter": "call",
        "name": "Heartbeat",
        "station": "CP1",
        "group": None,
        "outcome": None,
        "message_id": "m-1",
        "intended_s": EPOCH_S + 10.0,
        "sent_s": EPOCH_S + 10.5,
        "received_s": EPOCH_S + 12.5,
        "ended_s": EPOCH_S + 12.5,
        "round_trip_s": 2.0,
        "from_intent_s": 2.5,
        "sent": ['[2,"m-1","Heartbeat",{}]', 24, False],
        "received": [frame.decode().replace("s3cret", "(not shown)"), len(frame), False],
    }


def test_what_a_peer_chose_is_printable_short_and_without_secrets():
    command = Exchange(
        Matter.COMMAND, "\x1b[2J" + "x" * 500, "CP1", "ftp://me:s3cret@h", 1.0, "\u202eid" * 99
    )
    [delta] = evidence_of([command]).take_delta()
    shown = [delta[name] for name in ("name", "outcome", "message_id")]
    assert all(text.isprintable() and len(text) <= 100 for text in shown)
    assert delta["outcome"] == "ftp://me:(not shown)@h"


def test_of_a_long_frame_no_more_is_kept_than_is_shown():
    frame = b'[3,"m-1",{"data":"' + b"x" * 60_000 + b'"}]'
    [exhibit] = evidence_of([answered(1, 1.0, received=frame)]).slowest["Heartbeat"]
    [text, size, is_cut] = exhibit.told()["received"]
    assert (len(text), size, is_cut) == (2048, len(frame), True)


def test_a_recorder_carries_it_to_its_master_and_forgets_it_when_it_is_reset():
    worker, master = Recorder(0.0, hands_over=True), Recorder(0.0)
    worker.evidence.tell(answered(1, 1.0), EPOCH_S, "night")
    master.merge(json.loads(json.dumps(worker.take_delta())))
    [exhibit] = master.evidence.slowest["Heartbeat"]
    assert (exhibit.message_id, exhibit.group) == ("m-1", "night")
    master.reset(1.0)
    assert told(master.evidence) == ({}, [])
    worker.reset(1.0)
    assert worker.evidence.is_slow("Heartbeat", 0.1, 0.1)
