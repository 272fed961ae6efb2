"""The full stack as shipped, with a measuring greenlet beside it.

Takes what it is to do from the environment, because Locust owns the command line: warm-up and
measured seconds in BENCH_WARM_UP and BENCH_SECONDS. Prints one line of JSON and ends the run.
"""

import json
import os
import time
from typing import Any

import gevent
from locust import events

from benchmarks.process import memory_bytes
from ocpp_load.locust_glue.locustfile import ChargePointUser

__all__ = ["ChargePointUser"]


def _measure(environment: Any, before: int) -> None:
    run = environment.ocpp_load_run
    stations = environment.parsed_options.num_users
    while run.fleet.accepted < stations:
        gevent.sleep(0.05)
    gevent.sleep(float(os.environ["BENCH_WARM_UP"]))
    memory_per_station = (memory_bytes() - before) / stations
    calls_before, cpu_before = _calls(run), time.process_time()
    gevent.sleep(float(os.environ["BENCH_SECONDS"]))
    cpu_s = time.process_time() - cpu_before
    result = {
        "calls_per_cpu_second": (_calls(run) - calls_before) / cpu_s,
        "memory_per_station_bytes": memory_per_station,
        "memory_before_first_station_bytes": before,
    }
    print(json.dumps(result), flush=True)
    environment.process_exit_code = 0
    environment.runner.quit()


def _calls(run: Any) -> int:
    return sum(line.count for line in run.recorder.snapshot().lines if line.direction == "call")


@events.test_start.add_listener
def _on_test_start(environment: Any, **_: Any) -> None:
    gevent.spawn(_measure, environment, memory_bytes())
