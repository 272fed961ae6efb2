"""How many stations and processes a fleet has: what the user said, and what workers are told.

Locust's own options do not reach workers; attributes of ours beside them do, as the seed does.
"""

from typing import Any

from locust.runners import STATE_MISSING, MasterRunner, WorkerRunner

from ocpp_load.campaign.places import place_among

_STATIONS = "ocpp_load_stations"
_PROCESSES = "ocpp_load_processes"
_USERS = "ocpp_load_users"
_RUN = "ocpp_load_run_id"


def size_asked_for(environment: Any) -> int | None:
    """Return the size that a campaign's fleet shall have; None for its own.

    One station is what the start form comes up with, and stands for that too.
    """
    options = environment.parsed_options
    if isinstance(environment.runner, WorkerRunner):
        told: int | None = getattr(options, _STATIONS, None)
        return told
    return own_unless_given(options.num_users, in_form=environment.web_ui is not None)


def own_unless_given(users: int | None, *, in_form: bool) -> int | None:
    """Return a number of users as the size of a campaign's fleet; None for its own."""
    return None if users is None or (in_form and users == 1) else users


def tell_workers(environment: Any, size: int | None, run_id: str) -> None:
    """Have workers know, with the options that they are sent, what they cannot see.

    `run_id` is what messages about the fleet name the run by.
    """
    runner = environment.runner
    if isinstance(runner, MasterRunner):
        present = [each.id for each in runner.clients.all if each.state != STATE_MISSING]
        # Not their number: of workers that came and went, the indexes have gaps.
        indexes = sorted(runner.get_worker_index(client_id) for client_id in present)
        setattr(environment.parsed_options, _RUN, run_id)
        setattr(environment.parsed_options, _STATIONS, size)
        setattr(environment.parsed_options, _USERS, size or runner.target_user_count)
        setattr(environment.parsed_options, _PROCESSES, indexes)


def fleet_told_by_master(environment: Any) -> int | None:
    """Return, on a worker, how many stations all workers together begin with."""
    return getattr(environment.parsed_options, _USERS, None)


def run_told_by_master(environment: Any) -> str:
    """Return, on a worker, what messages about the fleet name the run by."""
    return str(getattr(environment.parsed_options, _RUN, None))


def place_among_processes(environment: Any) -> tuple[int, int]:
    """Return the place of this process and how many have stations; one that came late is beyond."""
    runner = environment.runner
    if not isinstance(runner, WorkerRunner):
        return 0, 1
    return place_among(runner.worker_index, getattr(environment.parsed_options, _PROCESSES, None))
