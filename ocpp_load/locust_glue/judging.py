"""The thresholds of a run: looked at every second while it goes on, and once when it is over."""

import time
from collections.abc import Callable

import gevent

from ocpp_load.campaign.thresholds import FleetCount, Scope, Watch
from ocpp_load.locust_glue.run import Run
from ocpp_load.metrics import Direction, LineSum
from ocpp_load.metrics.arrivals import DriverCounts
from ocpp_load.metrics.recovery import Struck

_INTERVAL_S = 1.0
_MAX_SHARE = 0.005


class RunFigures:
    """The figures of a run, as thresholds are judged by: of all processes, up to now."""

    def __init__(self, run: Run, *, is_final: bool) -> None:
        self.is_final = is_final
        self.duration_s = time.monotonic() - run.recorder.started_s
        self.marks = run.recorder.marks
        self._run = run
        self._has_groups = len(run.plan.groups) > 1

    def line(self, direction: str, name: str | None, scope: Scope) -> LineSum:
        return self._run.recorder.line(
            Direction(direction),
            name,
            group=self._own(scope.group),
            before=scope.before,
            since=scope.since,
        )

    def struck(self, group: str | None) -> Struck:
        return self._run.recorder.struck_of(self._own(group))

    def counted(self, what: FleetCount) -> tuple[int, int]:
        fleet, audit = self._run.whole_fleet(), self._run.whole_audit()
        drivers = self._run.demand.drivers() or DriverCounts()
        started = fleet.transactions_started
        counts = {
            FleetCount.TRANSACTIONS_LOST: (audit.lost, started),
            FleetCount.TRANSACTIONS_DELIVERED_TWICE: (audit.delivered_twice, started),
            FleetCount.TRANSACTIONS_OUT_OF_ORDER: (audit.out_of_order, started),
            FleetCount.TRANSACTIONS_LEFT_OPEN: (audit.left_open, started),
            FleetCount.STATIONS_PASSED: (
                fleet.stations_checked - fleet.stations_failed,
                fleet.stations_checked,
            ),
            FleetCount.DRIVERS_TURNED_AWAY: (drivers.turned_away, drivers.arrived),
            FleetCount.DRIVERS_GAVE_UP: (drivers.gave_up, drivers.arrived),
        }
        return counts[what]

    def _own(self, group: str | None) -> str | None:
        """Return the group, where its stations are counted apart: a single one is all there is."""
        return group if self._has_groups else None


def watch_thresholds(run: Run, end: Callable[[Watch], None]) -> None:
    """Look at the thresholds until the greenlet is killed; `end` the run for one that asks for it.

    What takes long is done less often: stations wait meanwhile, and it shows in their latencies.
    """
    interval_s = _INTERVAL_S
    while True:
        gevent.sleep(interval_s)
        spent_s = 0.0
        for watch in run.watches:
            began = time.perf_counter()
            is_to_end = watch.look(RunFigures(run, is_final=False))
            spent_s += time.perf_counter() - began
            if is_to_end:
                end(watch)
                return
            gevent.sleep(0)
        interval_s = max(_INTERVAL_S, spent_s / _MAX_SHARE)


def judge_at_end(run: Run) -> None:
    """Judge all thresholds by the figures of the whole run."""
    figures = RunFigures(run, is_final=True)
    for watch in run.watches:
        watch.conclude(figures)
