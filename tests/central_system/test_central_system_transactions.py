import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.central_system.books.entries import meter_values_entry, read_entry
from ocpp_load.central_system.books.irregularities import Irregularity
from ocpp_load.central_system.books.numbering import Numbering
from ocpp_load.central_system.books.transactions import Transactions

START = ("CP1", 1, "TAG1", 1000, "2026-11-23T01:53:32.120Z")
STOPPED_AT = "2026-11-23T02:53:32.120Z"


def test_transaction_ids_count_from_one():
    transactions = Transactions()
    assert transactions.start(*START).transaction_id == 1
    assert transactions.start("CP2", *START[1:]).transaction_id == 2


def test_a_start_that_is_sent_again_gets_the_same_transaction():
    transactions = Transactions()
    first = transactions.start(*START)
    assert transactions.start(*START) is first
    assert transactions.started == 1


def test_a_start_that_differs_in_any_field_is_another_transaction():
    transactions = Transactions()
    others = [
        ("CP2", 1, "TAG1", 1000, START[4]),
        ("CP1", 2, "TAG1", 1000, START[4]),
        ("CP1", 1, "TAG2", 1000, START[4]),
        ("CP1", 1, "TAG1", 1001, START[4]),
        ("CP1", 1, "TAG1", 1000, STOPPED_AT),
    ]
    ids = {transactions.start(*start).transaction_id for start in [START, *others]}
    assert len(ids) == 6


def test_a_start_that_is_sent_again_after_the_stop_does_not_open_it_again():
    transactions = Transactions()
    first = transactions.start(*START)
    transactions.stop("CP1", 1, 2000, STOPPED_AT)
    assert transactions.start(*START) is first
    assert not list(transactions.open)


def test_a_stop_moves_the_transaction_from_open_to_ended():
    transactions = Transactions()
    transaction = transactions.start(*START)
    assert list(transactions.open) == [transaction]
    assert transactions.stop("CP1", 1, 2000, STOPPED_AT, "Local")
    assert not list(transactions.open)
    assert [ended.as_json() for ended in transactions.ended] == [
        {
            "transactionId": 1,
            "identity": "CP1",
            "connectorId": 1,
            "idTag": "TAG1",
            "idTagStatus": "Accepted",
            "meterStart": 1000,
            "startedAt": START[4],
            "reservationId": None,
            "meterValues": 0,
            "meterStop": 2000,
            "stoppedAt": STOPPED_AT,
            "reason": "Local",
        }
    ]


def test_a_stop_that_is_sent_again_changes_nothing():
    transactions = Transactions()
    transaction = transactions.start(*START)
    transactions.stop("CP1", 1, 2000, STOPPED_AT)
    assert transactions.stop("CP1", 1, 9999, START[4])
    assert (transaction.meter_stop, transactions.stopped) == (2000, 1)


def test_a_station_cannot_stop_what_is_not_its_own():
    transactions = Transactions()
    transactions.start(*START)
    assert not transactions.stop("CP2", 1, 2000, STOPPED_AT)
    assert not transactions.stop("CP1", 77, 2000, STOPPED_AT)
    assert len(list(transactions.open)) == 1


def test_the_oldest_of_the_ended_transactions_is_forgotten_when_there_are_too_many():
    transactions = Transactions(ended_kept=2)
    for number in range(1, 4):
        transactions.start("CP1", 1, "TAG1", number, START[4])
        transactions.stop("CP1", number, 2000, STOPPED_AT)
    assert [ended.transaction_id for ended in transactions.ended] == [2, 3]
    assert (transactions.started, transactions.stopped) == (3, 3)
    assert transactions.start("CP1", 1, "TAG1", 1, START[4]).transaction_id == 4


def test_the_open_transactions_of_one_station_are_told_oldest_first():
    transactions = Transactions()
    for identity, connector_id in (("CP1", 2), ("CP2", 1), ("CP1", 1)):
        transactions.start(identity, connector_id, *START[2:])
    assert [one.connector_id for one in transactions.open_of("CP1")] == [2, 1]
    transactions.stop("CP1", 1, 2000, STOPPED_AT)
    assert [one.connector_id for one in transactions.open_of("CP1")] == [1]
    transactions.stop("CP1", 3, 2000, STOPPED_AT)
    assert transactions.open_of("CP1") == ()
    assert len(transactions.open_of("CP2")) == 1


