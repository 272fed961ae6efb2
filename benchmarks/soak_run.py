"""The locustfile of a soak: as shipped, with a greenlet that reads the memory every second.

At the end of the run, before the process ends, prints the readings and what is left over as a
line of JSON.
"""

import json
import sys
from time import monotonic
from typing import Any

import gevent
from locust import events

from benchmarks.left_over import count, more_than
from benchmarks.process import memory_bytes
from ocpp_load.locust_glue.locustfile import ChargePointUser

__all__ = ["ChargePointUser"]

_SAMPLE_S = 1.0


class Soak:
    """Watches one run of one process."""

    def __init__(self) -> None:
        self._resident_bytes: list[int] = []
        self._before = count()
        self._watcher = gevent.spawn(self._watch)

    def _watch(self) -> None:
        due_at = monotonic()
        while True:
            # By the clock: what is read late may not put off the readings of later minutes.
            while due_at <= monotonic():
                self._resident_bytes.append(memory_bytes())
                due_at += _SAMPLE_S
            gevent.sleep(max(0.0, due_at - monotonic()))

    def tell(self) -> None:
        """Print what came of it."""
        self._watcher.kill()
        outcome = {"resident_bytes": self._resident_bytes, "left_over": more_than(self._before)}
        print(json.dumps(outcome), file=sys.__stdout__, flush=True)


@events.test_start.add_listener
def _on_test_start(**_: Any) -> None:
    soak = Soak()
    # Nothing is fired later: all others have done what they do at the end.
    events.quit.add_listener(lambda **_: soak.tell())
