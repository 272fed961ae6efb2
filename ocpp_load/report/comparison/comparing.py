"""Two runs → what is compared, what came of the budgets, and what the comparison ends with."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ocpp_load.metrics import Direction
from ocpp_load.report.comparison.budget import Budget, check_subjects, governing
from ocpp_load.report.comparison.judging import Finding, Judgement, judge, ranked
from ocpp_load.report.comparison.pair import Pair
from ocpp_load.report.comparison.run_figures import RunFigures


class Result(StrEnum):
    """What a comparison comes to."""

    SHOWN = "shown"
    """There was no budget to judge by."""

    WITHIN = "within budget"
    UNJUDGED = "not judged"
    """No budget could be judged anywhere; where each is to be, one could not."""
    REGRESSION = "regression"
    INVALID = "invalid"
    """A run's figures are not the central system's, so nothing follows from them."""


EXIT_CODES = {
    Result.SHOWN: 0,
    Result.WITHIN: 0,
    Result.REGRESSION: 1,
    Result.UNJUDGED: 3,
    Result.INVALID: 3,
}

_ORDER = [direction.value for direction in Direction]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs side by side. `is_strict`: every budget is to be judged, wherever it counts."""

    old: RunFigures
    new: RunFigures
    pairs: Sequence[Pair]
    budgets: Sequence[Budget]
    judgements: Sequence[Judgement]
    result: Result
    is_strict: bool

    @property
    def exit_code(self) -> int:
        """Return what a process ends with that ends with this comparison."""
        return EXIT_CODES[self.result]


def compare(
    old: RunFigures,
    new: RunFigures,
    budgets: Sequence[Budget] = (),
    *,
    is_strict: bool = False,
    allow_invalid: bool = False,
) -> Comparison:
    """Return the comparison of two runs. Raises `OptionError` for a budget about what neither has.

    Budgets are judged in any case; with an invalid run, nothing follows from it unless
    `allow_invalid` says so.
    """
    keys = sorted({*old.lines, *new.lines}, key=_place)
    check_subjects(budgets, keys)
    pairs = [Pair(old, new, key) for key in keys]
    found = [judge(budget, pair) for pair in pairs for budget in governing(budgets, pair.key)]
    # What no run measures is no concern of a budget, unless it names it.
    judgements = ranked(one for one in found if one.is_measured or one.budget.name is not None)
    findings = {judgement.finding for judgement in judgements}
    if (old.invalid or new.invalid) and not allow_invalid:
        result = Result.INVALID
    elif not budgets:
        result = Result.SHOWN
    elif Finding.EXCEEDED in findings:
        result = Result.REGRESSION
    elif Finding.WITHIN not in findings or (is_strict and Finding.UNJUDGED in findings):
        result = Result.UNJUDGED
    else:
        result = Result.WITHIN
    return Comparison(old, new, pairs, budgets, judgements, result, is_strict)


def _place(key: tuple[str, str]) -> tuple[int, str, str]:
    direction, name = key
    return _ORDER.index(direction) if direction in _ORDER else len(_ORDER), direction, name
