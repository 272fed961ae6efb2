"""What a master knows of its workers in one run: what they reported, and who was lost with what."""

from collections.abc import Callable, Mapping
from math import inf
from time import monotonic

from ocpp_load.campaign.fleet import Loss
from ocpp_load.metrics.health import LostWorker


class Workers:
    """The workers of a run that began at `begun_at`, by the names that Locust has for them.

    `losses` are those that had stations when they fell silent; `rows_dealt` returns how many rows of
    each feeder that are used once a worker has been given, `places` how many stations there can be at
    this moment. `missed_reports` got lost on their way. Those that `left` did so in good order, those `gone_before` were missing at the start.
    """

    def __init__(self, begun_at: float) -> None:
        self.losses: list[Loss] = []
        self.rows_dealt: Callable[[str], Mapping[str, int]] = _nothing
        self.places: Callable[[], float] = _no_limit
        self.missed_reports = 0
        self.left: set[str] = set()
        self.gone_before: set[str] = set()
        self._begun_at = begun_at
        self._reported_at: dict[str, float] = {}
        self._reports: dict[str, int] = {}
        self._given_up: dict[str, int] = {}

    @property
    def given_up(self) -> int:
        """Return how many stations closed because their worker could not reach the master."""
        return sum(self._given_up.values())

    def reported(self, worker: str, number: int, given_up: int) -> None:
        """Take note of a report, the worker's `number`-th from 1; so many stations were given up."""
        self.missed_reports += number - self._reports.get(worker, 0) - 1
        self._reports[worker] = number
        self._reported_at[worker] = monotonic()
        self._given_up[worker] = given_up

    def lost(self, worker: str, process: str, rows_taken: Mapping[str, int]) -> LostWorker:
        """Return what there is to be told of a worker that was lost.

        `process` is what the report calls it, `rows_taken` how many rows it said it had used.
        """
        reported_at = self._reported_at.get(worker)
        losses = [loss for loss in self.losses if loss.worker == worker]
        after_s = [
            loss.taken_over_at - loss.heard_at for loss in losses if loss.taken_over_at is not None
        ]
        is_back = losses and reported_at is not None and reported_at > losses[-1].lost_at
        # What it has not used, it will.
        dealt = {} if is_back else self.rows_dealt(worker)
        return LostWorker(
            process,
            None if reported_at is None else reported_at - self._begun_at,
            sum(loss.stations for loss in losses),
            sum(loss.taken_over for loss in losses),
            max(after_s, default=None),
            {name: count - rows_taken.get(name, 0) for name, count in dealt.items()},
        )


def _no_limit() -> float:
    return inf


def _nothing(_: str) -> Mapping[str, int]:
    return {}
