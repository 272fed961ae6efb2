"""What comes to a run from outside its stations, in one process: drivers, and rows of feeders.

Counts of this process, and those that others report.
"""

import logging
from collections.abc import Mapping
from random import Random
from typing import Any

from ocpp_load.campaign.arrivals import arrival_times
from ocpp_load.metrics.arrivals import DriverCounts
from ocpp_load.metrics.feeders import FeederCounts, FeederFigures
from ocpp_load.runtime.arrivals import receive_drivers
from ocpp_load.runtime.plan import Plan
from ocpp_load.runtime.reception import Reception
from ocpp_load.scenario.feeders.feeder import Feeder, Use
from ocpp_load.scenario.feeders.supply import Stocks

_LOGGER = logging.getLogger(__name__)


class Demand:
    """The drivers and the feeders of a run."""

    def __init__(self, plan: Plan, stocks: Stocks, seed: int) -> None:
        """Prepare; a process that came after the start says that it has no drivers."""
        self._plan = plan
        self._stocks = stocks
        self._seed = seed
        drivers = plan.campaign.drivers if plan.campaign else None
        random = Random(f"{seed}:places:{stocks.share.index}")
        self.reception = None if drivers is None else Reception(drivers, random)
        self._other_drivers: dict[str, DriverCounts] = {}
        self._other_feeders: dict[str, FeederCounts] = {}
        self._is_late = stocks.share.index is None and drivers is not None
        if self._is_late:
            _LOGGER.warning("this process came after the start: no drivers come to its stations")

    def receive(self, begun_at: float) -> None:
        """Have drivers come to the stations of this process, for ever, or until killed."""
        campaign, reception = self._plan.campaign, self.reception
        if campaign is None or campaign.drivers is None or reception is None:
            return
        drivers = campaign.drivers
        times = arrival_times(drivers.profile, self._stocks.share, self._seed)
        receive_drivers(reception, times, begun_at + drivers.starts_after_s)

    def end(self) -> None:
        """Let nobody come any more: the stations are about to leave."""
        if self.reception is not None:
            self.reception.is_open = False

    def report(self) -> dict[str, Any]:
        """Return the counts of this process as values for msgpack."""
        reception = self.reception
        return {
            "drivers": None if reception is None else reception.counts.as_dict(),
            "feeders": self._own_feeder_counts().as_dict(),
        }

    def take_in(self, process: str, report: Mapping[str, Any]) -> None:
        """Note what another process reported last."""
        if report["drivers"] is not None:
            self._other_drivers[process] = DriverCounts(**report["drivers"])
        self._other_feeders[process] = FeederCounts(**report["feeders"])

    def drivers(self) -> DriverCounts | None:
        """Return what became of the drivers of all processes; None for a run without any."""
        if self.reception is None:
            return None
        whole = DriverCounts()
        for counts in (self.reception.counts, *self._other_drivers.values()):
            whole.add(counts)
        return whole

    def feeders(self) -> list[FeederFigures]:
        """Return what became of the feeders in all processes."""
        whole = FeederCounts()
        for counts in (self._own_feeder_counts(), *self._other_feeders.values()):
            whole.add(counts)
        rows: dict[str, int | None] = {}
        uses: dict[str, str] = {}
        for feeder in self._feeders():
            size, before = feeder.source.size, rows.get(feeder.name, 0)
            rows[feeder.name] = None if size is None or before is None else size + before
            uses[feeder.name] = feeder.use
        return [
            FeederFigures(
                name,
                uses[name],
                rows[name],
                _used(whole.taken.get(name, 0), uses[name], rows[name]),
                whole.in_vain.get(name, 0),
            )
            for name in rows
        ]

    def rows_taken(self, process: str) -> Mapping[str, int]:
        """Return how many rows of each feeder another process has taken, as it reported last."""
        counts = self._other_feeders.get(process)
        return {} if counts is None else counts.taken

    def late_processes(self) -> int:
        """Return how many processes came when everything had been dealt out."""
        others = self._other_feeders.values()
        return self._is_late + sum(counts.late_processes for counts in others)

    def _feeders(self) -> list[Feeder]:
        return [stock.feeder for stock in self._stocks.all()]

    def _own_feeder_counts(self) -> FeederCounts:
        counts = FeederCounts(late_processes=int(self._is_late))
        for stock in self._stocks.all():
            counts.count(stock.feeder.name, stock.taken, stock.in_vain)
        return counts


def _used(taken: int, use: str, rows: int | None) -> int:
    """Return how many rows were used: a station that another process took over has the same one."""
    return taken if rows is None or use != Use.PER_STATION else min(taken, rows)
