"""Ctrl-C: once to end a run in good order, again to end it at once; a report there is either way.

SIGTERM is the same as Ctrl-C once. Left to Python, Ctrl-C surfaces in whatever the hub is doing,
which prints it as an error; left to Locust, SIGTERM ends it without a word before the load has
begun, and all the time that a campaign goes its way.
"""

import os
import signal
from typing import Any, Protocol

import gevent
from locust.runners import STATE_INIT, STATE_RUNNING, STATE_SPAWNING, WorkerRunner

from ocpp_load.interruption import HANDED_ON, INTERRUPTED
from ocpp_load.locust_glue.leaving import leave_before_the_start
from ocpp_load.locust_glue.standard_streams import tell


class Ending(Protocol):
    """Who knows how a run ends."""

    is_ending: bool
    """A run is over, and its stations are yet to leave; headless, the process ends with it."""

    is_interrupted: bool
    """Somebody has pressed Ctrl-C, or SIGTERM came."""

    def give_up_waiting(self) -> None:
        """Wait for no worker's last word any longer."""


class Interrupts:
    """What SIGINT and SIGTERM do to one process; made in its main greenlet."""

    def __init__(self, environment: Any, ending: Ending) -> None:
        self._environment = environment
        self._ending = ending
        self._main = gevent.getcurrent()
        self._came = {signal.SIGINT: 0, HANDED_ON: 0, signal.SIGTERM: 0}
        self._presses = 0

    def heed(self) -> None:
        """Take the signals over; a terminal that is closed ends the run as SIGTERM does."""
        for number in self._came:
            gevent.signal_handler(number, self._on_signal, number)
        gevent.signal_handler(signal.SIGHUP, os.kill, os.getpid(), signal.SIGTERM)
        self._environment.events.quit.add_listener(self._heed_no_longer)

    def _heed_no_longer(self, **_: Any) -> None:
        # All is told, and the exit code stands: nothing that comes now shall change it.
        signal.pthread_sigmask(signal.SIG_BLOCK, self._came)

    def _on_signal(self, number: signal.Signals) -> None:
        self._came[number] += 1
        self._ending.is_interrupted = True
        # A terminal interrupts this process and the one that hands it on: that is one press. Of
        # SIGTERM a whole group may get several, and nobody is impatient.
        pressed = max(self._came[signal.SIGINT], self._came[HANDED_ON])
        presses = pressed + min(self._came[signal.SIGTERM], 1)
        if presses > self._presses:
            self._presses = presses
            self._on_interrupt()

    def _on_interrupt(self) -> None:
        runner = self._environment.runner
        is_ending = self._ending.is_ending
        is_running = is_ending or runner.state in (STATE_RUNNING, STATE_SPAWNING)
        options = self._environment.parsed_options
        is_worker = isinstance(runner, WorkerRunner)
        if is_worker and options.processes and runner.state != STATE_INIT:
            # A terminal interrupts the whole group. The master will ask, and wait for the figures;
            # it may have asked before the signal came through, and this worker be stopping.
            if self._presses > 1:
                runner.user_greenlets.kill(block=False)
        elif self._presses == 1:
            if is_running:
                seconds = self._environment.stop_timeout
                tell(f"Stopping: sessions have {seconds:g} s to end; Ctrl-C again ends them now.")
            if options.headless and not is_worker and not is_running:
                gevent.spawn(leave_before_the_start, self._environment, self._main, INTERRUPTED)
            elif is_worker or not (is_ending and options.headless):
                # Else the main greenlet is about to end by itself, and would leave no report.
                gevent.kill(self._main, KeyboardInterrupt)
        else:
            self._ending.give_up_waiting()
            runner.user_greenlets.kill(block=False)
