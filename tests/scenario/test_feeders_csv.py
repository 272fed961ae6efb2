"""CSV feeders: which files are read, how, and what is said of the others."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.scenario.feeders import csv_file
from ocpp_load.scenario.feeders.csv_file import CsvError, load_csv, parse_csv

FILE = Path("x.csv")


def rows_of(content, delimiter=","):
    rows = parse_csv(content, FILE, delimiter)
    return [rows.row(index) for index in range(rows.size)]


def mistakes_of(content):
    with pytest.raises(CsvError) as raised:
        parse_csv(content, FILE)
    return [str(mistake) for mistake in raised.value.mistakes]


def test_a_row_has_its_cells_by_the_names_in_the_header():
    content = b'\xef\xbb\xbfid_tag, kwh\r\nA1,20\r\n\r\n"B,2","7\n"\r\ng\xc3\xb6,\n'
    assert rows_of(content) == [
        {"id_tag": "A1", "kwh": "20"},
        {"id_tag": "B,2", "kwh": "7\n"},
        {"id_tag": "gö", "kwh": ""},
    ]


def test_a_line_of_blanks_is_no_row_and_an_empty_cell_in_quotes_is_one():
    assert rows_of(b'a\n  \n1\n""\n \n2 \n  ') == [{"a": "1"}, {"a": ""}, {"a": "2"}]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("  1 , 2  ", ["1", "2"]),
        ("a b ,  ", ["a b", ""]),
        ('" 1 ", " ,2 "', [" 1 ", " ,2 "]),
        ('3" x ,"a ,b"', ['3" x', "a ,b"]),
        ('"a ""b "" ", c ', ['a "b " ', "c"]),
    ],
)
def test_blanks_around_a_cell_are_dropped_unless_they_stand_in_quotes(line, cells):
    assert rows_of(f"a , b \n{line}\n".encode()) == [dict(zip("ab", cells, strict=True))]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_cells_may_be_separated_otherwise(delimiter):
    content = f"a{delimiter}b\n1,5{delimiter}2\n".encode()
    assert rows_of(content, delimiter) == [{"a": "1,5", "b": "2"}]


def test_a_row_knows_its_line_in_the_file():
    rows = parse_csv(b'a\n"1\n2"\n\n3\n', FILE)
    assert [rows.place(index) for index in range(rows.size)] == ["x.csv:2", "x.csv:5"]


@pytest.mark.parametrize(
    ("content", "mistakes"),
    [
        (b"", ["x.csv:1:1: is empty; the first line has the names of the columns"]),
        (b"a,b\n", ["x.csv:1:1: has no rows below the header"]),
        (
            b"a,b\n1\n1,2\n1,2,3\n",
            [
                "x.csv:2:1: has 1 cell; the header has 2",
                "x.csv:4:1: has 3 cells; the header has 2",
            ],
        ),
        (b"a,,a\n1,2,3\n", ["x.csv:1:1: a column has no name", "x.csv:1:1: the column a stands there twice"]),
        (b"a\nx\n\xff\n", ["x.csv:3:1: the file is not UTF-8; save it in that encoding"]),
        (b'a\nx\n"y\nz\n', ["x.csv:3:1: a quote that opens in this record is never closed"]),
        (b"a\rx\ry\n", ["x.csv:1:1: a line ends in a carriage return alone; save it with LF or CRLF"]),
        (b"a,\x1b[m\n1,2\n", ['x.csv:1:1: the column "\\u001b[m" has a control character in it']),
        (b'a\n"x"y\n', ["x.csv:2:1: this is not CSV: ',' expected after '\"'"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(content, mistakes):
    assert mistakes_of(content) == mistakes


def test_after_twenty_mistakes_the_rest_is_not_read():
    assert len(mistakes_of(b"a,b\n" + b"1\n" * 1000)) == 20


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(CsvError, match=r"none\.csv:1:1: cannot be read: No such file"):
        load_csv(tmp_path / "none.csv")
    with pytest.raises(CsvError, match="is no file"):
        load_csv(tmp_path)


def test_a_pipe_is_no_file_that_anybody_waits_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(CsvError, match=r"pipe\.csv:1:1: is no file"):
        load_csv(tmp_path / "pipe.csv")


def test_a_quote_that_is_never_closed_is_told_where_its_record_begins():
    rows = b"3,4\n" * 50_000
    assert mistakes_of(b'a,b\n1,"2\n' + rows) == [
        "x.csv:2:1: a cell has more than 131,072 characters; is a quote not closed?"
    ]


def test_a_header_of_a_hundred_thousand_columns_is_read_at_once():
    assert len(mistakes_of(b",".join([b"a,b"] * 50_000) + b"\n1\n")) == 3


def test_there_is_an_end_to_the_rows_that_are_kept(monkeypatch):
    monkeypatch.setattr(csv_file, "MOST_ROWS", 2)
    assert len(rows_of(b"a\n1\n2\n")) == 2
    assert mistakes_of(b"a\n1\n2\n3\n") == ["x.csv:4:1: has more than 2 rows"]


def test_a_process_reads_a_file_once_until_it_changes(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("a\n1\n")
    first = load_csv(file)
    assert load_csv(file) is first
    file.write_text("a\n1\n2\n")
    assert load_csv(file).size == 2


def test_a_hundred_thousand_rows_take_little_more_than_their_text():
    content = b"id_tag,kwh\n" + b"".join(b"CARD%06d,20\n" % n for n in range(100_000))
    rows = parse_csv(content, FILE)
    assert rows.row(99_999) == {"id_tag": "CARD099999", "kwh": "20"}
    beside = rows.starts.itemsize * len(rows.starts) + rows.lines.itemsize * len(rows.lines)
    assert beside < 17 * 100_001


cells = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=5)


@given(st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=5))
def test_every_text_comes_back_that_was_quoted(table):
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in table]
    content = "a,b\n" + "\n".join(quoted)
    assert rows_of(content.encode()) == [{"a": a, "b": b} for a, b in table]
