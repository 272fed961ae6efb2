"""When each event is: the same for every process of a fleet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import count

from ocpp_load.campaign.events.event import Event


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event for the first time, which is number 0, or again. Seconds since the beginning."""

    at_s: float
    event: Event
    number: int = 0


def timeline(events: Iterable[Event], end_s: float) -> Iterator[Occurrence]:
    """Yield what happens before `end_s`, in its order; at one moment in the order of the file."""
    yield from merge(*(_occurrences(event, end_s) for event in events), key=lambda one: one.at_s)


def _occurrences(event: Event, end_s: float) -> Iterator[Occurrence]:
    for number in count():
        at_s = event.at_s + number * (event.every_s or 0.0)
        if at_s >= end_s or (number and event.every_s is None):
            return
        yield Occurrence(at_s, event, number)
