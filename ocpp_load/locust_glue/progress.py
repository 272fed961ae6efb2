"""Watching a run: the generator's health, and a line of progress for the console."""

import time
from collections.abc import Callable
from typing import Any

import gevent

from ocpp_load.locust_glue.distributed import note_lost_workers
from ocpp_load.locust_glue.run import Run
from ocpp_load.metrics.health import PROBE_INTERVAL_S
from ocpp_load.report import live_line

_SAMPLE_INTERVAL_S = 1.0
_LINE_INTERVAL_S = 5.0


def watch_health(run: Run) -> None:
    """Sample CPU, memory and the event loop's lag until the greenlet is killed."""
    sample_at = _next_second(run, time.monotonic())
    while True:
        due = time.monotonic() + PROBE_INTERVAL_S
        gevent.sleep(PROBE_INTERVAL_S)
        now = time.monotonic()
        run.health.lag(max(0.0, now - due))
        run.unsent.look()
        run.recorder.prepare()
        if now >= sample_at:
            run.tick(now)
            sample_at = _next_second(run, now)


def _next_second(run: Run, now: float) -> float:
    # A second after the last look would come later each time, and now and then miss a second.
    begun = run.recorder.started_s
    return begun + int(now - begun) + 1


def watch_workers(runner: Any, run: Run) -> None:
    """Take note, on a master, of workers that are gone until the greenlet is killed."""
    while True:
        gevent.sleep(_SAMPLE_INTERVAL_S)
        note_lost_workers(runner, run)


def show_progress(run: Run, write: Callable[[str], None]) -> None:
    """Write one line every five seconds until the greenlet is killed."""
    started = time.monotonic()
    while True:
        gevent.sleep(_LINE_INTERVAL_S)
        now = time.monotonic()
        write(live_line(now - started, run.whole_fleet(), run.live(now)))
