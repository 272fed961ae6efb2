from re import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.duration import LONGEST_S, format_duration, parse_duration


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("500 ms", 0.5),
        ("3 ms", 0.003),
        ("30 s", 30.0),
        ("30s", 30.0),
        ("2 min", 120.0),
        ("1 h", 3600.0),
        ("1.5 h", 5400.0),
        ("1   min", 60.0),
        ("30", 30.0),
        ("0 s", 0.0),
        (30, 30.0),
        (0.25, 0.25),
        (LONGEST_S, LONGEST_S),
        ("8760 h", LONGEST_S),
    ],
)
def test_a_duration_is_a_number_with_or_without_a_unit(written, seconds):
    assert parse_duration(written) == seconds
    assert isinstance(parse_duration(written), float)


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "5 sek",
        "5 S",
        "-5 s",
        "+5 s",
        "5 s ",
        " 5 s",
        "5\ts",
        "5 s\n",
        ".5 s",
        "5. s",
        "1e3 s",
        "1_000 s",
        "s",
        "1 h 30 min",
        "1:30",
        "٣ s",
        "nan",
        "inf s",
    ],
)
def test_other_text_is_no_duration(written):
    with pytest.raises(ValueError, match="is not a duration; write for example 500 ms, 30 s"):
        parse_duration(written)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (-1, "-1"),
        (-0.5, "-0.5"),
        (LONGEST_S + 1, "3.1536e+07"),
        (float("inf"), "inf"),
        (float("nan"), "nan"),
        ("8761 h", '"8761 h"'),
        ("9" * 400, f'"{"9" * 40}..."'),
    ],
)
def test_a_duration_is_neither_negative_nor_longer_than_a_year(written, shown):
    told = f"{shown} is out of range; allowed: 0 s to 365 days"
    with pytest.raises(ValueError, match=f"^{escape(told)}$"):
        parse_duration(written)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0 s"),
        (0.5, "500 ms"),
        (1.5, "1500 ms"),
        (30.0, "30 s"),
        (120.0, "2 min"),
        (5400.0, "90 min"),
        (3600.0, "1 h"),
        (0.0001, "0.0001 s"),
        (1e-7, "0.0000001 s"),
    ],
)
def test_a_duration_is_shown_with_the_largest_unit_that_needs_no_fraction(seconds, text):
    assert format_duration(seconds) == text


@given(st.floats(min_value=0, max_value=LONGEST_S) | st.integers(0, int(LONGEST_S)).map(float))
def test_formatting_then_parsing_returns_the_duration(seconds):
    assert parse_duration(format_duration(seconds)) == seconds
