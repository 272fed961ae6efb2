"""How many files this process has open, and how many it may: every connection is one."""

import os
import resource
from math import inf
from pathlib import Path

_DIRECTORY = Path("/proc/self/fd")

_LISTED_EVERY_S = 30.0


class OpenFiles:
    """Counts the open files of this process.

    Linux tells their number as the size of the directory since version 6.2, in microseconds. Where
    it does not, the directory has to be listed: of 20,000 files that takes 40 ms, in which no
    station is served, so it is done twice a minute.
    """

    __slots__ = ("_directory", "_list_at_s", "_listed")

    def __init__(self, directory: Path = _DIRECTORY) -> None:
        self._directory = directory
        self._list_at_s = -inf
        self._listed: int | None = None

    def count(self, now_s: float) -> int | None:
        """Return how many there are, or were when last listed; None where nobody knows."""
        try:
            if told := self._told():
                return told
            if now_s >= self._list_at_s:
                self._list_at_s = now_s + _LISTED_EVERY_S
                self._listed = len(os.listdir(self._directory))  # noqa: PTH208 - the cheapest
        except OSError:
            return None
        return self._listed

    def _told(self) -> int:
        return self._directory.stat().st_size


def open_files_limit() -> int | None:
    """Return how many files this process may have open; None for any number."""
    return _number(resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def highest_open_files_limit() -> int | None:
    """Return how far a process without privileges may raise that itself; None for any number."""
    return _number(resource.getrlimit(resource.RLIMIT_NOFILE)[1])


def _number(limit: int) -> int | None:
    return None if limit == resource.RLIM_INFINITY else limit
