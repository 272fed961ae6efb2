"""Garbage collections of this process: how many, and how long everything stood still for them."""

import gc
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any


class GarbageWatch:
    """A callback of `gc.callbacks`; `clock` is in seconds.

    It is called for each of the many small collections: it does no more than count.
    """

    __slots__ = ("_began_s", "_clock", "_longest_s", "collections", "total_s")

    def __init__(self, clock: Callable[[], float] = perf_counter) -> None:
        self.collections = 0
        self.total_s = 0.0
        self._clock = clock
        self._began_s = 0.0
        self._longest_s = 0.0

    def __call__(self, phase: str, _info: Mapping[str, Any]) -> None:
        """Take note of the start or the stop of a collection."""
        if phase == "start":
            self._began_s = self._clock()
            return
        seconds = self._clock() - self._began_s
        self.collections += 1
        self.total_s += seconds
        if seconds > self._longest_s:  # noqa: PLR1730 - a call of max takes longer
            self._longest_s = seconds

    def take_longest_s(self) -> float:
        """Return how long the longest took since this was asked last."""
        longest_s, self._longest_s = self._longest_s, 0.0
        return longest_s


_WATCH = GarbageWatch()


def watch_garbage() -> GarbageWatch:
    """Return the watch of this process, which counts from now on: one, however many runs there are."""
    if _WATCH not in gc.callbacks:
        gc.callbacks.append(_WATCH)
    return _WATCH
