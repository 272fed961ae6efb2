"""What the page is told: the run as it stands, read once a second however many look at it."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
from gevent.lock import BoundedSemaphore

from ocpp_load.locust_glue.breather import Breather
from ocpp_load.locust_glue.closing import info_of
from ocpp_load.locust_glue.judging import RunFigures
from ocpp_load.locust_glue.run import Run
from ocpp_load.locust_glue.seldom import Seldom
from ocpp_load.locust_glue.standing import Standings
from ocpp_load.report.evidence import exhibit_part
from ocpp_load.report.health import health_part
from ocpp_load.report.live import Moment, live_part
from ocpp_load.report.live_evidence import find_exhibit
from ocpp_load.report.live_lines import LiveLines
from ocpp_load.report.live_timeline import LiveTimeline
from ocpp_load.report.summary import SUMMARY_FILE

REPORT_FILES = ("report.html", "summary.json", "junit.xml", "stats.csv")
"""Files of a report that are offered, where they are there."""

_LASTS_S = 0.9


class LiveReading:
    """Reads the present run of an environment, or the last; all browsers share what it has read."""

    def __init__(self, environment: Any) -> None:
        """Read the runs of `environment`; listeners that write their reports come before this."""
        self._environment = environment
        self._lock = BoundedSemaphore()
        self._run: _RunReading | None = None
        self._ended_at: float | None = None
        self._text = b""
        self._valid_until = 0.0
        self._last_run: tuple[Path, dict[str, Any]] | None = None
        environment.events.test_start.add_listener(self._on_start)
        environment.events.test_stop.add_listener(self._on_stop)

    def text(self, run_id: str, since: int) -> bytes:
        """Return JSON of the page's figures.

        That is the `state` of Locust's runner, `is_over` and the `last_run`; and of a run what
        `live_part` has, with its `id`, and of its `timeline` what has changed `since`: a revision
        of the timeline of the run `run_id`; one of another run counts for nothing.
        """
        with self._lock:
            run = self._present()
            if time.monotonic() >= self._valid_until:
                self._text = orjson.dumps(self._read(run))
                self._valid_until = time.monotonic() + _LASTS_S
            if run is None:
                return self._text
            timeline = run.timeline(since if run.id == run_id else 0)
            return b'%b,"timeline":%b}' % (self._text[:-1], orjson.dumps(timeline))

    def exchange(self, key: str) -> dict[str, Any] | None:
        """Return one of the slowest calls or the first failures with its frames."""
        run = self._environment.ocpp_load_run
        found = None if run is None else find_exhibit(run.recorder.evidence, key)
        return None if found is None else exhibit_part(found)

    def reports(self) -> Path | None:
        """Return the directory of the last run's report; None where there is none."""
        directory: Path | None = getattr(self._environment, "ocpp_load_reports", None)
        return directory

    def _on_start(self, **_: Any) -> None:
        self._ended_at = None

    def _on_stop(self, **_: Any) -> None:
        self._ended_at = time.time()
        self._valid_until = 0.0

    def _present(self) -> "_RunReading | None":
        run = self._environment.ocpp_load_run
        if run is None:
            self._run = None
        elif self._run is None or not self._run.is_of(run):
            self._run = _RunReading(run, self._environment.parsed_options)
            self._valid_until = 0.0
        return self._run

    def _read(self, run: "_RunReading | None") -> dict[str, Any]:
        around = {
            "state": self._environment.runner.state,
            "is_over": self._ended_at is not None,
            "last_run": self._read_last_run(),
        }
        return around if run is None else {**around, **run.figures(self._ended_at)}

    def _read_last_run(self) -> dict[str, Any] | None:
        """Return the verdict of the last run and which files it has left; read once."""
        directory = self.reports()
        if directory is None:
            return None
        if self._last_run is None or self._last_run[0] != directory:
            try:
                summary = orjson.loads((directory / SUMMARY_FILE).read_bytes())
            except (OSError, orjson.JSONDecodeError):
                summary = {}
            files = [name for name in REPORT_FILES if (directory / name).is_file()]
            told = {
                "name": directory.name,
                "verdict": summary.get("verdict"),
                "files": files,
            }
            self._last_run = directory, told
        return self._last_run[1]


class _RunReading:
    """One run, from a start or a reset of its figures on."""

    def __init__(self, run: Run, options: Any) -> None:
        self.id = _id_of(run)
        self._run = run
        self._options = options
        self._pause = Breather()
        self._lines = LiveLines(self._pause)
        self._timeline = LiveTimeline(self._pause)
        self._health = Seldom(self._read_health)
        self._standings = Standings(run.watches, self._pause)
        # Looks up the versions of packages, which takes milliseconds.
        self._info = info_of(run, options)

    def is_of(self, run: Run) -> bool:
        return run is self._run and self.id == _id_of(run)

    def figures(self, ended_at: float | None) -> dict[str, Any]:
        run, now = self._run, time.monotonic()
        is_over = ended_at is not None
        recent, recent_s = ([], 0) if is_over else run.recent(now)
        lines = self._lines.read(run.recorder, recent, recent_s)
        if is_over:
            thresholds = [watch.as_dict() for watch in run.watches]
        else:
            thresholds = self._standings.read(RunFigures(run, is_final=False))
        moment = Moment(
            info=replace(
                self._info,
                ended_at=ended_at if ended_at is not None else time.time(),
                users=run.plan.size or self._options.num_users or 0,
            ),
            recorder=run.recorder,
            recent=recent,
            recent_s=recent_s,
            fleet=run.whole_fleet(),
            fleet_peak=run.fleet_peak,
            audit=run.whole_audit(),
            health=self._health.read(),
            thresholds=thresholds,
            explanations=run.explanations,
            drivers=run.demand.drivers(),
            feeders=run.demand.feeders(),
        )
        figures = live_part(moment, lines)
        figures["run"]["id"] = self.id
        return figures

    def timeline(self, since: int) -> dict[str, Any]:
        return self._timeline.read(self._run.recorder.timeline, since)

    def _read_health(self) -> dict[str, Any]:
        self._pause()
        run = self._run
        return health_part(run.processes(), run.facts(), run.invalidity(), ())


def _id_of(run: Run) -> str:
    return f"{run.started_at:.6f}"
