"""Stations gather before their release: all are created at once, and then somebody gives the word.

A process that is alone gives it itself. Of several the master does, which knows how many stations
wait in all of them; each releases its own when the word arrives. Nobody waits for ever: who does
not come is done without.
"""

from collections.abc import Callable, Collection, Mapping
from time import monotonic
from typing import Any

import gevent
from locust.runners import STATE_MISSING, MasterRunner, WorkerRunner

from ocpp_load.campaign.load.muster import Muster
from ocpp_load.locust_glue.run import Role, Run
from ocpp_load.locust_glue.standstill import keep_what_is_there
from ocpp_load.report.figures import clock_text
from ocpp_load.runtime.barrier import Barrier

_HERE = "this process"
_AT_BARRIER = "ocpp_load_at_barrier"
_RELEASE = "ocpp_load_release"
_RELEASED = "ocpp_load_released"

_LOOK_AROUND_S = 0.02
_TELL_EVERY_S = 0.1
_RESOLVE_EVERY_S = 5.0
_RESOLVED_FOR_S = 15.0
_WORD_ARRIVES_IN_S = 5.0


def spawn_at_once_where_stations_gather(environment: Any) -> None:
    """Have Locust create stations that gather as fast as it can, whatever the spawn rate."""
    usual = environment.dispatcher_class

    class Dispatcher(usual):  # type: ignore[misc, valid-type]
        def new_dispatch(
            self, target_user_count: int, spawn_rate: float, user_classes: Any = None
        ) -> None:
            run = environment.ocpp_load_run
            if run is not None and run.barrier is not None and not run.barrier.is_open:
                spawn_rate = max(spawn_rate, target_user_count)
            super().new_dispatch(target_user_count, spawn_rate, user_classes)

    environment.dispatcher_class = Dispatcher


class Gathering:
    """What one process does until its stations are released; one for all of its runs."""

    def __init__(self, runner: Any) -> None:
        """Listen to the other processes of `runner`."""
        self._runner = runner
        self._run: Run | None = None
        self._muster = Muster()
        self._confirmed_at: dict[str, float] = {}
        if isinstance(runner, MasterRunner):
            runner.register_message(_AT_BARRIER, self._on_at_barrier)
            runner.register_message(_RELEASED, self._on_released)
        if isinstance(runner, WorkerRunner):
            runner.register_message(_RELEASE, self._on_release)

    def gather(self, run: Run, write: Callable[[str], None]) -> None:
        """See that the stations of `run` are released; return when they are. Write how it goes."""
        barrier = run.barrier
        if barrier is None:
            return
        self._run = run
        self._muster = Muster()
        self._confirmed_at.clear()
        write(f"{clock_text(0)}  load gather {self._expected} stations")
        if run.role is Role.WORKER:
            self._tell_master(run, barrier)
            return
        self._await_all(run, barrier)
        if run.missing_at_release:
            write(f"{clock_text(monotonic() - run.begun_at)}  {run.release_doubts()[0]}")
        if run.role is Role.MASTER:
            self._give_word(run, barrier)
        else:
            _release(run)

    @property
    def _expected(self) -> int:
        return int(self._runner.target_user_count)

    def _await_all(self, run: Run, barrier: Barrier) -> None:
        missing, resolve_at = None, 0.0
        while missing is None:
            gevent.sleep(_LOOK_AROUND_S)
            now = monotonic()
            if now >= resolve_at:
                resolve_at = now + _RESOLVE_EVERY_S
                run.resolve_ahead(_RESOLVED_FOR_S)
            self._muster.note(_HERE, barrier.there, barrier.absent)
            missing = self._muster.missing(self._expected, (_HERE, *self._workers()), now)
        run.missing_at_release = missing

    def _workers(self) -> Collection[str]:
        if not isinstance(self._runner, MasterRunner):
            return ()
        return [c.id for c in self._runner.clients.all if c.state != STATE_MISSING]

    def _give_word(self, run: Run, barrier: Barrier) -> None:
        """Tell every worker its place among those that have stations, and when that arrived."""
        places = self._muster.places(self._workers())
        sent_at = monotonic()
        run.release()
        for worker, (place, processes) in places.items():
            word = {"place": place, "processes": processes}
            self._runner.send_message(_RELEASE, word, worker)
        deadline = sent_at + _WORD_ARRIVES_IN_S
        while self._confirmed_at.keys() < places.keys() and monotonic() < deadline:
            gevent.sleep(_LOOK_AROUND_S)
        # Each of them has released its stations after the first word left, before it was confirmed.
        confirmed_at = [self._confirmed_at.get(worker, deadline) for worker in places]
        barrier.attempts.apart_s = max(confirmed_at, default=sent_at) - sent_at

    def _on_at_barrier(self, msg: Any, **_: Any) -> None:
        self._muster.note(msg.node_id, msg.data["there"], msg.data["absent"])
        run = self._run
        if run is not None and run.barrier is not None and run.barrier.is_open:
            # It came when all was over: its stations have nobody to wait for.
            self._runner.send_message(_RELEASE, {"is_late": True}, msg.node_id)

    def _on_released(self, msg: Any, **_: Any) -> None:
        self._confirmed_at[msg.node_id] = monotonic()

    def _tell_master(self, run: Run, barrier: Barrier) -> None:
        told, resolve_at = (-1, -1), 0.0
        while not barrier.is_open:
            now = monotonic()
            if now >= resolve_at:
                resolve_at = now + _RESOLVE_EVERY_S
                run.resolve_ahead(_RESOLVED_FOR_S)
            if told != (barrier.there, barrier.absent):
                told = barrier.there, barrier.absent
                word = {"there": barrier.there, "absent": barrier.absent}
                self._runner.send_message(_AT_BARRIER, word)
            gevent.sleep(_TELL_EVERY_S)

    def _on_release(self, msg: Any, **_: Any) -> None:
        run, word = self._run, msg.data
        if run is None or run.barrier is None or run.barrier.is_open:
            return
        if word.get("is_late"):
            run.barrier.dissolve()
            return
        _release(run, word)
        self._runner.send_message(_RELEASED)


def _release(run: Run, word: Mapping[str, int] | None = None) -> None:
    # A collection in the middle of the release would look through all of them.
    keep_what_is_there()
    run.release(**(word or {}))
