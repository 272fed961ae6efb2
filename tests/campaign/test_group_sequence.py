"""Which group the next station belongs to."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.campaign import GroupSequence


@given(
    shares=st.lists(st.integers(1, 1000), min_size=1, max_size=8),
    size=st.integers(1, 300),
)
def test_after_any_number_of_stations_no_group_is_a_whole_one_away_from_its_share(shares, size):
    sequence = GroupSequence(shares)
    counts = Counter(sequence.group_at(place) for place in range(size))
    for group, share in enumerate(shares):
        assert abs(counts[group] - share / sum(shares) * size) < 1


def test_a_group_of_a_number_has_exactly_that_many_in_the_whole_fleet():
    sequence = GroupSequence([999, 1])
    assert Counter(sequence.group_at(place) for place in range(1000)) == {0: 999, 1: 1}


def test_a_place_has_its_group_whoever_is_asked_first():
    forwards, backwards = GroupSequence([3, 2, 1]), GroupSequence([3, 2, 1])
    last_first = [backwards.group_at(place) for place in reversed(range(50))]
    assert [forwards.group_at(place) for place in range(50)] == last_first[::-1]


@given(processes=st.integers(1, 7), size=st.integers(1, 200))
def test_processes_that_deal_places_out_in_turn_have_the_fleet_of_one(processes, size):
    def group_at(place):
        # Each process has a sequence of its own.
        return GroupSequence([70, 20, 10]).group_at(place)

    places = [
        place * processes + index
        for index in range(processes)
        for place in range((size - index + processes - 1) // processes)
    ]
    whole = GroupSequence([70, 20, 10])
    assert Counter(map(group_at, places)) == Counter(map(whole.group_at, range(size)))
