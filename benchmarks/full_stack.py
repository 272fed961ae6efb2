"""The full stack as shipped, with a measuring greenlet beside it: a locustfile.

Takes what it is to do from the environment, because Locust owns the command line: what is counted,
warm-up and measured seconds in BENCH_MEASURE, BENCH_WARM_UP and BENCH_SECONDS. Prints one line of
JSON and ends the run.
"""

import json
import os
import time
from collections.abc import Callable
from typing import Any

import gevent
from locust import events

from benchmarks.process import memory_bytes
from ocpp_load.locust_glue.locustfile import ChargePointUser

__all__ = ["ChargePointUser"]

_WARM_UP_S = float(os.environ.get("BENCH_WARM_UP", "2"))
_SECONDS = float(os.environ.get("BENCH_SECONDS", "8"))


def _counted(direction: str) -> Callable[[Any, int], dict]:
    """Return what measures lines of a direction for each second of CPU time, once all are in."""

    def measure(environment: Any, before: int) -> dict:
        run = environment.ocpp_load_run
        stations = environment.parsed_options.num_users
        while run.fleet.accepted < stations:
            gevent.sleep(0.05)
        gevent.sleep(_WARM_UP_S)
        memory_per_station = (memory_bytes() - before) / stations
        count_before, cpu_before = _count(run, direction), time.process_time()
        gevent.sleep(_SECONDS)
        cpu_s = time.process_time() - cpu_before
        return {
            "calls_per_cpu_second": (_count(run, direction) - count_before) / cpu_s,
            "memory_per_station_bytes": memory_per_station,
        }

    return measure


def _count(run: Any, direction: str) -> int:
    lines = run.recorder.snapshot().lines
    return sum(line.count for line in lines if line.direction == direction)


_MEASURES = {"calls": _counted("call"), "commands": _counted("command")}


def _measure(environment: Any, before: int) -> None:
    figures = _MEASURES[os.environ.get("BENCH_MEASURE", "calls")](environment, before)
    print(json.dumps({**figures, "memory_before_first_station_bytes": before}), flush=True)
    environment.process_exit_code = 0
    environment.runner.quit()


@events.test_start.add_listener
def _on_test_start(environment: Any, **_: Any) -> None:
    gevent.spawn(_measure, environment, memory_bytes())