def at(second):
    return f"2026-11-23T02:00:{second:02d}.000Z"


def values(transaction_id, *moments, identity="CP1", context=None):
    context = {"context": context} if context else {}
    return meter_values_entry(
        identity,
        {
            "connectorId": 1,
            "transactionId": transaction_id,
            "meterValue": [
                {"timestamp": at(moment), "sampledValue": [{"value": "1", **context}]}
                for moment in moments
            ],
        },
    )


def problems(transactions, kind):
    named = [(one.action, one.problem) for one in transactions.irregularities.latest(kind)]
    assert transactions.irregularities.count(kind) == len(named)
    return named


def started(**options):
    transactions = Transactions(**options)
    transactions.start("CP1", 1, "TAG1", 0, at(0))
    return transactions


def test_a_healthy_session_has_no_irregularities():
    transactions = started()
    transactions.meter_values(values(1, 1))
    transactions.meter_values(values(1, 2, 3))
    transactions.stop("CP1", 1, 5, at(3))
    assert all(not problems(transactions, kind) for kind in Irregularity)
    assert [one.as_json()["meterValues"] for one in transactions.ended] == [2]


def test_what_is_sent_again_is_counted_and_named_as_repeated():
    transactions = started()
    transactions.start("CP1", 1, "TAG1", 0, at(0))
    transactions.meter_values(values(1, 1))
    transactions.meter_values(values(1, 1))
    transactions.stop("CP1", 1, 5, at(3))
    transactions.stop("CP1", 1, 5, at(3))
    transactions.meter_values(values(1, 1))
    assert problems(transactions, Irregularity.REPEATED) == [
        ("StartTransaction", "the same start came before"),
        ("MeterValues", "the same values came before"),
        ("StopTransaction", "the same stop came before"),
        ("MeterValues", "the same values came before"),
    ]
    assert not problems(transactions, Irregularity.OUT_OF_ORDER)
    (ended,) = transactions.ended
    assert (transactions.started, transactions.stopped, ended.meter_values) == (1, 1, 1)


def test_values_of_one_moment_and_of_different_contexts_are_different_values():
    transactions = started()
    transactions.meter_values(values(1, 1))
    transactions.meter_values(values(1, 1, context="Sample.Clock"))
    assert not problems(transactions, Irregularity.REPEATED)
    transactions.meter_values(values(1, 1, context="Sample.Periodic"))
    assert len(problems(transactions, Irregularity.REPEATED)) == 1


def test_what_comes_after_its_stop_or_after_what_is_younger_is_out_of_order():
    transactions = started()
    transactions.meter_values(values(1, 5))
    transactions.meter_values(values(1, 3))
    transactions.start("CP1", 2, "TAG2", 0, at(4))
    transactions.start("CP2", 1, "TAG3", 0, at(1))
    transactions.stop("CP1", 1, 5, at(6))
    transactions.meter_values(values(1, 7))
    transactions.stop("CP1", 1, 6, at(8))
    assert problems(transactions, Irregularity.OUT_OF_ORDER) == [
        ("MeterValues", "2.000 s older than the one before"),
        ("StartTransaction", "1.000 s older than the one before"),
        ("MeterValues", "comes after the stop"),
        ("StopTransaction", "comes after another stop"),
    ]


@pytest.mark.parametrize(
    ("transaction_id", "identity", "problem"),
    [
        (7, "CP1", "no transaction of the station"),
        (1, "CP2", "no transaction of the station"),
        (-1, "CP1", "the station has no id for it"),
    ],
)
def test_what_is_of_no_transaction_is_unknown(transaction_id, identity, problem):
    transactions = started()
    assert not transactions.stop(identity, transaction_id, 5, at(1))
    transactions.meter_values(values(transaction_id, 2, identity=identity))
    assert problems(transactions, Irregularity.UNKNOWN) == [
        ("StopTransaction", problem),
        ("MeterValues", problem),
    ]


def test_a_time_that_no_clock_has_is_in_no_order():
    transactions = started()
    transactions.stop("CP1", 1, 5, "0000-00-00T00:00:00Z")
    assert not problems(transactions, Irregularity.OUT_OF_ORDER)


