"""The limits of this machine: open files and local ports, of which every station takes one each."""

import logging
import resource
from dataclasses import replace
from math import ceil
from typing import Any

from locust.runners import MasterRunner

from ocpp_load.errors import OptionError
from ocpp_load.locust_glue.standard_streams import tell
from ocpp_load.runtime.capacity import check_capacity, this_machine
from ocpp_load.settings import Settings

_LOGGER = logging.getLogger(__name__)


def raise_file_limit() -> None:
    """Raise the soft limit of this process to the hard one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def as_seen_from_here(environment: Any, settings: Settings) -> Settings:
    """Return the settings without what only concerns the machines that have stations, if not this.

    The source addresses of workers on other machines are theirs: those look for themselves.
    """
    has_stations = _processes_here(environment) > 0
    return settings if has_stations else replace(settings, source_addresses=())


def check_limits(environment: Any, stations: int, settings: Settings) -> None:
    """Raise `OptionError` where so many stations cannot be; say so where it will be tight.

    A master knows of the workers that it has started itself, by `--processes`. Those on other
    machines look for themselves.
    """
    processes = _processes_here(environment)
    if not processes:
        return
    machine = this_machine(len(settings.source_addresses))
    for warning in check_capacity(machine, stations, processes):
        tell(warning)


def _processes_here(environment: Any) -> int:
    """Return how many processes with stations this one answers for, itself among them."""
    processes: int | None = environment.parsed_options.processes
    return processes or int(not isinstance(environment.runner, MasterRunner))


def tell_limits_of_worker(
    environment: Any, stations: int | None, workers: int, settings: Settings
) -> None:
    """Have a worker of another machine log what its share of the stations will run out of.

    Its master calls the run invalid if it does.
    """
    if stations is None or environment.parsed_options.processes:
        return
    try:
        machine = this_machine(len(settings.source_addresses))
        for warning in check_capacity(machine, ceil(stations / workers)):
            _LOGGER.warning("%s", warning)
    except OptionError as error:
        _LOGGER.error("%s", error)
