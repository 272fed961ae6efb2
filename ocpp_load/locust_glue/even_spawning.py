"""Stations start evenly: not once a second in a batch, in which nothing else would happen.

Locust deals out in each second as many as the spawn rate allows. To make hundreds of stations at
once takes tenths of a second, and what others wait for comes late by that.
"""

import logging
from typing import Any

from locust.dispatch import UsersDispatcher

_TIMES_PER_S = 10
_MESSAGES_PER_S = 50
"""Of a master: it sends one to each of its workers at a time."""


class EvenDispatcher(UsersDispatcher):
    """Deals stations out up to ten times a second."""

    def new_dispatch(
        self, target_user_count: int, spawn_rate: float, user_classes: Any = None
    ) -> None:
        """Begin to go to `target_user_count` at a `spawn_rate` per second."""
        super().new_dispatch(target_user_count, spawn_rate, user_classes)
        workers = max(1, len(self._worker_nodes))
        times = max(1, min(_TIMES_PER_S, _MESSAGES_PER_S // workers))
        at_once = max(1, self._user_count_per_dispatch_iteration // times)
        self._user_count_per_dispatch_iteration = at_once
        self._wait_between_dispatch = at_once / spawn_rate


def spawn_evenly(environment: Any, dispatcher: type[EvenDispatcher]) -> None:
    """Have stations start as `dispatcher` deals them out, at whatever rate.

    Locust warns of more than 100 a second, which with its batches are that many at once.
    """
    environment.dispatcher_class = dispatcher
    logging.getLogger("locust.runners").addFilter(_is_not_about_batches)


def _is_not_about_batches(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith("Your selected spawn rate is very high")
