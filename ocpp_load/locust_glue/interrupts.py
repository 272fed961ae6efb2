"""Ctrl-C: once to end a run in good order, again to end it at once; a report there is either way.

Left to Python, Ctrl-C surfaces in whatever the hub is doing, which prints it as an error.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import gevent
from locust.runners import STATE_RUNNING, STATE_SPAWNING, WorkerRunner


class Interrupts:
    """What SIGINT does to one process; made in its main greenlet."""

    def __init__(self, environment: Any, give_up_waiting: Callable[[], None]) -> None:
        self._environment = environment
        self._give_up_waiting = give_up_waiting
        self._main = gevent.getcurrent()
        self._presses = 0

    def heed(self) -> None:
        """Take SIGINT over; a terminal that is closed ends the run as SIGTERM does."""
        gevent.signal_handler(signal.SIGINT, self._on_interrupt)
        gevent.signal_handler(signal.SIGHUP, os.kill, os.getpid(), signal.SIGTERM)

    def _on_interrupt(self) -> None:
        self._presses += 1
        runner = self._environment.runner
        is_running = runner.state in (STATE_RUNNING, STATE_SPAWNING)
        options = self._environment.parsed_options
        if isinstance(runner, WorkerRunner) and options.processes and is_running:
            # A terminal interrupts the whole group. The master will ask, and wait for the figures.
            if self._presses > 1:
                runner.user_greenlets.kill(block=False)
        elif self._presses == 1:
            if is_running:
                seconds = self._environment.stop_timeout
                sys.stderr.write(
                    f"Stopping: sessions have {seconds:g} s to end; Ctrl-C again ends them now.\n"
                )
            gevent.kill(self._main, KeyboardInterrupt)
        else:
            self._give_up_waiting()
            runner.user_greenlets.kill(block=False)
