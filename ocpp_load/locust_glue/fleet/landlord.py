"""The master's side of a fleet: gives places, rows and turns to its workers."""

from collections.abc import Callable
from time import monotonic
from typing import Any
from uuid import uuid4

import gevent
import zmq
from locust.exception import RPCError

from ocpp_load.campaign.fleet import LeaseBook, Loss, RowBook, Turns
from ocpp_load.locust_glue.fleet import lease
from ocpp_load.locust_glue.fleet.row_names import name_of

_LOOK_AROUND_S = 0.5


class Landlord:
    """Answers the workers of Locust's master `runner`. Places are kept over all of its runs."""

    def __init__(self, runner: Any) -> None:
        self._runner = runner
        self._book = LeaseBook(lease.TERMS, uuid4().hex)
        self._present: list[str] = []
        self._rows = RowBook()
        self._turns = Turns()
        self._run_id: str | None = None
        self._load_begun_at: Callable[[], float | None] = _not_yet
        # A worker whose connection got lost on its way comes back under its name; the master would
        # not hear it until its own end of the old connection is found dead.
        runner.server.socket.setsockopt(zmq.ROUTER_HANDOVER, 1)
        runner.register_message(lease.MESSAGE, self._on_question)
        runner.greenlet.spawn(self._look_around)

    def open_run(self) -> str:
        """Begin with new rows and turns; return what workers know the run by."""
        self._rows, self._turns = RowBook(), Turns()
        # A number of a station may be that of another place from now on.
        self._book.begin_anew()
        self._run_id = uuid4().hex
        return self._run_id

    def close_run(self) -> None:
        """Give no places any more; a worker that still has stations learns that its run is over."""
        self._run_id = None

    @property
    def leased(self) -> int:
        """How many places are somebody's: there are never more stations at the same time."""
        return self._book.leased

    def begin(self, load_begun_at: Callable[[], float | None]) -> list[Loss]:
        """Have workers know when the load began; return the list of those that fall silent in it.

        `load_begun_at` returns None as long as it has not begun.
        """
        self._load_begun_at = load_begun_at
        self._book.losses = []
        return self._book.losses

    def rows_dealt(self, worker: str) -> dict[str, int]:
        """Return how many rows of each feeder that are used once a worker has been given."""
        counts: dict[str, int] = {}
        for feeder, count in self._rows.dealt(worker).items():
            name = name_of(feeder)
            counts[name] = counts.get(name, 0) + count
        return counts

    def _on_question(self, msg: Any, **_: Any) -> None:
        worker, question, now = msg.node_id, msg.data, monotonic()
        places = question["places"]
        if worker not in self._runner.clients:
            places["waiting"] = 0  # it is about to leave, or has taken part under another master
        self._book.hear(worker, places, now)
        if question["run"] == self._run_id:
            self._rows.hear(worker, question["rows"])
            self._turns.hear(worker, question["turns"], now)
            if places["leaves"]:
                self._rows.leave(worker, question["unused"])
        self._serve(now, worker)

    def _look_around(self) -> None:
        while True:
            gevent.sleep(_LOOK_AROUND_S)
            now = monotonic()
            self._book.expire(now)
            self._serve(now)

    def _serve(self, now: float, *asking: str) -> None:
        most = 0 if self._run_id is None else self._runner.target_user_count
        told = {*asking, *self._book.serve(most, now)}
        present = self._book.present
        if self._turns.decide(present, now) or present != self._present:
            told.update(present)
        self._present = present
        for worker in told.intersection(self._book.known):
            self._answer(worker, now)

    def _answer(self, worker: str, now: float) -> None:
        begun_at = self._load_begun_at()
        answer = {
            "places": self._book.answer(worker),
            "run": self._run_id,
            "elapsed_s": None if begun_at is None else now - begun_at,
            "rows": self._rows.answer(worker),
            "turns": self._turns.told(worker),
        }
        try:
            self._runner.send_message(lease.MESSAGE, answer, worker)
        except RPCError:
            return  # it will ask again


def _not_yet() -> None:
    """Tell that no run has begun."""
