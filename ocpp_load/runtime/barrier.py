"""Where the stations of one process wait until all are there, and are let go one after another.

Who is due starts ahead of whatever else there is to do, or the first to be connected would keep
the hub from those that have yet to try. Knows no Locust.
"""

import gc
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Any, Protocol

import gevent
from gevent.event import Event

from ocpp_load.campaign.load import Release
from ocpp_load.metrics.attempts import AttemptCounts
from ocpp_load.transport.mailbox import Mailbox

WITHOUT_COLLECTION_S = 5.0
"""A release that is over so soon is not interrupted by garbage collections, of a tenth of a second."""


class Dials(Protocol):
    """What opens connections, and tells of each that it begins."""

    tell_attempt: Callable[[float], None] | None


class Barrier:
    """Holds back the stations of one process; times are those of `time.monotonic`.

    `there` is how many have come to wait, and `absent` how many will not come.
    """

    def __init__(self, release: Release, dialers: Iterable[Dials] = ()) -> None:
        """Hold stations back until `let_go`; attempts are told by `dialers`."""
        self._release = release
        self._dialers = list(dialers)
        self._waiting: dict[int, gevent.Greenlet] = {}
        self._came = 0
        self._order: list[int] = []
        self._due: list[float] = []
        self._next = 0
        self._told = 0
        self._collects_after = False
        self._timer: Any = None
        self._untried: dict[Any, float] = {}
        self._opened = Event()
        self.absent = 0
        self.released_at: float | None = None
        """The moment of the release; None before, and where the run ended without one."""
        self.attempts = AttemptCounts()
        """When the stations of this process have tried to connect."""

    @property
    def there(self) -> int:
        """Return how many stations have come to wait."""
        return len(self._waiting)

    @property
    def is_open(self) -> bool:
        """Tell whether nobody waits any more who comes now."""
        return bool(self._opened.is_set())

    def take_news(self) -> dict[str, Any] | None:
        """Return the attempts as values for msgpack; None where nothing is new since the last time."""
        told, self._told = self._told, self.attempts.attempts
        return self.attempts.to_delta() if self._told > told else None

    def wait(self) -> float | None:
        """Wait for the release; return its moment, or None for a station that was not part of it."""
        if self.is_open:
            return None
        self._came += 1
        ticket = self._came
        self._waiting[ticket] = gevent.getcurrent()
        try:
            gevent.get_hub().switch()
        finally:
            # Also where it is thrown out, and goes on to wait for something else.
            self._waiting.pop(ticket, None)
        return self.released_at

    def wait_open(self) -> None:
        """Wait for the release as one who is no station."""
        self._opened.wait()

    def let_go(self, place: int = 0, processes: int = 1) -> None:
        """Release all who are there, spread over the time of the release.

        This is the process at `place` of so many that release theirs at this moment.
        """
        if self.is_open:
            return
        self.released_at = begun_at = monotonic()
        self._order = list(self._waiting)
        stations = len(self._order)
        self._due = [
            begun_at + self._release.due_s(index, stations, place, processes)
            for index in range(stations)
        ]
        self._untried = dict(zip(self._waiting.values(), self._due, strict=True))
        self.attempts.stations = stations
        for dialer in self._dialers:
            dialer.tell_attempt = self._note_attempt
        self._opened.set()
        self._collects_after = gc.isenabled()
        if self._release.over_s <= WITHOUT_COLLECTION_S:
            gc.disable()
        Mailbox.start_what_is_due = self._start_due
        self._set_timer(0.0)

    def dissolve(self) -> None:
        """Hold nobody back any more: the run is ending."""
        self._opened.set()
        if self._waiting:
            self._order, self._next = list(self._waiting), 0
            self._due = [0.0] * len(self._order)
            self._set_timer(0.0)

    def _set_timer(self, seconds: float) -> None:
        self._drop_timer()
        self._timer = gevent.get_hub().loop.timer(seconds)
        self._timer.start(self._time_came)

    def _drop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer.close()
            self._timer = None

    def _time_came(self) -> None:
        self._start_due()
        if self._next < len(self._due):
            self._set_timer(max(0.0, self._due[self._next] - monotonic()))

    def _start_due(self) -> None:
        """Start all who are due; called by the hub, to which each of them comes back."""
        due = self._due
        while self._next < len(due) and due[self._next] <= monotonic():
            greenlet = self._waiting.pop(self._order[self._next], None)
            self._next += 1
            if greenlet is not None:
                greenlet.switch()
        if self._next == len(due):
            self._end()

    def _end(self) -> None:
        """Let everything be as it was before the release."""
        Mailbox.start_what_is_due = None
        self._drop_timer()
        self._waiting.clear()
        if self._collects_after:
            # What has been made meanwhile is there to stay: collections may pass over it.
            gc.freeze()
            gc.enable()
            self._collects_after = False

    def _note_attempt(self, at: float) -> None:
        due = self._untried.pop(gevent.getcurrent(), None)
        if due is not None and self.released_at is not None:
            self.attempts.attempted(
                at - self.released_at, due - self.released_at, self._release.over_s
            )
        if not self._untried:
            for dialer in self._dialers:
                dialer.tell_attempt = None
