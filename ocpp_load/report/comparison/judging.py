"""Budgets against the figures of two runs: which is exceeded, beyond what noise can do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from ocpp_load.report.comparison.budget import Budget
from ocpp_load.report.comparison.pair import Figure, Pair
from ocpp_load.report.comparison.run_figures import Key
from ocpp_load.report.comparison.separation import Separation, separation
from ocpp_load.report.comparison.statistic import Measured


class Finding(StrEnum):
    """What became of a budget at one line; what matters most stands first."""

    EXCEEDED = "exceeded"
    UNJUDGED = "not judged"
    WITHIN = "within budget"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One budget at one line; `reason` says why it was not judged, None otherwise.

    `limit` is what the old figure comes to with the budget, noise and all: NEW has failed where
    its whole interval is beyond it. None where nothing bounds the old figure. `apart` is what has
    judged where intervals could not: the two runs have no time in common.
    """

    budget: Budget
    key: Key
    figure: Figure
    finding: Finding
    limit: float | None
    reason: str | None = None
    apart: Separation | None = None

    @property
    def is_measured(self) -> bool:
        """Return whether any of the runs has a figure of it."""
        return self.figure.old is not None or self.figure.new is not None


def judge(budget: Budget, pair: Pair) -> Judgement:
    """Return what becomes of `budget` at a line."""
    judgement = _by_intervals(budget, pair)
    if judgement.finding is Finding.EXCEEDED or (apart := separation(budget, pair)) is None:
        return judgement
    limit = budget.limit(apart.old_worst)
    return Judgement(budget, pair.key, judgement.figure, Finding.EXCEEDED, limit, apart=apart)


def _by_intervals(budget: Budget, pair: Pair) -> Judgement:
    figure = pair.figure(budget.statistic)
    old, new = figure.old, figure.new
    if old is None or new is None:
        problem = _missing(pair, figure)
        return Judgement(budget, pair.key, figure, Finding.UNJUDGED, None, problem)
    if budget.statistic.rises_when_worse:
        worst_of_old, best_of_new = old.interval.high, new.interval.low
    else:
        worst_of_old, best_of_new = old.interval.low, new.interval.high
    limit = None if worst_of_old is None else budget.limit(worst_of_old)
    if limit is None or best_of_new is None:
        problem = _too_few(figure, old, new)
        return Judgement(budget, pair.key, figure, Finding.UNJUDGED, limit, problem)
    is_worse = best_of_new > limit if budget.statistic.rises_when_worse else best_of_new < limit
    if not is_worse and min(old.calls, new.calls) < budget.statistic.fewest_calls:
        problem = _too_few(figure, old, new)
        return Judgement(budget, pair.key, figure, Finding.UNJUDGED, limit, problem)
    finding = Finding.EXCEEDED if is_worse else Finding.WITHIN
    return Judgement(budget, pair.key, figure, finding, limit)


def ranked(judgements: Iterable[Judgement]) -> list[Judgement]:
    """Return judgements, what is exceeded first."""
    order = list(Finding)
    return sorted(judgements, key=lambda one: order.index(one.finding))


def _missing(pair: Pair, figure: Figure) -> str:
    if pair.only_in is not None:
        missing = "NEW" if pair.only_in == "old" else "OLD"
        return f"{missing} has no such line"
    missing = "OLD" if figure.old is None else "NEW"
    return f"{missing} has nothing to measure it by"


def _too_few(figure: Figure, old: Measured, new: Measured) -> str:
    name, measured = min((("OLD", old), ("NEW", new)), key=lambda each: each[1].worth)
    needed = figure.statistic.fewest_calls
    if measured.calls < needed:
        return f"not enough calls to judge: {name} has {measured.calls:,}, {needed:,} are needed"
    longer = ceil(10 * needed / measured.worth) / 10
    return (
        f"not enough calls to judge: the {measured.calls:,} of {name} hang together and count as"
        f" {int(measured.worth):,}, {needed:,} are needed: {longer:,g} x the run"
    )
