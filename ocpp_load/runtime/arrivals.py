"""The clock of the drivers: has each of them arrive at their time, in a greenlet of its own.

One who is due is never left out, however late it has become: that would be another load.
"""

from collections.abc import Iterator
from time import monotonic

import gevent

from ocpp_load.runtime.reception import Reception

_LOOK_AFTER_QUEUE_S = 1.0
_AT_A_STRETCH = 20


def receive_drivers(reception: Reception, times: Iterator[float], begun_at: float) -> None:
    """Have drivers come at those `times` after `begun_at`, and look after those who wait.

    Ends with the times, or when the reception closes; whoever waits then waits to the end.
    """
    for time_s in times:
        due = begun_at + time_s
        while (now := monotonic()) < due:
            gevent.sleep(min(due - now, _LOOK_AFTER_QUEUE_S))
            if reception.somebody_waits:
                reception.serve(monotonic())
        if not reception.is_open:
            return
        reception.arrive(due, now)
        if reception.counts.arrived % _AT_A_STRETCH == 0:
            # Behind its time there is no sleep that lets the stations have their turn.
            gevent.sleep(0)
