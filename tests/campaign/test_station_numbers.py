"""Station numbers: each in use once in the whole fleet."""

from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.campaign import StationNumbers


def test_numbers_count_from_the_first():
    numbers = StationNumbers(first=5)
    assert [numbers.take() for _ in range(3)] == [5, 6, 7]


def test_the_lowest_number_that_was_given_back_is_used_again():
    numbers = StationNumbers()
    taken = [numbers.take() for _ in range(4)]
    numbers.give_back(taken[2])
    numbers.give_back(taken[0])
    assert [numbers.take() for _ in range(3)] == [1, 3, 5]


@given(st.lists(st.booleans(), max_size=60))
def test_no_number_is_in_use_twice(takes):
    numbers = StationNumbers()
    in_use = []
    for take in takes:
        if take:
            number = numbers.take()
            assert number not in in_use
            in_use.append(number)
        elif in_use:
            numbers.give_back(in_use.pop(0))
