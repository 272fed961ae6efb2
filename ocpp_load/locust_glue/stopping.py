"""Stations that have left are none that Locust has to stop.

At its end a run asks its stations to leave, in turn. gevent takes one that has done so out of its
group a little later; Locust finds it there without its arguments, and logs an error for each.
"""

from collections.abc import Mapping
from typing import Any


def pass_over_who_has_left(runner: Any) -> None:
    """Have `runner` stop those stations only that are still there."""
    stop = runner.stop_users

    def stop_users(user_classes_stop_count: Mapping[str, int]) -> None:
        greenlets = runner.user_greenlets
        for greenlet in [each for each in greenlets if not each.args]:
            greenlets.discard(greenlet)
        stop(user_classes_stop_count)

    runner.stop_users = stop_users
