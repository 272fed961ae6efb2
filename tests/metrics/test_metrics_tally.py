import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.metrics import Tally, as_label
from ocpp_load.metrics.label import MAX_LABEL_LENGTH
from ocpp_load.metrics.tally import MAX_NAMES


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Heartbeat", "Heartbeat"),
        ("", "(empty)"),
        (" \t", "\ufffd"),
        ("  ", "(empty)"),
        (" Reset ", "Reset"),
        ("\x1b[31mReset", "\ufffd[31mReset"),
        ("Reset\n", "Reset\ufffd"),
        ("Re\u202eset", "Re\ufffdset"),
        ("Zähler", "Zähler"),
        ("A" * 100, "A" * 100),
        ("A" * 101, "A" * 99 + "…"),
    ],
)
def test_a_label_is_one_short_printable_line(text, label):
    assert as_label(text) == label


@given(st.text(max_size=3 * MAX_LABEL_LENGTH))
def test_a_label_is_printable_bounded_and_its_own_label(text):
    label = as_label(text)
    assert label.isprintable()
    assert 0 < len(label) <= MAX_LABEL_LENGTH
    assert as_label(label) == label


@given(st.lists(st.integers(0, 3 * MAX_NAMES)))
def test_a_tally_loses_no_count_and_keeps_its_bound(names):
    tally = Tally("other reasons")
    for name in names:
        tally.count(str(name))
    assert sum(tally.values()) == len(names)
    assert len(tally) <= MAX_NAMES + 1


def test_names_beyond_the_bound_count_under_the_other_name():
    tally = Tally("other reasons")
    for name in range(MAX_NAMES + 5):
        tally.count(f"reason {name}")
    tally.count("reason 0", 7)
    assert tally["other reasons"] == 5
    assert tally["reason 0"] == 8


def test_names_that_look_the_same_when_cleaned_count_together():
    tally = Tally("other reasons")
    tally.count("bad\x00", 2)
    tally.count("bad\x01")
    assert tally == {"bad\ufffd": 3}


def test_ranked_puts_the_most_frequent_first_and_equals_by_name():
    tally = Tally("other reasons")
    tally.add({"b": 1, "c": 5, "a": 1})
    assert list(tally.ranked().items()) == [("c", 5), ("a", 1), ("b", 1)]


def test_a_copy_is_bounded_like_its_original():
    tally = Tally("other reasons")
    for name in range(MAX_NAMES):
        tally.count(str(name))
    copied = tally.copy()
    copied.count("one more")
    assert copied["other reasons"] == 1
    assert "other reasons" not in tally
