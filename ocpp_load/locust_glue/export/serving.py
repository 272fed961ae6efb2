"""Where `/metrics` is served: at a port of its own, and on Locust's web UI where there is one."""

import time
from collections.abc import Callable
from typing import Any

from flask import Response, request
from gevent.lock import BoundedSemaphore
from locust.runners import STATE_RUNNING, STATE_SPAWNING, STATE_STOPPED

from ocpp_load.locust_glue.breather import Breather
from ocpp_load.locust_glue.export.collector import RunCollector
from ocpp_load.locust_glue.export.listening import listen
from ocpp_load.locust_glue.export.page import PATH, MetricsPage
from ocpp_load.locust_glue.export.reading import Reading
from ocpp_load.locust_glue.judging import RunFigures
from ocpp_load.locust_glue.run import Run
from ocpp_load.locust_glue.seldom import Seldom
from ocpp_load.locust_glue.standing import Standings


class _RunReader:
    """Reads one run, what takes long not every time."""

    def __init__(self, run: Run, pause: Callable[[], None]) -> None:
        self.run = run
        self._standings = Standings(run.watches, pause)
        self._invalidity = Seldom(run.invalidity)

    def read(self, state: str) -> Reading:
        return Reading(
            self.run,
            time.monotonic(),
            is_running=state in (STATE_SPAWNING, STATE_RUNNING),
            standing=self._verdicts if state == STATE_STOPPED else self._standing,
            invalidity=self._invalidity.read,
        )

    def _standing(self) -> list[dict[str, Any]]:
        return self._standings.read(RunFigures(self.run, is_final=False))

    def _verdicts(self) -> list[dict[str, Any]]:
        return [watch.as_dict() for watch in self.run.watches]


class _PresentRun:
    """Reads the present run of an environment, or the last."""

    def __init__(self, environment: Any, pause: Callable[[], None]) -> None:
        self._environment = environment
        self._pause = pause
        self._reader: _RunReader | None = None

    def __call__(self) -> Reading | None:
        run: Run | None = self._environment.ocpp_load_run
        if run is None:
            return None
        if self._reader is None or self._reader.run is not run:
            self._reader = _RunReader(run, self._pause)
        return self._reader.read(self._environment.runner.state)


def serve_metrics(environment: Any, address: tuple[str, int] | None) -> None:
    """Serve the figures of the environment's runs, from now until the process ends.

    At `address`, where one is given, and below the base path of the web UI, behind its login.
    Raises `OptionError` where the address cannot be had.
    """
    pause = Breather()
    page = MetricsPage(
        RunCollector(_PresentRun(environment, pause), pause), lock=BoundedSemaphore()
    )
    if environment.web_ui is not None:
        _add_to_web_ui(environment, page)
    if address is not None:
        listen(page, *address)


def _add_to_web_ui(environment: Any, page: MetricsPage) -> None:
    web_ui = environment.web_ui

    @web_ui.auth_required_if_enabled  # type: ignore[untyped-decorator]
    def metrics() -> Response:
        text, content_type = page.made_for(request.headers.get("Accept", ""))
        return Response(text, content_type=content_type)

    base_path = (environment.parsed_options.web_base_path or "").rstrip("/")
    web_ui.app.add_url_rule(f"{base_path}{PATH}", "ocpp_load_metrics", metrics)
