"""Two runs so far apart that no time of the one comes near any time of the other.

A short run is too few independent calls for an interval, however slow the other is. What it
can tell all the same: had both runs the same latencies, it would be chance alone that puts every
slice of NEW above every slice of OLD, and m and n slices have C(m + n, n) ways to fall. A level
that wanders makes few slices worth fewer still, so they have to be far apart as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

from ocpp_load.report.comparison.budget import Budget
from ocpp_load.report.comparison.interval import CONFIDENCE
from ocpp_load.report.comparison.pair import Pair

TIMES = 2.0
"""How many times what is allowed the best slice of NEW is at least."""

_BY_CHANCE = (1 - CONFIDENCE) / 2


@dataclass(frozen=True, slots=True)
class Separation:
    """Slices of both runs, the worst of OLD and the best of NEW, in ms."""

    old_slices: int
    new_slices: int
    old_worst: float
    new_best: float


def separation(budget: Budget, pair: Pair) -> Separation | None:
    """Return how far NEW lies beyond a latency's budget, if all of it does; None otherwise."""
    old, new = pair.slices(budget.statistic)
    if not _are_enough(old, new):
        return None
    found = Separation(len(old), len(new), max(old), min(new))
    return found if found.new_best >= TIMES * budget.limit(found.old_worst) else None


def _are_enough(old: Sequence[float], new: Sequence[float]) -> bool:
    return comb(len(old) + len(new), len(new)) * _BY_CHANCE >= 1
