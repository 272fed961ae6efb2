"""The figures of one scrape: those of a run, of all its processes, at one moment."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from ocpp_load.locust_glue.run import Run
from ocpp_load.metrics import (
    Direction,
    FleetCounts,
    HealthFigures,
    LineSum,
    Tally,
    TransactionAudit,
)
from ocpp_load.metrics.arrivals import DriverCounts


class Reading:
    """What a run has come to at `now`; nothing is read before it is asked for, and then once."""

    def __init__(
        self,
        run: Run,
        now: float,
        *,
        is_running: bool,
        standing: Callable[[], Sequence[Mapping[str, Any]]],
        invalidity: Callable[[], Sequence[str]],
    ) -> None:
        """Read `run`; `now` is a time of the monotonic clock.

        What takes long is the caller's to read, who knows how long ago it did: `standing` has each
        threshold as the summary would tell it now, `invalidity` is the run's own.
        """
        self.run = run
        self.now = now
        self.is_running = is_running
        self._standing = standing
        self._invalidity = invalidity

    @cached_property
    def fleet(self) -> FleetCounts:
        """Return the counts of all stations."""
        return self.run.whole_fleet()

    @cached_property
    def audit(self) -> TransactionAudit:
        """Return what became of all transactions."""
        return self.run.whole_audit()

    @cached_property
    def drivers(self) -> DriverCounts:
        """Return what became of drivers; all 0 for a run without any."""
        return self.run.demand.drivers() or DriverCounts()

    @cached_property
    def lines(self) -> Mapping[Direction, Mapping[str, LineSum]]:
        """Return the lines of statistics by direction and name."""
        return {direction: self.run.recorder.lines(direction) for direction in Direction}

    @cached_property
    def violations(self) -> Tally:
        """Return the breaches of the protocol by kind."""
        return self.run.recorder.violations()

    @cached_property
    def thresholds(self) -> Sequence[Mapping[str, Any]]:
        """Return how each threshold stands at this moment."""
        return self._standing()

    @cached_property
    def is_invalid(self) -> bool:
        """Tell whether the figures would be the load generator's own, if this was the end."""
        return bool(self._invalidity())

    @cached_property
    def processes(self) -> Mapping[str, HealthFigures]:
        """Return the health of each process by its name: of a worker's successor, where it has one."""
        return {figures.process: figures for figures in self.run.processes()}

    @cached_property
    def latest_health(self) -> Mapping[str, Mapping[str, float]]:
        """Return each process's figures by name, the worst of the last seconds; none after a run."""
        return self.run.latest_health(self.now) if self.is_running else {}
