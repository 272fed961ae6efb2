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

from benchmarks.own_delay import own_delay
from benchmarks.process import memory_bytes
from benchmarks.worker_speed import worker_speed
from ocpp_load.campaign.load import RELEASE
from ocpp_load.locust_glue.locustfile import ChargePointUser
from ocpp_load.metrics import Direction, back_after

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
        began_s = time.monotonic()
        gevent.sleep(_SECONDS)
        cpu_s, seconds = time.process_time() - cpu_before, time.monotonic() - began_s
        count = _count(run, direction) - count_before
        return {
            "calls_per_cpu_second": count / cpu_s,
            "calls_per_second": count / seconds,
            "memory_per_station_bytes": memory_per_station,
        }

    return measure


def _count(run: Any, direction: str) -> int:
    lines = run.recorder.snapshot().lines
    return sum(line.count for line in lines if line.direction == direction)


def _boots(environment: Any, _before: int) -> dict:
    """Return the stations booted for each second of CPU time: one boot and three statuses each."""
    run = environment.ocpp_load_run
    stations = environment.parsed_options.num_users
    while run.fleet.accepted < stations or _count(run, "call") < 4 * stations:
        gevent.sleep(0.05)
    return {"boots_per_cpu_second": stations / (time.process_time() - environment.bench_began_s)}


def _own_delay(environment: Any, _before: int) -> dict:
    return own_delay(environment, _WARM_UP_S, _SECONDS)


def _worker_speed(environment: Any, _before: int) -> dict | None:
    return worker_speed(environment, _WARM_UP_S, _SECONDS)


def _storm(environment: Any, _before: int) -> dict:
    """Return when stations that were released together tried to connect, and were all accepted."""
    run = environment.ocpp_load_run
    while run.fleet.accepted < environment.parsed_options.num_users:
        gevent.sleep(0.05)
    attempts = run.release_figures().attempts
    accepted_ms = run.recorder.line(Direction.LINK, back_after(RELEASE)).latency.max_ms
    return {"attempts_s": attempts.last_s - attempts.first_s, "accepted_s": accepted_ms / 1000}


_MEASURES: dict[str, Callable[[Any, int], dict | None]] = {
    "calls": _counted("call"),
    "commands": _counted("command"),
    "boots": _boots,
    "own delay": _own_delay,
    "workers": _worker_speed,
    "storm": _storm,
}


def _measure(environment: Any) -> None:
    before = memory_bytes()  # the run is prepared, and its first station is yet to come
    figures = _MEASURES[os.environ.get("BENCH_MEASURE", "calls")](environment, before)
    if figures is None:
        return  # another process tells
    print(json.dumps({**figures, "memory_before_first_station_bytes": before}), flush=True)
    environment.process_exit_code = 0
    environment.runner.quit()


@events.test_start.add_listener
def _on_test_start(environment: Any, **_: Any) -> None:
    environment.bench_began_s = time.process_time()
    gevent.spawn(_measure, environment)
