"""Locust's rebalancing, as a fleet needs it: who is there has its share, whatever else goes on.

Locust deals stations out anew when a worker dies or comes. But it does so in the middle of reading
a message, or of counting heartbeats, and while that takes a second it does neither; it forgets to
where another start is just ending; and it begins a fleet again from nothing a minute after a worker
has died. So what it asks for is done here: in a greenlet of its own, one start after the other.
"""

import sys
from collections.abc import Collection
from typing import Any

import gevent
from gevent.lock import RLock
from locust import runners
from locust.runners import STATE_RUNNING

from ocpp_load.locust_glue.even_spawning import EvenDispatcher

_LOOK_AROUND_S = 0.25


class FleetDispatcher(EvenDispatcher):
    """Deals stations out to workers, to each once."""

    def add_worker(self, worker_node: Any) -> None:
        """Give a share to a worker that came; one that says so twice has one share."""
        self._worker_nodes = [one for one in self._worker_nodes if one.id != worker_node.id]
        super().add_worker(worker_node)

    def is_due(self, workers: Collection[Any]) -> bool:
        """Tell whether these are other workers than those that stations were dealt out to."""
        known = {one.id for one in self._worker_nodes}
        for worker in workers:
            if worker.id not in known:
                # Locust takes no note of one that was missing and reads an order from before.
                self.add_worker(worker)
        return bool(self._rebalance)


class Rebalancing:
    """Takes the place of `runner.start` of a master."""

    def __init__(self, runner: Any) -> None:
        self._runner = runner
        self._start = runner.start
        self._lock = RLock()
        self._restart: gevent.Greenlet | None = None
        self._is_asked_for = False
        runner.start = self._start_or_wait
        runner.environment.parsed_options.enable_rebalancing = True
        # A worker that is missing has no stations: to forget it is of no use, and Locust would
        # begin the whole fleet anew.
        runners.HEARTBEAT_DEAD_INTERNAL = -sys.maxsize
        runner.greenlet.spawn(self._rebalance)

    def hold(self) -> None:
        """Let go of a start that is going on: the run is about to end, and would be begun anew."""
        if self._restart is not None:
            self._restart.kill()

    def _start_or_wait(
        self, user_count: int, spawn_rate: float, wait: bool = False, user_classes: Any = None
    ) -> None:
        if self._is_running and user_count == self._runner.target_user_count and not user_classes:
            self._runner.spawn_rate = spawn_rate
            self._is_asked_for = True
            return
        with self._lock:
            self._start(user_count, spawn_rate, wait, user_classes)

    def _rebalance(self) -> None:
        while True:
            gevent.sleep(_LOOK_AROUND_S)
            with self._lock:
                runner = self._runner
                dispatcher = runner._users_dispatcher  # noqa: SLF001
                if not self._is_running or dispatcher is None:
                    continue
                workers = [*runner.clients.running, *runner.clients.spawning]
                if dispatcher.is_due(workers) or self._is_asked_for:
                    self._is_asked_for = False
                    self._restart = gevent.spawn(self._deal_out_anew)
                    self._restart.join()
                    self._restart = None

    def _deal_out_anew(self) -> None:
        environment = self._runner.environment
        # What has been counted stands: no other stations have come.
        resets, environment.reset_stats = environment.reset_stats, False
        try:
            self._start(self._runner.target_user_count, self._runner.spawn_rate)
        finally:
            environment.reset_stats = resets

    @property
    def _is_running(self) -> bool:
        return bool(self._runner.state == STATE_RUNNING)
