"""How a worker comes to the number of stations that it is told: quickly, and beside who leaves.

Locust counts a station that it has asked to leave as one that is there. Where it wants more again
before that one is gone, nobody would ever take its place.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import gevent
from locust import argument_parser
from locust.user.task import LOCUST_STATE_STOPPING


def read_orders_quickly() -> None:
    """Have a worker find out once which options are Locust's own.

    Locust makes its whole command line anew for every option of every order: a third of a second of
    CPU time for each order, in which no station is served, and there are ten orders a second.
    """
    argument_parser.default_args_dict = cache(argument_parser.default_args_dict)
    argument_parser.default_args_dict()


def spawn_beside_those_who_leave(runner: Any) -> None:
    """Have a worker that needs more stations than stay wait until the others have left."""
    start = runner.start_worker

    def start_worker(user_classes_count: Mapping[str, int], **more: Any) -> None:
        greenlets = [each for each in runner.user_greenlets if each.args]
        leaving = [each for each in greenlets if each.args[0]._state == LOCUST_STATE_STOPPING]  # noqa: SLF001
        if leaving and len(greenlets) - len(leaving) < sum(user_classes_count.values()):
            gevent.joinall(leaving, timeout=runner.environment.stop_timeout)
        start(user_classes_count, **more)

    runner.start_worker = start_worker
