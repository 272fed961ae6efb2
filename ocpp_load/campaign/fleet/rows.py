"""Rows that nobody is to have twice, dealt out by the master to workers in chunks.

What counts are positions in the order of a feeder, from 0. A chunk belongs to its worker for good,
unless that one leaves in good order and says what it has not used: whether a worker that fell silent
has used it is not known, so nobody else ever gets it.

Chunks hold what a worker uses in a few seconds, so that a station hardly ever waits for a row; when
few rows are left, no more than are asked for at that moment, so that nobody sits on the last ones.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from ocpp_load.campaign.fleet.ranges import Ranges

_AHEAD_S = 3.0
_LEAST_AHEAD = 4
_SHARE_AHEAD = 4


@dataclass(slots=True)
class _Ledger:
    """What the master has dealt out to one worker of one feeder.

    `chunks` are those not acknowledged yet: how many rows came before, first position, count.
    """

    dealt: int = 0
    chunks: list[tuple[int, int, int]] = field(default_factory=list)


class RowBook:
    """The master's book of one run. Feeders go by any name that all processes have for them."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}
        self._back: dict[str, deque[tuple[int, int]]] = {}
        self._limits: dict[str, int | None] = {}
        self._ledgers: dict[str, dict[str, _Ledger]] = {}

    def hear(self, worker: str, asks: Mapping[str, Any]) -> None:
        """Take in what a worker needs, as `RowStore.ask` puts it, and deal it out."""
        ledgers = self._ledgers.setdefault(worker, {})
        for feeder, (got, waiting, stock, limit) in asks.items():
            self._limits[feeder] = limit
            ledger = ledgers.setdefault(feeder, _Ledger())
            ledger.chunks = [chunk for chunk in ledger.chunks if chunk[0] >= got]
            ahead, left = stock, self._left(feeder)
            if left is not None:
                ahead = min(ahead, left // (_SHARE_AHEAD * len(self._ledgers)))
            count = waiting + ahead - (ledger.dealt - got)
            while count > 0 and (chunk := self._chunk(feeder, count)) is not None:
                ledger.chunks.append((ledger.dealt, *chunk))
                ledger.dealt += chunk[1]
                count -= chunk[1]

    def leave(self, worker: str, unused: Mapping[str, tuple[int, Ranges]]) -> None:
        """Let others have what a worker has not used, as `RowStore.leave` puts it."""
        ledgers = self._ledgers.pop(worker, {})
        for feeder, (got, ranges) in unused.items():
            back = self._back.setdefault(feeder, deque())
            back.extend((first, count) for first, count in ranges)
            if (ledger := ledgers.get(feeder)) is not None:
                back.extend(chunk[1:] for chunk in ledger.chunks if chunk[0] >= got)

    def answer(self, worker: str) -> dict[str, Any]:
        """Return what that worker is to be told: its chunks, and whether there is no row left."""
        return {
            feeder: [[list(chunk) for chunk in ledger.chunks], self._is_used_up(feeder)]
            for feeder, ledger in self._ledgers.get(worker, {}).items()
        }

    def dealt(self, worker: str) -> dict[str, int]:
        """Return how many rows of each feeder a worker has been given."""
        return {feeder: ledger.dealt for feeder, ledger in self._ledgers.get(worker, {}).items()}

    def _chunk(self, feeder: str, most: int) -> tuple[int, int] | None:
        """Take rows that lie side by side: first position, count; None where none is left."""
        if back := self._back.get(feeder):
            first, count = back.popleft()
            if count > most:
                back.appendleft((first + most, count - most))
            return first, min(count, most)
        first, limit = self._next.get(feeder, 0), self._limits[feeder]
        count = most if limit is None else min(most, limit - first)
        if count <= 0:
            return None
        self._next[feeder] = first + count
        return first, count

    def _left(self, feeder: str) -> int | None:
        """Return how many rows can be dealt out; None for no end."""
        limit = self._limits[feeder]
        if limit is None:
            return None
        back = sum(count for _, count in self._back.get(feeder, ()))
        return limit - self._next.get(feeder, 0) + back

    def _is_used_up(self, feeder: str) -> bool:
        return self._left(feeder) == 0


@dataclass(slots=True)
class _Shelf:
    """The rows of one feeder that a worker has. `used` counts those of two seconds, one by one."""

    limit: int | None
    positions: deque[tuple[int, int]] = field(default_factory=deque)
    got: int = 0
    stock: int = 0
    waiting: int = 0
    is_used_up: bool = False
    second: int = 0
    used: tuple[int, int] = (0, 0)

    def ahead(self) -> int:
        """Return how many rows there are to be, beside those that somebody waits for."""
        return max(_LEAST_AHEAD, ceil(_AHEAD_S * max(self.used)))

    def count_use(self, now: float) -> None:
        second = int(now)
        if second != self.second:
            self.used = (0, self.used[0] if second == self.second + 1 else 0)
            self.second = second
        self.used = (self.used[0] + 1, self.used[1])


class RowStore:
    """What a worker has of the feeders of one run. Times are its own."""

    def __init__(self, limits: Mapping[str, int | None]) -> None:
        """Begin with nothing; `limits` are how many rows each feeder has, None for no end."""
        self._shelves = {feeder: _Shelf(limit) for feeder, limit in limits.items()}

    def take(self, feeder: str, now: float) -> int | None:
        """Return the next position; None where none is there, or none is left."""
        shelf = self._shelves[feeder]
        if not shelf.positions:
            return None
        first, count = shelf.positions.popleft()
        if count > 1:
            shelf.positions.appendleft((first + 1, count - 1))
        shelf.stock -= 1
        shelf.count_use(now)
        return first

    def is_used_up(self, feeder: str) -> bool:
        """Tell whether nobody will be given a row any more."""
        shelf = self._shelves[feeder]
        return shelf.is_used_up and not shelf.positions

    def wait(self, feeder: str, by: int) -> None:
        """Count somebody who begins to wait for a row (1), or does so no longer (-1)."""
        self._shelves[feeder].waiting += by

    def runs_low(self, feeder: str) -> bool:
        """Tell whether it is time to ask for more."""
        shelf = self._shelves[feeder]
        return not shelf.is_used_up and 2 * shelf.stock < shelf.ahead()

    def leave(self) -> dict[str, Any]:
        """Return what has not been used, as values for msgpack: nobody here ever takes a row again."""
        unused = {
            feeder: [each.got, list(each.positions)] for feeder, each in self._shelves.items()
        }
        for shelf in self._shelves.values():
            shelf.positions.clear()
            shelf.is_used_up = True
        return unused

    def ask(self) -> dict[str, Any]:
        """Return what is needed, as values for msgpack."""
        return {
            feeder: [
                shelf.got,
                max(0, shelf.waiting - shelf.stock),
                max(0, shelf.ahead() - max(0, shelf.stock - shelf.waiting)),
                shelf.limit,
            ]
            for feeder, shelf in self._shelves.items()
        }

    def hear(self, answer: Mapping[str, Any]) -> list[str]:
        """Take in what the master has dealt out, or that no row is left; return of which feeders."""
        told = []
        for feeder, (chunks, is_used_up) in answer.items():
            shelf = self._shelves[feeder]
            for before, first, count in chunks:
                if before == shelf.got:
                    shelf.got += count
                    shelf.stock += count
                    shelf.positions.append((first, count))
                    told.append(feeder)
            if is_used_up and not shelf.is_used_up:
                told.append(feeder)
            # Somebody who leaves may bring some back.
            shelf.is_used_up = is_used_up
        return told
