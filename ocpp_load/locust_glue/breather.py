"""Work that is done in small pieces: stations that waited for all of it would be measured late."""

import time

import gevent

_AT_A_STRETCH_S = 0.00025


class Breather:
    """To be called between two pieces of work: lets others work when it has been long enough."""

    def __init__(self) -> None:
        self._since = 0.0

    def __call__(self) -> None:
        """Switch to whoever is ready, unless a quarter of a millisecond has not passed since."""
        if time.perf_counter() - self._since > _AT_A_STRETCH_S:
            gevent.sleep(0)
            self._since = time.perf_counter()
