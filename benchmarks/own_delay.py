"""Measures how late the generator itself is: a part of `full_stack`."""

import time
from typing import Any

import gevent

from ocpp_load.metrics import LatencyHistogram, ProcessHealth


def own_delay(environment: Any, warm_up_s: float, seconds: float) -> dict[str, Any]:
    """Return how late calls were sent: what each took from the intent, without its round trip."""
    run = environment.ocpp_load_run
    while run.fleet.accepted < environment.parsed_options.num_users:
        gevent.sleep(0.05)
    gevent.sleep(warm_up_s)
    late, answered = LatencyHistogram(), run.observer.call_answered
    delays_s: list[float] = []

    def call_answered(action: str, round_trip_s: float, from_intent_s: float, *sizes: int) -> bool:
        delays_s.append(from_intent_s - round_trip_s)
        return bool(answered(action, round_trip_s, from_intent_s, *sizes))

    run.health = ProcessHealth("measured", time.monotonic())
    run.observer.call_answered = call_answered
    cpu_before_s = time.process_time()
    gevent.sleep(seconds)
    cpu_s = time.process_time() - cpu_before_s
    late.record_all(delays_s)
    health = run.health.figures()
    return {
        "lateness_p50_ms": late.percentile_ms(50),
        "lateness_p99_ms": late.percentile_ms(99),
        "lateness_max_ms": late.max_ms,
        "loop_lag_p99_ms": health.loop_lag_p99_ms,
        "garbage_collection_max_ms": health.garbage_collection_max_ms,
        "calls_per_second": len(delays_s) / seconds,
        "cpu_share": cpu_s / seconds,
    }