def test_the_irregularities_are_told_with_station_and_transaction():
    transactions = started()
    transactions.stop("CP1", 3, 5, at(1))
    assert transactions.irregularities.as_json() == {
        "repeated": {"count": 0, "latest": []},
        "outOfOrder": {"count": 0, "latest": []},
        "unknown": {
            "count": 1,
            "latest": [
                {
                    "action": "StopTransaction",
                    "identity": "CP1",
                    "transactionId": 3,
                    "timestamp": at(1),
                    "problem": "no transaction of the station",
                }
            ],
        },
    }


def test_of_many_irregularities_the_last_thousand_are_named_and_all_are_counted():
    transactions = started()
    for number in range(1_500):
        transactions.stop("CP1", 10_000 + number, 5, at(1))
    latest = transactions.irregularities.latest(Irregularity.UNKNOWN)
    assert transactions.irregularities.count(Irregularity.UNKNOWN) == 1_500
    assert [latest[0].transaction_id, len(latest)] == [10_500, 1_000]


def test_ids_may_be_unique_for_each_station_only():
    transactions = Transactions(Numbering(per_station=True))
    ids = [
        transactions.start(identity, 1, "TAG1", meter, at(meter)).transaction_id
        for identity, meter in (("CP1", 0), ("CP2", 0), ("CP1", 1))
    ]
    assert ids == [1, 1, 2]
    assert transactions.stop("CP2", 1, 5, at(5))
    assert [one.transaction_id for one in transactions.open_of("CP1")] == [1, 2]
    assert not transactions.open_of("CP2")


def test_the_open_transactions_on_an_id_tag_are_those_that_it_was_accepted_for():
    transactions = started()
    transactions.start("CP2", 1, "tag1", 0, at(0), status="ConcurrentTx")
    transactions.start("CP3", 1, "tag1", 0, at(0))
    assert [one.identity for one in transactions.open_with("TAG1")] == ["CP1", "CP3"]
    transactions.stop("CP1", 1, 5, at(1))
    assert [one.identity for one in transactions.open_with("TAG1")] == ["CP3"]
    assert transactions.open_with("TAG2") == ()


MESSAGES = st.lists(
    st.tuples(
        st.sampled_from(["start", "stop", "values"]),
        st.sampled_from(["CP1", "CP2"]),
        st.integers(-1, 4),
        st.integers(0, 9),
    ),
    max_size=30,
)


def send(transactions, what, identity, number, second):
    if what == "start":
        transactions.start(identity, number, "TAG1", 0, at(second))
    elif what == "stop":
        transactions.stop(identity, number, 5, at(second))
    else:
        transactions.meter_values(values(number, second, identity=identity))


def everything(transactions):
    return (
        [one.as_json() for one in transactions.open],
        [one.as_json() for one in transactions.ended],
        transactions.irregularities.as_json(),
        (transactions.started, transactions.stopped),
    )


@given(messages=MESSAGES, per_station=st.booleans(), later=MESSAGES)
def test_the_books_that_are_made_of_the_entries_of_others_are_the_same_and_go_on_the_same(
    messages, per_station, later
):
    entries = []
    first = Transactions(Numbering(per_station=per_station), entries.append)
    for message in messages:
        send(first, *message)
    assert len(entries) == len(messages)
    second = Transactions(Numbering(per_station=per_station))
    for entry in entries:
        second.enter(read_entry(orjson.loads(orjson.dumps(entry.as_json()))))
    assert everything(second) == everything(first)
    for message in later:
        send(first, *message)
        send(second, *message)
    assert everything(second) == everything(first)


@pytest.mark.parametrize("message", ["start", "stop", "values"])
def test_what_cannot_be_written_down_has_not_happened(message):
    def fail(_):
        raise OSError(28, "No space left on device")

    entries = []
    transactions = started(write_down=entries.append)
    before = everything(transactions)
    transactions._write_down = fail
    with pytest.raises(OSError, match="No space"):
        send(transactions, message, "CP1", 1, 5)
    assert everything(transactions) == before
    transactions._write_down = entries.append
    send(transactions, "start", "CP2", 1, 5)
    assert [one.transaction_id for one in transactions.open_of("CP2")] == [2]
