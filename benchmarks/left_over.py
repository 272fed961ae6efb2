"""What a run leaves behind in its process: stations, greenlets, timers, sockets, files.

Things are counted before the first station and after the last; what there is more of is told.
Garbage is collected before: what only waits for that is not left over.
"""

import gc
import stat
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from gevent import Greenlet, get_hub

from ocpp_load.charge_point import Activity, ChargePoint
from ocpp_load.model import Station
from ocpp_load.runtime import Pump
from ocpp_load.transport import Link, Mailbox

_OURS = (ChargePoint, Station, Activity, Pump, Link, Mailbox)


def count() -> Counter[str]:
    """Return how many there are of each kind now."""
    gc.collect()
    # What is kept from collections would otherwise not be looked at.
    gc.unfreeze()
    counts: Counter[str] = Counter()
    # libev hands its watchers out to Python; a timer that is stopped is nobody's.
    timer = type(get_hub().loop.timer(0))
    for one in gc.get_objects():
        if isinstance(one, _OURS):
            counts[type(one).__name__] += 1
        elif isinstance(one, Greenlet) and one:
            counts[f"greenlet {one.name.partition('-')[0]} {_where(one)}"] += 1
        elif type(one) is timer and one.active:
            counts["timer"] += 1
    counts.update(_descriptors())
    return counts


def more_than(before: Counter[str]) -> dict[str, int]:
    """Return what there is more of than `before`."""
    return dict(count() - before)


def _where(greenlet: Greenlet) -> str:
    """Return the function that a greenlet runs."""
    run = getattr(greenlet, "_run", None)
    return f"{getattr(run, '__module__', '')}.{getattr(run, '__qualname__', run)}"


def _descriptors() -> Iterator[str]:
    """Yield a word for each open file of this process."""
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            mode = descriptor.stat().st_mode
        except FileNotFoundError:
            continue  # the one that the directory was read with
        yield "socket" if stat.S_ISSOCK(mode) else "file"
