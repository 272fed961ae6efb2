"""A station that goes through its script once and then leaves, in a greenlet of its own.

In a load test stations stay until the run is over; here the end of the script is the end.
"""

from collections.abc import Callable

import gevent

from ocpp_load.charge_point import ChargePoint, Steps
from ocpp_load.runtime.pump import Pump

LEAVES_WITHIN_S = 10.0
"""What sessions have to end in and messages to be delivered, as with Locust's --stop-timeout."""

_LOOK_S = 60.0


class Performance:
    """One run of one station. Whoever asks may be any greenlet of this thread, or the hub."""

    def __init__(
        self,
        pump: Pump,
        script: Callable[[ChargePoint], Steps[None]],
        *,
        limit_s: float | None = None,
        leaves_within_s: float = LEAVES_WITHIN_S,
    ) -> None:
        """Prepare a run of `script`, which is ended after `limit_s`."""
        self.is_done = False
        """The script has come to its end by itself."""
        self._pump = pump
        self._script = script
        self._leaves_within_s = leaves_within_s
        self._greenlet = gevent.Greenlet(pump.run, self._to_the_end)
        self._limit = (
            None if limit_s is None else gevent.Greenlet.spawn_later(limit_s, self.end_script)
        )
        self._last_moment: gevent.Greenlet[..., None] | None = None

    def start(self) -> None:
        """Let the station begin."""
        self._greenlet.start()

    def end_script(self) -> None:
        """Have the station end its sessions and leave, or be cut off when that takes too long."""
        if self._last_moment is None:
            self._last_moment = gevent.Greenlet.spawn_later(
                self._leaves_within_s, self._greenlet.kill, block=False
            )
            self._pump.request_stop()

    def cut_off(self) -> None:
        """End the station at once."""
        self._greenlet.kill(block=False)

    def wait(self) -> None:
        """Return when the station has left; raise what its pump has raised.

        Whoever ends the wait ends the station.
        """
        try:
            # A timer of its own: a station that waits for nothing would be taken for a deadlock.
            while not self._greenlet.ready():
                self._greenlet.join(_LOOK_S)
            self._greenlet.get()
        finally:
            started = (self._greenlet, self._limit, self._last_moment)
            gevent.killall([each for each in started if each is not None], block=False)

    def _to_the_end(self, station: ChargePoint) -> Steps[None]:
        try:
            yield from self._script(station)
            self.is_done = True
        finally:
            # A script that a fault of its own has ended goes no further either.
            if not station.station.leaving:
                self.end_script()
