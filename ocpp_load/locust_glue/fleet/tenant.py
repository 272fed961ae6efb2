"""The worker's side of a fleet: asks its master for places, rows and turns, and keeps its lease.

There is one question at a time on its way, and one a second at least while there are stations. It
says all that the master is to know, so that one that gets lost is made good by the next.
"""

from collections.abc import Callable, Mapping
from math import inf
from time import monotonic
from typing import Any

import gevent
from gevent.event import AsyncResult, Event
from locust.exception import RPCError
from locust.rpc import Message
from locust.runners import STATE_RUNNING, STATE_SPAWNING

from ocpp_load.campaign.fleet import RowStore, Tenancy
from ocpp_load.locust_glue.fleet import lease
from ocpp_load.locust_glue.fleet.membership import Rank
from ocpp_load.locust_glue.fleet.row_names import row_name
from ocpp_load.scenario.feeders.feeder import Feeder, Use, UsedUp
from ocpp_load.scenario.feeders.supply import Stock

_RENEWAL_S = 1.0
_LEAST_PAUSE_S = 0.02


class Tenant:
    """A worker's part in its fleet: a `Membership` of the run that `enter` was called for."""

    def __init__(self, runner: Any) -> None:
        """Take part by messages of Locust's `runner`; begins to when there is a station."""
        self._runner = runner
        self._tenancy = Tenancy(lease.TERMS)
        self._queue: dict[AsyncResult, None] = {}
        self._stations: dict[int, gevent.Greenlet] = {}
        self._wake_up = Event()
        self._is_urgent = False
        self._asked_at = -inf
        self._answered_at = -inf
        self._run_id: str | None = None
        self._entered_at = -inf
        self._is_stopping = False
        self._rows = RowStore({})
        self._row_names: dict[str, str] = {}
        self._rows_came = Event()
        self._turns: dict[str, tuple[int | None, Callable[[], None]]] = {}
        self._begun_at = AsyncResult()
        runner.register_message(lease.MESSAGE, self._on_answer)
        runner.greenlet.spawn(self._keep)

    def enter(self, run_id: str) -> None:
        """Take part in a run that the master knows by that id."""
        self._run_id, self._entered_at = run_id, monotonic()
        self._is_stopping = False
        self._rows, self._row_names = RowStore({}), {}
        self._turns.clear()
        self._begun_at = AsyncResult()

    def load_begun_at(self) -> float:
        """Return when the load began, by the clock of this process, as soon as it has.

        Told by the master; as exact as its answer is quick.
        """
        self._ask_soon()
        begun_at: float = self._begun_at.get()
        return begun_at

    def take_place(self) -> int:
        """Return the place of a new station, the calling greenlet; it waits until there is one."""
        place = self._tenancy.take(monotonic())
        while place is None:
            place = self._wait_for_place()
        self._stations[place] = gevent.getcurrent()
        return place

    def give_back(self, place: int) -> None:
        """Let a place go: the station is gone, its socket closed."""
        self._stations.pop(place, None)
        self._tenancy.give_back(place)
        if self._queue:
            self._serve_queue()
        self._ask_soon()

    def place_among(self) -> tuple[int, int] | None:
        """Return what the master said last."""
        return self._tenancy.order

    def once(self, what: str, number: int | None, act: Callable[[], None]) -> None:
        """Ask for the turn; act when it is given."""
        self._turns[what] = number, act
        self._ask_soon()

    def positions(self, rank: Rank) -> "LeasedRows":
        """Return where rows of feeders come from."""
        return LeasedRows(self, rank)

    def begin(self, stocks: list[Stock]) -> None:
        """Have rows of these feeders at hand."""
        limits: dict[str, int | None] = {}
        for index, stock in enumerate(stocks):
            feeder = stock.feeder
            self._row_names[feeder.key] = name = row_name(index, feeder.name)
            if feeder.use is Use.ONCE:
                has_end = feeder.used_up is not UsedUp.START_OVER
                limits[name] = feeder.source.size if has_end else None
        self._rows = RowStore(limits)
        if limits:
            self._ask_soon()

    def next_row(self, feeder: Feeder) -> int | None:
        """Return the next position of a feeder for this worker; waits for the master if need be."""
        name, rows = self._row_names[feeder.key], self._rows
        position = rows.take(name, monotonic())
        if position is None and not rows.is_used_up(name):
            rows.wait(name, 1)
            try:
                while position is None and not rows.is_used_up(name):
                    self._ask_soon()
                    self._rows_came.wait()
                    position = rows.take(name, monotonic())
            finally:
                rows.wait(name, -1)
        if rows.runs_low(name):
            self._ask_soon()
        return position

    def say_what_is_left(self, *, leaves: bool) -> None:
        """Tell the master at once what was given back: there may be no other occasion.

        A process that `leaves` has no station left, and gives back all that it has or will be given.
        """
        if leaves or self._tenancy.has_news:
            self._ask(monotonic(), leaves=leaves)

    def _wait_for_place(self) -> int | None:
        """Return one that came; None where the lease was over before the station could begin."""
        told = AsyncResult()
        self._queue[told] = None
        self._tenancy.waiting = len(self._queue)
        self._ask_soon()
        try:
            place: int = told.get()
        except BaseException:
            if told in self._queue:
                del self._queue[told]
                self._tenancy.waiting = len(self._queue)
            elif told.ready():
                self.give_back(told.get())  # it came in the same moment
            raise
        if self._tenancy.lasts_until <= monotonic():
            self.give_back(place)
            return None
        return place

    def _serve_queue(self) -> None:
        now = monotonic()
        while self._queue and (place := self._tenancy.take(now)) is not None:
            told = next(iter(self._queue))
            del self._queue[told]
            told.set(place)
        self._tenancy.waiting = len(self._queue)

    def _ask_soon(self) -> None:
        self._is_urgent = True
        self._wake_up.set()

    def _keep(self) -> None:
        """Keep the lease, and what it says, until the runner ends."""
        while True:
            due_at = min(self._asked_at + _RENEWAL_S, self._tenancy.lasts_until)
            pause_s = min(max(due_at - monotonic(), _LEAST_PAUSE_S), _RENEWAL_S)
            self._wake_up.wait(pause_s)
            # Hundreds of stations that leave in a second are told of together.
            gevent.sleep(max(0.0, self._asked_at + _LEAST_PAUSE_S - monotonic()))
            self._wake_up.clear()
            now = monotonic()
            if self._tenancy.expire(now):
                self._close_stations()
            is_answered = self._answered_at >= self._asked_at
            if (self._is_urgent and is_answered) or now >= self._asked_at + _RENEWAL_S:
                self._is_urgent = False
                if self._tenancy.has_news or self._has_questions():
                    self._ask(now)

    def _has_questions(self) -> bool:
        return bool(self._turns or self._row_names) or not self._begun_at.ready()

    def _close_stations(self) -> None:
        stations, self._stations = self._stations, {}
        callback = gevent.get_hub().loop.run_callback
        for station in stations.values():
            # Not by `kill`, which has Locust lose sight of the user: that one begins again.
            callback(station.throw, lease.PlaceLost)

    def _ask(self, now: float, *, leaves: bool = False) -> None:
        self._asked_at = now
        question = {
            "places": self._tenancy.ask(now, leaves=leaves),
            "run": self._run_id,
            "rows": self._rows.ask(),
            "turns": {what: number for what, (number, _) in self._turns.items()},
            "unused": self._rows.leave() if leaves else {},
        }
        try:
            self._runner.send_message(lease.MESSAGE, question)
        except RPCError:
            return  # the next one says it again

    def _on_answer(self, msg: Any, **_: Any) -> None:
        answer, now = msg.data, monotonic()
        self._answered_at = max(self._answered_at, answer["places"]["at"])
        self._tenancy.hear(answer["places"])
        if self._tenancy.expire(now):
            self._close_stations()
        self._serve_queue()
        if answer["run"] == self._run_id:
            self._take_in(answer, now)
        elif answer["places"]["at"] >= self._entered_at:
            self._stop_late()
        if self._is_urgent or self._tenancy.waiting:
            self._wake_up.set()

    def _stop_late(self) -> None:
        """End a run that is over: this process could not be heard of when the master said so.

        Locust has forgotten to tell it, and would count its stations as those of the next run.
        """
        if self._runner.state in (STATE_RUNNING, STATE_SPAWNING) and not self._is_stopping:
            self._is_stopping = True
            gevent.spawn(self._runner.handle_message, Message("stop", None, None))

    def _take_in(self, answer: Mapping[str, Any], now: float) -> None:
        if answer["elapsed_s"] is not None and not self._begun_at.ready():
            # The answer was made between the question and now.
            self._begun_at.set((answer["places"]["at"] + now) / 2 - answer["elapsed_s"])
        if self._rows.hear(answer["rows"]):
            came, self._rows_came = self._rows_came, Event()
            came.set()
        for what, is_ours in answer["turns"].items():
            turn = self._turns.pop(what, None)
            if turn is not None and is_ours:
                turn[1]()


class LeasedRows:
    """Positions of rows: those that are used once from the master, those of stations by their rank."""

    def __init__(self, tenant: Tenant, rank: Rank) -> None:
        self._tenant = tenant
        self._rank = rank

    def next(self, feeder: Feeder) -> int | None:
        """Return one for a row that is used once; None where none is left."""
        return self._tenant.next_row(feeder)

    def of_station(self, feeder: Feeder, number: int) -> int:
        """Return that of station `number`: the same in every process."""
        return self._rank(feeder, number)
