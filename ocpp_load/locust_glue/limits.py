"""The limits of this machine: open files and local ports, of which every station takes one each."""

import logging
import resource
from math import ceil
from typing import Any

from locust.runners import MasterRunner

from ocpp_load.errors import OptionError
from ocpp_load.locust_glue.standard_streams import tell
from ocpp_load.runtime.capacity import check_capacity, this_machine

_LOGGER = logging.getLogger(__name__)


def raise_file_limit() -> None:
    """Raise the soft limit of this process to the hard one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def check_limits(environment: Any, stations: int) -> None:
    """Raise `OptionError` where so many stations cannot be; say so where it will be tight.

    A master knows of the workers that it has started itself, by `--processes`. Those on other
    machines look for themselves.
    """
    processes = environment.parsed_options.processes
    if not processes and isinstance(environment.runner, MasterRunner):
        return
    for warning in check_capacity(this_machine(), stations, processes or 1):
        tell(warning)


def tell_limits_of_worker(environment: Any, stations: int | None, workers: int) -> None:
    """Have a worker of another machine log what its share of the stations will run out of.

    Its master calls the run invalid if it does.
    """
    if stations is None or environment.parsed_options.processes:
        return
    try:
        for warning in check_capacity(this_machine(), ceil(stations / workers)):
            _LOGGER.warning("%s", warning)
    except OptionError as error:
        _LOGGER.error("%s", error)
