"""What is kept of answers, so that who measures from outside can be held against it."""

from ocpp_load.central_system import answer_record
from ocpp_load.central_system.answer_record import AnswerRecord


def test_answers_are_kept_by_station_and_action_in_microseconds(monkeypatch):
    times = iter([1.0, 1.5, 2.0, 2.000001, 3.0, 3.1])
    monkeypatch.setattr(answer_record, "monotonic", lambda: next(times))
    record = AnswerRecord()
    record.call_read("CP1", "Heartbeat")()
    record.call_read("CP1", "Heartbeat")()
    record.call_read("CP2", "Authorize")()
    assert record.as_json() == {
        "answers": [
            {
                "station": "CP1",
                "action": "Heartbeat",
                "readUs": [1_000_000, 2_000_000],
                "writtenUs": [1_500_000, 2_000_001],
            },
            {
                "station": "CP2",
                "action": "Authorize",
                "readUs": [3_000_000],
                "writtenUs": [3_100_000],
            },
        ],
        "leftOut": 0,
    }


def test_a_call_that_is_never_answered_is_not_kept():
    record = AnswerRecord()
    record.call_read("CP1", "Heartbeat")
    assert record.as_json() == {"answers": [], "leftOut": 0}


def test_what_is_beyond_the_bound_is_counted(monkeypatch):
    monkeypatch.setattr(answer_record, "MOST_ANSWERS", 2)
    record = AnswerRecord()
    for _ in range(5):
        record.call_read("CP1", "Heartbeat")()
    told = record.as_json()
    assert [len(one["readUs"]) for one in told["answers"]] == [2]
    assert told["leftOut"] == 3
