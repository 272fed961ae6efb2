"""What garbage collections look through while a fleet grows."""

import gc

import pytest

from ocpp_load.locust_glue.standstill import Settlement


class Fleet:
    """As many have come as a test says."""

    def __init__(self):
        self.have_come = 0

    def __call__(self):
        return self.have_come


@pytest.fixture
def fleet():
    fleet = Fleet()
    settlement = Settlement(fleet)
    settlement.begin()
    yield fleet
    settlement.end()
    gc.unfreeze()


def passed_over_after(generation):
    """Return how many objects more are passed over after a collection."""
    before = gc.get_freeze_count()
    gc.collect(generation)
    return gc.get_freeze_count() - before


def test_who_came_is_passed_over_after_the_next_full_collection(fleet):
    fleet.have_come = 100
    assert passed_over_after(2) > 0


def test_a_partial_collection_settles_nobody(fleet):
    fleet.have_come = 100
    assert passed_over_after(1) <= 0


def test_where_nobody_has_come_collections_are_as_ever(fleet):
    fleet.have_come = 100
    gc.collect()
    newcomers = [[number] for number in range(1000)]
    assert passed_over_after(2) <= 0
    fleet.have_come = 101
    assert passed_over_after(2) >= len(newcomers)


def test_after_its_end_collections_are_left_alone():
    settlement = Settlement(lambda: 100)
    settlement.begin()
    settlement.end()
    assert passed_over_after(2) <= 0
