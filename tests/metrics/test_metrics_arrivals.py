"""Counts of drivers and of rows, which add up over processes."""

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.metrics.arrivals import DriverCounts
from ocpp_load.metrics.feeders import FeederCounts

counts = st.builds(
    DriverCounts, **{field.name: st.integers(0, 99) for field in fields(DriverCounts)}
)


@given(counts, counts)
def test_the_drivers_of_two_processes_add_up_and_the_latest_one_stays(one, other):
    before = one.as_dict()
    one.add(other)
    expected = {name: before[name] + value for name, value in other.as_dict().items()}
    expected["lag_max_s"] = max(before["lag_max_s"], other.lag_max_s)
    assert one.as_dict() == expected


@given(counts)
def test_what_goes_to_the_master_comes_back_as_it_was(one):
    assert DriverCounts(**one.as_dict()) == one


def test_a_driver_is_late_beyond_a_tenth_of_a_second():
    one = DriverCounts()
    for lag_s in (0.0, 0.1, 0.25):
        one.came(lag_s)
    assert (one.late, one.lag_max_s, round(one.lag_total_s, 2)) == (1, 0.25, 0.35)


def test_rows_of_processes_add_up_by_their_feeders():
    one, other = FeederCounts(), FeederCounts(late_processes=1)
    one.count("cards", 5, 0)
    other.count("cards", 2, 1)
    other.count("boxes", 3, 0)
    one.add(FeederCounts(**other.as_dict()))
    assert one == FeederCounts({"cards": 7, "boxes": 3}, {"cards": 1, "boxes": 0}, 1)
