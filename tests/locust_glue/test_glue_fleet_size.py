"""Which process is which: each has a place of its own among those that were there at the start."""

from types import SimpleNamespace

import pytest
from locust.runners import STATE_INIT, STATE_MISSING, MasterRunner, WorkerRunner

from ocpp_load.locust_glue.fleet_size import place_among_processes, tell_workers


class Master(MasterRunner):
    """A master that has no more of one than what is asked for here."""

    def __init__(self, workers):
        self.worker_indexes = {client: index for client, index, _ in workers}
        clients = [SimpleNamespace(id=client, state=state) for client, _, state in workers]
        self.clients = SimpleNamespace(all=clients)

    def __del__(self):
        """Have nothing to end."""


class Worker(WorkerRunner):
    """A worker that knows its index."""

    def __init__(self, index):
        self.worker_index = index

    def __del__(self):
        """Have nothing to end."""


def told_by_master(workers):
    """Return the options that a master's workers are sent; `workers` are (id, index, state)."""
    options = SimpleNamespace()
    tell_workers(SimpleNamespace(runner=Master(workers), parsed_options=options), 10)
    return options


def place_of(index, options):
    return place_among_processes(SimpleNamespace(runner=Worker(index), parsed_options=options))


@pytest.mark.parametrize(
    ("indexes", "places"),
    [
        ([0, 1, 2], {0: (0, 3), 1: (1, 3), 2: (2, 3)}),
        ([0, 2, 5], {0: (0, 3), 2: (1, 3), 5: (2, 3)}),
        ([3], {3: (0, 1)}),
    ],
)
def test_workers_that_were_there_have_the_first_places_without_a_gap(indexes, places):
    options = told_by_master([(f"w{index}", index, STATE_INIT) for index in indexes])
    assert {index: place_of(index, options) for index in places} == places


def test_a_worker_that_is_missing_has_no_place():
    options = told_by_master([("a", 0, STATE_MISSING), ("b", 1, STATE_INIT)])
    assert place_of(1, options) == (0, 1)


def test_workers_that_came_late_have_places_of_their_own_beyond():
    options = told_by_master([("a", 0, STATE_INIT), ("b", 1, STATE_INIT)])
    late = [place_of(index, options) for index in (2, 3)]
    assert late == [(4, 2), (5, 2)]


def test_a_process_without_workers_has_the_only_place():
    environment = SimpleNamespace(runner=None, parsed_options=SimpleNamespace())
    assert place_among_processes(environment) == (0, 1)
