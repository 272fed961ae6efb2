"""The live table of a run: its figures of the moment, drawn on a terminal about once a second."""

import time
from collections import deque
from typing import TextIO

import gevent

from ocpp_load.locust_glue.breather import Breather
from ocpp_load.locust_glue.judging import RunFigures
from ocpp_load.locust_glue.run import Run
from ocpp_load.locust_glue.seldom import Seldom
from ocpp_load.locust_glue.standing import Standings
from ocpp_load.locust_glue.terminal import Terminal
from ocpp_load.report.last_seconds import LastSeconds
from ocpp_load.report.live_table import EVENTS_SHOWN, Glimpse, lines_that_fit, live_rows

_INTERVAL_S = 1.0


class LiveTable:
    """Shows one run; `note` tells it what happened."""

    def __init__(self, run: Run, run_time_s: float | None, file: TextIO) -> None:
        """Show `run` on `file`, which is a terminal; `run_time_s` may end it before its campaign."""
        self._run = run
        self._file = file
        self._pause = Breather()
        self._standings = Standings(run.watches, self._pause)
        self._invalidity = Seldom(run.invalidity)
        self._events: deque[str] = deque(maxlen=EVENTS_SHOWN)
        campaign = run.plan.campaign
        ends_s = [run_time_s, campaign.load.duration_s if campaign else None]
        self._of_s = min((end_s for end_s in ends_s if end_s), default=None)

    def note(self, event: str) -> None:
        """Tell of an event as long as it is one of the latest."""
        self._events.append(event)

    def show(self) -> None:
        """Draw it again and again until the greenlet is killed; then it is gone."""
        terminal = Terminal(self._file)
        with terminal.standing():
            while True:
                width, height = terminal.size
                terminal.draw(live_rows(self._glimpse(lines_that_fit(height)), width))
                gevent.sleep(_INTERVAL_S)

    def _glimpse(self, lines: int) -> Glimpse:
        run, now = self._run, time.monotonic()
        last_seconds = LastSeconds(run.recorder, *run.recent(now), self._pause)
        return Glimpse(
            title=f"{run.settings.run_name or run.plan.name} against {run.settings.host}",
            elapsed_s=now - run.begun_at,
            of_s=self._of_s,
            fleet=run.whole_fleet(),
            live=last_seconds.live(),
            lines=last_seconds.busiest(lines),
            thresholds=self._standings.read(RunFigures(run, is_final=False)),
            health=run.latest_health(now),
            invalid=self._invalidity.read(),
            events=list(self._events),
        )
