"""The master's book of places: which worker has which, and until when nobody else may.

A worker is heard of with the time of its own clock, which is told back to it; by that it knows how
long its lease holds, however long the answer was on its way. The book counts from the moment at
which it heard, which is later, and waits for as long as stations take to close. So no place is ever
valid at two workers.

Everything that is told carries a number and is told until the other side has acknowledged it: a
message that got lost, or came twice, changes nothing. And it carries the name of the book: one that
a master began after another had died knows nothing of what that one leased.
"""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ocpp_load.campaign.fleet.ranges import Ranges, count_of, numbers_of, ranges_of
from ocpp_load.campaign.fleet.terms import Terms
from ocpp_load.campaign.station_numbers import StationNumbers

_NOBODY = 0
_NO_BOOK = ""


@dataclass(slots=True)
class Loss:
    """A worker that fell silent, and what has become of the stations that it had.

    `heard_at` is when it was heard of last, `lost_at` when its places were let go; `taken_over_at`
    when the latest of them was given to somebody.
    """

    worker: str
    heard_at: float
    lost_at: float
    stations: int
    taken_over: int = 0
    taken_over_at: float | None = None
    left: set[int] = field(default_factory=set, repr=False)


@dataclass(slots=True)
class _Tenant:
    """What the book has of one worker. `grants` are those not acknowledged yet."""

    id: int
    term: int
    heard_at: float
    asked_at: float
    leased: int = 0
    waiting: int = 0
    granted_no: int = 0
    returned_no: int = 0
    grants: dict[int, list[list[int]]] = field(default_factory=dict)

    @property
    def outstanding(self) -> int:
        """Return how many places are on their way to it."""
        return sum(count_of(ranges) for ranges in self.grants.values())


class LeaseBook:
    """Gives the lowest free places to workers that ask for some. Times are the master's."""

    def __init__(self, terms: Terms, name: str = "a book") -> None:
        """Begin a book without places; no other has that name."""
        self.losses: list[Loss] = []
        """Workers that had places when they fell silent."""
        self.leased = 0
        """How many places are somebody's."""
        self._terms = terms
        self._name = name
        self._strangers: dict[str, float] = {}
        self._former: list[_Tenant] = []
        self._tenants: dict[str, _Tenant] = {}
        self._terms_over: dict[str, int] = {}
        self._ids = 0
        self._free = StationNumbers(0)
        self._holder = array("l")

    @property
    def known(self) -> list[str]:
        """Return who can be answered."""
        return list(self._tenants)

    @property
    def present(self) -> list[str]:
        """Return who has places, in the order in which they were first heard of."""
        return [worker for worker, tenant in self._tenants.items() if tenant.leased]

    def order(self, worker: str) -> tuple[int, int]:
        """Return the place of a worker among those that have stations, and how many those are."""
        present = self.present
        if worker not in present:
            return len(present), max(1, len(present))
        return present.index(worker), len(present)

    def hear(self, worker: str, ask: Mapping[str, Any], now: float) -> None:
        """Take in what a worker says of itself, as `Tenancy.ask` puts it."""
        tenant = self._tenants.get(worker)
        if tenant is None:
            self._ids += 1
            term = self._terms_over.get(worker, 0)
            tenant = self._tenants[worker] = _Tenant(self._ids, term, now, ask["at"])
        elif ask["at"] < tenant.asked_at:
            return  # overtaken by a later one
        tenant.heard_at, tenant.asked_at = now, ask["at"]
        if ask["book"] not in (_NO_BOOK, self._name):
            # It has stations by leave of a master that is gone, and closes them when it learns that.
            self._strangers[worker] = now + self._terms.silence_s
            tenant.waiting = 0
            return
        self._strangers.pop(worker, None)
        if ask["term"] != tenant.term:
            tenant.waiting = 0  # it has yet to learn that it lost everything
            return
        tenant.waiting = ask["waiting"]
        for number in [number for number in tenant.grants if number <= ask["granted"]]:
            del tenant.grants[number]
        for number, ranges in ask["returned"]:
            if number > tenant.returned_no:
                tenant.returned_no = number
                self._take_back(tenant, ranges)
        if ask["leaves"]:
            self._end_term(worker)

    def begin_anew(self) -> None:
        """Give nothing until all that is somebody's now is back: what a place means has changed."""
        self._former = [tenant for tenant in self._tenants.values() if tenant.leased]

    def serve(self, most: int, now: float) -> list[str]:
        """Give what is free to those who wait, `most` in all; return to whom."""
        self._former = [tenant for tenant in self._former if tenant.leased]
        if self._former or any(now < gone_at for gone_at in self._strangers.values()):
            return []
        served = []
        for worker, tenant in self._tenants.items():
            if now >= tenant.heard_at + self._terms.lease_s:
                continue  # it may be dead, and its lease would be over before it began
            missing = min(tenant.waiting - tenant.outstanding, most - self.leased)
            if missing > 0:
                self._grant(tenant, missing, now)
                served.append(worker)
        return served

    def expire(self, now: float) -> list[str]:
        """Let others have the places of workers whose stations are surely gone; return whose."""
        silent = [
            worker
            for worker, tenant in self._tenants.items()
            if tenant.leased and now >= tenant.heard_at + self._terms.silence_s
        ]
        for worker in silent:
            heard_at = self._tenants[worker].heard_at
            left = self._end_term(worker)
            self.losses.append(Loss(worker, heard_at, now, len(left), left=left))
        return silent

    def answer(self, worker: str) -> dict[str, Any]:
        """Return what that worker is to be told, as values for msgpack."""
        tenant = self._tenants[worker]
        return {
            "at": tenant.asked_at,
            "book": self._name,
            "term": tenant.term,
            "returned": tenant.returned_no,
            "grants": [[number, ranges] for number, ranges in tenant.grants.items()],
            "order": self.order(worker),
        }

    def _grant(self, tenant: _Tenant, count: int, now: float) -> None:
        places = sorted(self._free.take() for _ in range(count))
        for place in places:
            if place == len(self._holder):
                self._holder.append(tenant.id)
            self._holder[place] = tenant.id
        tenant.leased += count
        self.leased += count
        tenant.granted_no += 1
        tenant.grants[tenant.granted_no] = ranges_of(places)
        for loss in self.losses:
            if loss.left and (taken := loss.left.intersection(places)):
                loss.left -= taken
                loss.taken_over += len(taken)
                loss.taken_over_at = now

    def _end_term(self, worker: str) -> set[int]:
        """Let go of all that a worker has, on its way or not; return it."""
        tenant = self._tenants.pop(worker)
        self._terms_over[worker] = tenant.term + 1
        left = {place for place, holder in enumerate(self._holder) if holder == tenant.id}
        for place in left:
            self._free_place(place)
        tenant.leased = 0
        return left

    def _take_back(self, tenant: _Tenant, ranges: Ranges) -> None:
        for place in numbers_of(ranges):
            if place < len(self._holder) and self._holder[place] == tenant.id:
                tenant.leased -= 1
                self._free_place(place)

    def _free_place(self, place: int) -> None:
        self.leased -= 1
        self._holder[place] = _NOBODY
        self._free.give_back(place)
