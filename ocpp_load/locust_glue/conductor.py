"""The timeline of a campaign, carried out by each process for its own stations.

Every process counts from its own start, or from when it releases its stations; which stations an event strikes is the same for all.
"""

import time
from collections.abc import Callable, Iterator
from heapq import merge
from operator import itemgetter

import gevent

from ocpp_load.campaign.events import Occurrence, timeline
from ocpp_load.campaign.load import Stage
from ocpp_load.locust_glue.run import Run
from ocpp_load.report.figures import clock_text

_Moment = tuple[float, Stage | Occurrence]


def conduct(run: Run, write: Callable[[str], None]) -> None:
    """Begin events when they are due, and write what begins, until all of it has."""
    load_begun_at = run.await_load()
    came_at = time.monotonic() if run.is_late else load_begun_at
    for at_s, what in _moments(run):
        due_at = load_begun_at + at_s
        gevent.sleep(max(0.0, due_at - time.monotonic()))
        clock = clock_text(due_at - run.begun_at)
        if due_at < came_at:
            if isinstance(what, Occurrence):
                run.pass_over(what)
        elif isinstance(what, Occurrence):
            write(f"{clock}  event {what.event.told}")
            run.befall(what)
        else:
            write(f"{clock}  load {what.told(run.plan.size or 0)}")


def _moments(run: Run) -> Iterator[_Moment]:
    campaign = run.plan.campaign
    if campaign is None:
        return
    load = campaign.load
    stages: Iterator[_Moment] = ((at_s, stage) for at_s, stage in load.beginnings)
    occurrences: Iterator[_Moment] = (
        (occurrence.at_s, occurrence) for occurrence in timeline(campaign.events, load.duration_s)
    )
    yield from merge(stages, occurrences, key=itemgetter(0))
