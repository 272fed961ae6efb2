"""What StopTransaction tells of its transaction (OCPP 1.6 section 3.16.6, errata 3.91)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.model.transaction_data import TransactionData


def filled(samples, capacity):
    data = TransactionData({"n": "begin"}, capacity)
    for number in range(samples):
        data.add({"n": number})
    return [each["n"] for each in data.complete({"n": "end"})]


@pytest.mark.parametrize(
    ("samples", "capacity", "kept"),
    [
        (0, 100, ["begin", "end"]),
        (3, 5, ["begin", 0, 1, 2, "end"]),
        (4, 5, ["begin", 1, 3, "end"]),
        (5, 5, ["begin", 1, 3, 4, "end"]),
        (3, 3, ["begin", 2, "end"]),
        (9, 2, ["begin", "end"]),
        (9, 0, ["begin", "end"]),
    ],
)
def test_every_second_sample_goes_where_there_is_no_room(samples, capacity, kept):
    assert filled(samples, capacity) == kept


@given(st.integers(0, 400), st.integers(0, 50))
def test_begin_and_end_are_never_dropped_and_the_order_stays(samples, capacity):
    kept = filled(samples, capacity)
    assert (kept[0], kept[-1]) == ("begin", "end")
    assert len(kept) <= max(2, capacity)
    assert kept[1:-1] == sorted(kept[1:-1])
