"""A worker's book of the places that its master has leased to it.

The lease holds for a while after the worker sent the question that was answered last, by the
worker's own clock: an answer that was long on its way makes nothing longer.
"""

from collections.abc import Mapping
from heapq import heappop, heappush
from math import inf
from typing import Any

from ocpp_load.campaign.fleet.ranges import numbers_of, ranges_of
from ocpp_load.campaign.fleet.terms import Terms


class Tenancy:
    """Places that are free here, and those in use. Times are the worker's.

    `waiting` is how many users have no place, and is written by whoever counts them.
    """

    def __init__(self, terms: Terms) -> None:
        self.waiting = 0
        self.valid_until = -inf
        self.order: tuple[int, int] | None = None
        """The place of this worker among those that have stations, and how many they are."""
        self._terms = terms
        self._book = ""
        self._term = 0
        self._free: list[int] = []
        self._in_use: set[int] = set()
        self._granted_no = 0
        self._returned_no = 0
        self._unacknowledged: dict[int, list[list[int]]] = {}
        self._back: list[int] = []
        self._is_void = False

    @property
    def in_use(self) -> frozenset[int]:
        """Return the places that stations have."""
        return frozenset(self._in_use)

    @property
    def has_news(self) -> bool:
        """Tell whether the master has to be told anything, or nothing but that this worker lives."""
        return bool(
            self.waiting
            or self._free
            or self._in_use
            or self._back
            or self._unacknowledged
            or self._is_void
        )

    @property
    def lasts_until(self) -> float:
        """Return when stations have to close, unless the master is heard of before."""
        return self.valid_until if self._in_use or self._free else inf

    def take(self, now: float) -> int | None:
        """Return the lowest place that is free here; None where none is, or the lease is over."""
        if not self._free or now >= self.valid_until or self._is_void:
            return None
        place = heappop(self._free)
        self._in_use.add(place)
        return place

    def give_back(self, place: int) -> None:
        """Let a place go whose station is gone, its socket closed."""
        self._in_use.remove(place)
        if self.waiting and not self._is_void:
            heappush(self._free, place)
        else:
            self._back.append(place)

    def expire(self, now: float) -> bool:
        """Tell whether the lease has run out: then the stations of all places in use have to close.

        What is free is given up here and now. To ask again is no harm.
        """
        if now < self.lasts_until:
            return False
        self._let_go_of_free()
        return bool(self._in_use)

    def ask(self, now: float, *, leaves: bool = False) -> dict[str, Any]:
        """Return what the master is to know, as values for msgpack.

        A worker that `leaves` has no station left and will never ask again: what is on its way to it
        goes back, too.
        """
        if not self.waiting:
            self._let_go_of_free()
        if self._back and not self._is_void:
            self._returned_no += 1
            self._unacknowledged[self._returned_no] = ranges_of(sorted(self._back))
            self._back.clear()
        return {
            "at": now,
            "book": self._book,
            "term": self._term,
            "waiting": self.waiting,
            "granted": self._granted_no,
            "returned": [[number, ranges] for number, ranges in self._unacknowledged.items()],
            "leaves": leaves,
        }

    def hear(self, answer: Mapping[str, Any]) -> None:
        """Take in what the master says, as `LeaseBook.answer` puts it."""
        if self._book and answer["book"] != self._book:
            self._void(answer["book"], answer["term"])
            return
        self._book = answer["book"]
        if answer["term"] < self._term:
            return
        if answer["term"] > self._term:
            self._void(self._book, answer["term"])
            return
        if self._is_void:
            return
        self.valid_until = max(self.valid_until, answer["at"] + self._terms.lease_s)
        self.order = tuple(answer["order"])
        for number in [number for number in self._unacknowledged if number <= answer["returned"]]:
            del self._unacknowledged[number]
        for number, ranges in answer["grants"]:
            if number > self._granted_no:
                self._granted_no = number
                for place in numbers_of(ranges):
                    heappush(self._free, place)

    def _void(self, book: str, term: int) -> None:
        """Give up what was leased under a term that is over; the new one begins when all is gone."""
        self.valid_until = -inf
        self._free.clear()
        self._is_void = bool(self._in_use)
        if not self._is_void:
            self._book, self._term = book, term
            self._granted_no = self._returned_no = 0
            self._unacknowledged.clear()
            self._back.clear()

    def _let_go_of_free(self) -> None:
        self._back += self._free
        self._free.clear()
