from ocpp_load.central_system.transactions import Transactions

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
            "meterStart": 1000,
            "startedAt": START[4],
            "reservationId": None,
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
