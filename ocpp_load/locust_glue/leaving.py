"""How a process leaves: what is going on is ended first, and then it is known what it ends with.

Locust settles its exit code before it ends the run that a signal has broken into. So the run is
ended when Locust says that it is about to quit.
"""

import sys
from typing import Any, Protocol

import gevent
import psutil
from locust import log
from locust.env import Environment
from locust.exception import RPCError
from locust.runners import STATE_INIT, MasterRunner, WorkerRunner

from ocpp_load.interruption import INTERRUPTED
from ocpp_load.locust_glue.standard_streams import tell

_LOOK_AROUND_S = 0.05
_LOCUST_FAILED = 2
_WRONG_INPUT = 2


class Ending(Protocol):
    """Who knows how a run ends."""

    is_interrupted: bool
    """Somebody has pressed Ctrl-C, or SIGTERM came."""

    def end_run(self) -> None:
        """End the run that is going on, if one is; return when it has ended."""


def leave_before_the_start(environment: Any, main: Any, code: int) -> None:
    """End this process, whose greenlet is `main`, before a run has begun; its workers, too."""
    environment.process_exit_code = code
    environment.runner.quit()  # workers that are there would wait for ever
    gevent.kill(main, SystemExit(code))


def end_workers() -> None:
    """End the workers of `--processes`: they would look for a master that is gone for minutes."""
    for child in psutil.Process().children():
        child.terminate()


def refuse_a_taken_port() -> None:
    """Have a master whose port is taken end as wrong input does: Locust ends in a traceback."""
    create = Environment.create_master_runner

    def create_or_leave(environment: Environment, *where: Any, **named: Any) -> MasterRunner:
        try:
            return create(environment, *where, **named)
        except RPCError as error:
            reason = getattr(error.__context__, "strerror", None) or error
            tell(
                f"--master-bind-port: {reason}; give each run on this machine a port of its own,"
                " with --master-bind-port and, for its workers, --master-port"
            )
            end_workers()
            sys.exit(_WRONG_INPUT)

    Environment.create_master_runner = create_or_leave  # type: ignore[method-assign, assignment]


def watch_for_workers(environment: Any) -> None:
    """Have `--expect-workers-max-wait` end as wrong input does: to Locust it is a run that failed."""
    options, runner = environment.parsed_options, environment.runner
    limit_s = options.expect_workers_max_wait
    if not (isinstance(runner, MasterRunner) and options.headless and limit_s):
        return
    options.expect_workers_max_wait = 0
    main = gevent.getcurrent()

    def give_up() -> None:
        there = len(runner.clients.ready)
        if runner.state == STATE_INIT and there < options.expect_workers:
            expected = f"{there} of {options.expect_workers} workers came within {limit_s} s"
            tell(
                f"--expect-workers: {expected}; start them with --worker and --master-host, and look"
                " at what they say"
            )
            leave_before_the_start(environment, main, _WRONG_INPUT)

    gevent.spawn_later(limit_s, give_up)


class Leaving:
    """What a process does once Locust is about to quit."""

    def __init__(self, environment: Any, ending: Ending) -> None:
        self._environment = environment
        self._ending = ending
        self._leads: Any = None

    def listen(self) -> None:
        """Attach to the environment's event."""
        self._environment.events.quitting.add_listener(self._on_quitting)

    def _on_quitting(self, **_: Any) -> None:
        if self._leads is not None:
            # A signal and the end of the main greenlet: the first of them ends the process.
            while not self._leads.dead:
                gevent.sleep(_LOOK_AROUND_S)
            return
        self._leads = gevent.getcurrent()
        self._ending.end_run()
        self._environment.process_exit_code = self._exit_code()

    def _exit_code(self) -> int | None:
        """Return what this process ends with; None for what Locust makes of it."""
        code: int | None = self._environment.process_exit_code
        options = self._environment.parsed_options
        if isinstance(self._environment.runner, WorkerRunner):
            # Whether calls that failed are a failure is for the master to say, which has them all;
            # and for workers of --processes the process speaks that has started them.
            is_alone = not options.processes
            code = code or (INTERRUPTED if self._ending.is_interrupted and is_alone else 0)
        elif code is None and self._ending.is_interrupted and self._environment.web_ui is None:
            code = INTERRUPTED  # before there was a run
        if code == 0 and log.unhandled_greenlet_exception:
            return _LOCUST_FAILED
        return code
