"""`stats.csv`: every line with every figure, as a spreadsheet reads it."""

import csv
import io

import pytest
from support.summaries import summary_of

from ocpp_load.metrics import Recorder
from ocpp_load.report.stats_csv import HEADER, render_stats_csv, write_stats_csv


def rows(summary):
    return list(csv.DictReader(io.StringIO(render_stats_csv(summary), newline="")))


def recorded():
    recorder = Recorder(0.0)
    recorder.call_answered("Heartbeat", 0.0031415, 0.5004, 40, 60)
    recorder.call_failed("Heartbeat", "timeout", None, None)
    recorder.command_answered("Reset", 0.0001, None)
    recorder.connection_event("disconnect", None, None)
    return recorder


def test_there_is_a_row_for_each_direction_and_name_with_all_figures_as_they_are():
    summary = summary_of(recorded())
    told = rows(summary)
    assert [(row["direction"], row["name"]) for row in told] == [
        (line["direction"], line["name"]) for line in summary["lines"]
    ]
    line = summary["lines"][0]
    assert told[0]["name"] == line["name"] == "Heartbeat"
    for figure in HEADER[2:]:
        if figure in line:
            expected = line[figure]
        elif figure.startswith("from_intent_"):
            expected = line["from_intent"][figure.removeprefix("from_intent_")]
        else:
            expected = line["latency"][figure]
        assert float(told[0][figure]) == expected


def test_what_has_no_latency_has_empty_fields():
    (row,) = [row for row in rows(summary_of(recorded())) if row["name"] == "disconnect"]
    assert (row["count"], row["p99_ms"], row["from_intent_max_ms"]) == ("1", "", "")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\tx", "�x"),
        ('a,"b"', 'a,"b"'),
        ("Heart=beat", "Heart=beat"),
    ],
)
def test_a_name_that_a_peer_has_chosen_is_no_formula(name, shown):
    recorder = Recorder(0.0)
    recorder.call_answered(name, 0.001, 0.001, 1, 1)
    assert [row["name"] for row in rows(summary_of(recorder))] == [shown]


def test_it_is_a_file_of_the_run(tmp_path):
    file = write_stats_csv(tmp_path, summary_of(recorded()))
    assert file.name == "stats.csv"
    assert file.read_bytes().startswith(b"direction,name,count,")
