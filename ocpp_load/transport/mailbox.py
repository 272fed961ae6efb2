"""Where a station's greenlet sleeps: until its socket is readable, a time has come, or a note.

One greenlet waits, ever the same. Three watchers of the hub can switch to it: an io watcher
that stays started while the greenlet is quick to read, a timer that is only set earlier,
never later, and a callback for notes. So a wait costs no system call of its own.
"""

from collections.abc import Callable
from math import inf
from time import monotonic
from typing import Any, ClassVar

import gevent
from gevent.hub import Hub

_READABLE = 1
_WRITABLE = 2


class Mailbox:
    """The waiting place of one greenlet. Times are seconds of `time.monotonic`."""

    __slots__ = ("_armed_for", "_greenlet", "_hub", "_io", "_io_started", "_timer", "notes")

    start_what_is_due: ClassVar[Callable[[], None] | None] = None
    """Is called by the hub before each turn of a greenlet, for what must not wait its turn."""

    def __init__(self) -> None:
        self._hub: Hub = gevent.get_hub()
        self._greenlet: Any = None
        self._io: Any = None
        self._io_started = False
        self._timer: Any = None
        self._armed_for = inf
        self.notes: list[Any] = []

    def watch(self, descriptor: int) -> None:
        """Wake up from now on when `descriptor` is readable."""
        self._io = self._hub.loop.io(descriptor, _READABLE)

    def unwatch(self) -> None:
        """Forget the descriptor; to be called before it is closed."""
        if self._io is not None:
            self._io.stop()
            self._io.close()
            self._io = None
            self._io_started = False

    @property
    def is_known_to_be_readable(self) -> bool:
        """Tell whether the hub has found the descriptor readable, and has yet to tell of it."""
        return self._io is not None and bool(self._io.pending)

    def post(self, note: Any) -> None:
        """Leave a note from another greenlet of this thread, and wake the waiting one up."""
        self.notes.append(note)
        self._hub.loop.run_callback(self._wake_up)

    def wait(self, until: float) -> None:
        """Sleep until the descriptor may be readable, a note is posted, or `until` has come.

        May return early. Whoever calls looks for all three, and before it calls for notes.
        """
        if until < self._armed_for:
            self._arm(until)
        if self._io is not None and not self._io_started:
            self._io.start(self._readable)
            self._io_started = True
        self._greenlet = gevent.getcurrent()
        try:
            self._hub.switch()
        finally:
            self._greenlet = None

    def rest(self, until: float) -> None:
        """Sleep like `wait`, whatever there is to read."""
        watcher, self._io = self._io, None
        if self._io_started:
            watcher.stop()
            self._io_started = False
        try:
            self.wait(until)
        finally:
            self._io = watcher

    def pass_hub(self) -> None:
        """Let everybody who is ready have their turn, and come back.

        Not `gevent.sleep(0)`: who comes back by a callback may do so many times before the hub
        looks at any socket again.
        """
        self.wait(0.0)

    def wait_writable(self, descriptor: int, timeout_s: float) -> None:
        """Sleep until `descriptor` takes more data, or the time has run out."""
        watcher = self._hub.loop.io(descriptor, _WRITABLE)
        try:
            with gevent.Timeout(timeout_s, False):
                self._hub.wait(watcher)
        finally:
            watcher.close()

    def close(self) -> None:
        """Give the watchers back to the loop."""
        self.unwatch()
        self._disarm()

    def _arm(self, until: float) -> None:
        self._disarm()
        self._timer = self._hub.loop.timer(max(0.0, until - monotonic()))
        # The loop counts from when it last looked at the clock, which may be milliseconds ago: too
        # early by that, the greenlet would only go to sleep once more.
        self._timer.start(self._time_came, update=True)
        self._armed_for = until

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer.close()
            self._timer = None
            self._armed_for = inf

    def _time_came(self) -> None:
        self._armed_for = inf
        self._wake_up()

    def _readable(self) -> None:
        if Mailbox.start_what_is_due is not None:
            Mailbox.start_what_is_due()
        greenlet, self._greenlet = self._greenlet, None
        if greenlet is not None:
            greenlet.switch()
        else:
            # Level-triggered: it would fire again and again until the greenlet comes to read.
            self._io.stop()
            self._io_started = False

    def _wake_up(self) -> None:
        if Mailbox.start_what_is_due is not None:
            Mailbox.start_what_is_due()
        greenlet, self._greenlet = self._greenlet, None
        if greenlet is not None:
            greenlet.switch()
