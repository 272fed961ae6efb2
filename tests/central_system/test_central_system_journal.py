import os

import pytest
from support.ocpp16_payloads import REQUESTS

from ocpp_load.central_system.answerer import Answerer
from ocpp_load.central_system.books import Books
from ocpp_load.central_system.books.entries import MeterValuesEntry, StartEntry, StopEntry
from ocpp_load.central_system.books.journal import Journal, JournalError
from ocpp_load.central_system.options import CentralSystemOptions
from ocpp_load.central_system.station import Station
from ocpp_load.ocppj import Call, parse
from ocpp_load.validation import PayloadValidator, SchemaStore

NOW = "2026-11-23T01:53:32.500Z"
ENTRIES = [
    StartEntry("CP 1", 1, 2, "TÄG", 100, NOW, 7, "ConcurrentTx"),
    StartEntry("CP 2", 2, 1, "TAG", 0, NOW),
    MeterValuesEntry("CP 1", 1, 2, ((NOW, "Sample.Periodic"), (NOW, "Sample.Clock"))),
    StopEntry("CP 1", 1, 200, NOW, "Local"),
    StopEntry("CP 2", -1, 200, NOW),
]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "books.jsonl"


def written(file, *entries):
    with Journal(file) as journal:
        assert list(journal.entries()) == []
        for entry in entries:
            journal.append(entry)
    return file.read_bytes()


def read(file):
    with Journal(file) as journal:
        return list(journal.entries())


def test_what_was_written_is_read_again_in_order(file):
    written(file, *ENTRIES)
    assert read(file) == ENTRIES


def test_a_line_is_with_the_operating_system_when_it_was_appended(file):
    with Journal(file) as journal:
        list(journal.entries())
        for number, entry in enumerate(ENTRIES, start=1):
            journal.append(entry)
            assert file.read_bytes().count(b"\n") == number


def test_a_last_line_without_an_end_is_cut_off_and_the_next_goes_on_there(file):
    whole = written(file, *ENTRIES)
    file.write_bytes(whole[:-10])
    with Journal(file) as journal:
        assert list(journal.entries()) == ENTRIES[:-1]
        journal.append(ENTRIES[-1])
    assert file.read_bytes() == whole


@pytest.mark.parametrize(
    "line",
    [b"nonsense", b"[]", b"{}", b'{"action": "Heartbeat"}', b'{"action": "StopTransaction"}'],
)
def test_a_file_that_is_no_journal_is_told_with_its_line(file, line):
    file.write_bytes(written(file, ENTRIES[0]) + line + b"\n")
    before = file.read_bytes()
    with Journal(file) as journal, pytest.raises(JournalError) as refused:
        list(journal.entries())
    assert str(refused.value) == (f"--books {file}: line 2 is no record of a transaction message")
    assert file.read_bytes() == before


def test_a_file_that_cannot_be_opened_is_told(tmp_path):
    with pytest.raises(JournalError, match="cannot be opened: No such file or directory"):
        Journal(tmp_path / "nowhere" / "books.jsonl")


def test_two_central_systems_cannot_write_to_one_file(file):
    with Journal(file), pytest.raises(JournalError, match="another central system writes to it"):
        Journal(file)
    with Journal(file):
        pass


def test_of_a_line_that_found_no_room_nothing_stays_behind(file, monkeypatch):
    def full(descriptor, line):
        if line == rest:
            raise OSError(28, "No space left on device")
        return write(descriptor, line[:5])

    write = os.write
    with Journal(file) as journal:
        list(journal.entries())
        journal.append(ENTRIES[0])
        before = file.read_bytes()
        rest = before[5:]
        monkeypatch.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space"):
            journal.append(ENTRIES[0])
        monkeypatch.undo()
        assert file.read_bytes() == before
        journal.append(ENTRIES[1])
    assert read(file) == ENTRIES[:2]


def test_books_go_on_from_their_file(file):
    options = CentralSystemOptions(books=file)
    books = Books(options)
    books.transactions.start("CP1", 1, "TAG1", 0, NOW)
    books.transactions.start("CP2", 1, "TAG1", 0, NOW)
    books.transactions.stop("CP1", 1, 5, NOW)
    books.close()
    again = Books(options)
    assert [one.transaction_id for one in again.transactions.open] == [2]
    assert [one.meter_stop for one in again.transactions.ended] == [5]
    assert again.transactions.start("CP2", 1, "TAG1", 0, NOW).transaction_id == 2
    assert again.transactions.start("CP3", 1, "TAG1", 0, NOW).transaction_id == 3
    again.close()


def test_a_call_that_found_no_room_in_the_journal_is_an_error_and_may_come_again(
    file, monkeypatch, caplog
):
    def full(_descriptor, _line):
        raise OSError(28, "No space left on device")

    books = Books(CentralSystemOptions(books=file))
    answerer = Answerer(books, PayloadValidator(SchemaStore("1.6")))
    station = Station("CP1")
    call = Call("id-1", "StartTransaction", REQUESTS["StartTransaction"])
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        assert parse(answerer.answer(station, call, 1.0)).code == "InternalError"
    assert "StartTransaction could not be answered" in caplog.text
    assert parse(answerer.answer(station, call, 1.0)).payload["transactionId"] == 1
    assert books.transactions.irregularities.as_json()["repeated"]["count"] == 0
    books.close()
    assert [entry.transaction_id for entry in read(file)] == [1]
