"""Measures what workers and their master need: a part of `full_stack`."""

import time
from collections import Counter
from typing import Any

import gevent
from locust.runners import WorkerRunner

from ocpp_load.metrics import Direction

_UNTIL_ALL_HAVE_REPORTED_S = 5


def worker_speed(environment: Any, warm_up_s: float, seconds: float) -> dict[str, Any] | None:
    """Return the calls of all workers for each second of their CPU time, and the master's own.

    By the timeline, which has what each process did in each second, and the share of a core that
    it needed for that. None on a worker.
    """
    if isinstance(environment.runner, WorkerRunner):
        return None
    run = environment.ocpp_load_run
    while run.whole_fleet().accepted < environment.parsed_options.num_users:
        gevent.sleep(0.05)
    gevent.sleep(warm_up_s + seconds + _UNTIL_ALL_HAVE_REPORTED_S)
    end_s = int(time.monotonic() - run.recorder.started_s) - _UNTIL_ALL_HAVE_REPORTED_S
    calls, cpu_s = 0, Counter[str]()
    for one in run.recorder.timeline.recent(end_s - int(seconds), end_s):
        calls += one.line(Direction.CALL).count
        for process, figures in one.health.items():
            cpu_s[process] += figures["cpu_share"]
    master_cpu_s = cpu_s.pop("master", 0.0)
    worker_cpu_s = cpu_s.total()
    return {
        "calls_per_cpu_second": calls / worker_cpu_s,
        "calls_per_second": calls / int(seconds),
        "worker_cpu_ms_per_second": 1000 * worker_cpu_s / int(seconds) / len(cpu_s),
        "master_cpu_ms_per_second": 1000 * master_cpu_s / int(seconds) / len(cpu_s),
    }
