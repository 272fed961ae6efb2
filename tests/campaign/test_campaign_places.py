"""Which process is which: each has a place of its own among those that were there at the start."""

import pytest

from ocpp_load.campaign.places import place_among


@pytest.mark.parametrize(
    ("indexes", "places"),
    [
        ([0, 1, 2], {0: (0, 3), 1: (1, 3), 2: (2, 3)}),
        ([0, 2, 5], {0: (0, 3), 2: (1, 3), 5: (2, 3)}),
        ([3], {3: (0, 1)}),
        (None, {7: (0, 1)}),
    ],
)
def test_workers_that_were_there_have_the_first_places_without_a_gap(indexes, places):
    assert {index: place_among(index, indexes) for index in places} == places


def test_workers_that_came_late_have_places_of_their_own_beyond():
    assert [place_among(index, [0, 1]) for index in (2, 3)] == [(4, 2), (5, 2)]
