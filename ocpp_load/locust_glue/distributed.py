"""Workers and their master: figures go up as they come, and the last word of each is waited for.

Locust's master ends a run without waiting: it tells its workers to quit and leaves them half
a second, in which no charging session ends. So the master asks first, and each worker
answers when its stations have left and its last figures are on their way.
"""

from collections.abc import Collection
from math import inf
from time import monotonic
from typing import Any

import gevent
from gevent.event import Event
from locust import runners
from locust.runners import STATE_CLEANUP, STATE_MISSING, STATE_RUNNING, STATE_SPAWNING

from ocpp_load.locust_glue.fleet.tenant import Tenant
from ocpp_load.locust_glue.run import Run
from ocpp_load.metrics import FleetCounts, HealthFigures, TransactionAudit
from ocpp_load.metrics.attempts import AttemptCounts

_KEY = "ocpp_load"
_STOP = "ocpp_load_stop"
_STOPPED = "ocpp_load_stopped"
_END_NOW = "ocpp_load_end_now"

_SIGNS_OF_LIFE_MISSED = 15

_SPARE_S = 10.0
_LOOK_AROUND_S = 1.0
_GLANCE_S = 0.05


def report(run: Run, data: dict[str, Any]) -> None:
    """Put what is new in this worker into its next report."""
    data[_KEY] = {
        "delta": run.recorder.take_delta(),
        "fleet": run.fleet.as_dict(),
        "audit": run.audit.as_dict(),
        "health": run.health.figures().as_dict(),
        "explanations": dict(run.explanations),
        "demand": run.demand.report(),
        "given_up": run.given_up,
        "run": run.id,
        "number": run.next_report(),
        "attempts": None if run.barrier is None else run.barrier.take_news(),
    }


def take_in(run: Run, client_id: str, data: dict[str, Any]) -> None:
    """Count in, on the master, what a worker reported."""
    figures = data.get(_KEY)
    # Until it begins with this run, a worker reports on the one before.
    if figures is not None and figures["run"] == run.id:
        run.workers.reported(client_id, figures["number"], figures["given_up"])
        run.recorder.merge(figures["delta"], client_id)
        run.other_fleets[client_id] = FleetCounts(**figures["fleet"])
        run.whole_fleet()  # a peak of the fleet is seen when its processes report
        run.other_audits[client_id] = TransactionAudit.from_dict(figures["audit"])
        run.explanations.update(figures["explanations"])
        run.demand.take_in(client_id, figures["demand"])
        if figures["attempts"] is not None:
            run.other_attempts[client_id] = AttemptCounts.from_delta(figures["attempts"])
        run.other_health[client_id] = HealthFigures(**figures["health"])


def be_patient_with_workers() -> None:
    """Have the master take a worker for dead after a quarter of a minute without a sign of life.

    Locust does so after three seconds, which a storm on a busy machine takes; then it deals out
    anew which worker has how many stations, and the fleet is no longer what was asked for.
    """
    runners.HEARTBEAT_LIVENESS = _SIGNS_OF_LIFE_MISSED


def note_lost_workers(runner: Any, run: Run, said_by: Collection[str] = ()) -> None:
    """Have the master see which workers are lost; `said_by` them was their last word."""
    run.count_out(missing_workers(runner), said_by)


def missing_workers(runner: Any) -> set[str]:
    """Return, on the master, who has given no sign of life for a while."""
    return {c.id for c in runner.clients.all if c.state == STATE_MISSING}


def workers_about_to_leave(runner: Any, run: Run) -> set[str]:
    """Return, on the master, which workers of a run quit, and have yet to say their last word."""
    there = {client.id for client in runner.clients.all}
    return run.other_fleets.keys() - there - run.workers.left - run.lost_workers


def workers_at_work(runner: Any) -> set[str]:
    """Return, on the master, which workers have been given stations."""
    return {c.id for c in runner.clients.all if c.state in (STATE_RUNNING, STATE_SPAWNING)}


def answer_stop(runner: Any, tenant: Tenant) -> None:
    """Have a worker answer the master's question, and end its sessions at once if told to."""

    def on_stop(**_: Any) -> None:
        if runner.state in (STATE_RUNNING, STATE_SPAWNING):
            runner.stop()
        while runner.state == STATE_CLEANUP:  # a signal may have had it stop before
            gevent.sleep(_GLANCE_S)
        say_last_word(runner, tenant, leaves=False)

    def on_end_now(**_: Any) -> None:
        runner.user_greenlets.kill(block=False)

    runner.register_message(_STOP, on_stop, concurrent=True)
    runner.register_message(_END_NOW, on_end_now)


def say_last_word(runner: Any, tenant: Tenant, *, leaves: bool) -> None:
    """Have a worker whose stations have left tell its last figures, and that they are the last.

    One that `leaves` does so in mid-run, and takes part in no other.
    """
    tenant.say_what_is_left(leaves=leaves)
    # The report that Locust makes every three seconds, once more and at once.
    runner._send_stats()  # noqa: SLF001
    runner.send_message(_STOPPED)


class LastWord:
    """The master's side: asks every worker to stop and waits for the last of them."""

    def __init__(self, runner: Any) -> None:
        self._runner = runner
        self._waited_for: set[str] = set()
        self.said_by: set[str] = set()
        """Whose last word has come since the master asked."""
        self._unasked: set[str] = set()
        self._has_asked = True
        self._all_said = Event()
        self._deadline = inf
        self._is_impatient = False
        runner.register_message(_STOPPED, self._on_stopped)

    def begin(self) -> set[str]:
        """Begin with a run; return the set of those that will say their last word unasked."""
        self._unasked, self._has_asked = set(), False
        return self._unasked

    def ask_and_wait(self, about_to_leave: Collection[str] = ()) -> set[str]:
        """Return when all workers have stopped, or are surely overdue; return who is.

        Locust takes those that are `about_to_leave` for gone: they have their stations leave already.
        """
        # Not only those that are said to run: a heartbeat that was sent before the start, and
        # arrives after it, has Locust take a worker for idle until the next one.
        present = {c.id for c in self._runner.clients.all}
        self._waited_for = present - missing_workers(self._runner)
        self._waited_for |= {*about_to_leave}
        self._has_asked = True
        self.said_by.clear()
        self._all_said.clear()
        self._is_impatient = False
        self._check()
        self._runner.send_message(_STOP)
        self._deadline = monotonic() + self._runner.environment.stop_timeout + _SPARE_S
        while monotonic() < self._deadline and not self._all_said.wait(_LOOK_AROUND_S):
            self._waited_for -= missing_workers(self._runner)
            self._check()
        return self._waited_for

    def give_up(self) -> None:
        """Wait no longer than it takes to end all sessions at once; the next time not at all."""
        if self._is_impatient:
            self._all_said.set()
        self._is_impatient = True
        # Who interrupts this process alone has not interrupted its workers.
        self._runner.send_message(_END_NOW)
        self._deadline = min(self._deadline, monotonic() + _SPARE_S)

    def _on_stopped(self, msg: Any, **_: Any) -> None:
        self._waited_for.discard(msg.node_id)
        (self.said_by if self._has_asked else self._unasked).add(msg.node_id)
        self._check()

    def _check(self) -> None:
        if not self._waited_for:
            self._all_said.set()
