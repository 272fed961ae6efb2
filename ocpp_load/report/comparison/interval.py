"""Where a true figure lies, given a sample of it: order statistics, shares, and means.

Arithmetic only. `independent` is how many independent observations a sample is worth, which is
less than it has where they hang together.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, exp, floor, lgamma, log, log1p, sqrt
from statistics import NormalDist

CONFIDENCE = 0.99
"""How sure an interval is to hold the true figure."""

_TAIL = (1 - CONFIDENCE) / 2
_Z = NormalDist().inv_cdf(1 - _TAIL)

# Above this variance the binomial distribution is a normal one for all that matters here.
_NORMAL_FROM = 400.0


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`; None where nothing bounds it on that side."""

    low: float | None = None
    high: float | None = None


@lru_cache(maxsize=4096)
def ranks(independent: int, share: float) -> tuple[int | None, int | None]:
    """Return the ranks, from 1, of the observations that enclose the quantile `share`.

    How many of a sample lie below the true quantile is binomial, whatever the distribution.
    None where even the lowest or the highest observation does not bound it.
    """
    below = _quantile_of_binomial(independent, share)
    above = independent - _quantile_of_binomial(independent, 1 - share) + 1
    return (below or None), (above if above <= independent else None)


def observations_needed(share: float) -> int:
    """Return how many independent observations bound the quantile `share` on both sides."""
    rarer = max(share, 1 - share)
    return ceil(log(_TAIL) / log(rarer))


def of_share(share: float, independent: float) -> Interval:
    """Return Wilson's interval of the share that `independent` observations have had."""
    squared = _Z * _Z
    middle = (share + squared / (2 * independent)) / (1 + squared / independent)
    spread = share * (1 - share) / independent + squared / (4 * independent**2)
    half = _Z * sqrt(max(0.0, spread)) / (1 + squared / independent)
    return Interval(max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half)))


def of_mean(mean: float, standard_error: float) -> Interval:
    """Return the interval of a mean."""
    return Interval(max(0.0, mean - _Z * standard_error), mean + _Z * standard_error)


def student_factor(degrees: float) -> float:
    """Return how much wider an interval is whose variance is known from so many observations.

    The quantile of Student's distribution by that of the normal one, expanded in the inverse
    of `degrees`; within 4 % from 3 on.
    """
    terms = (
        (_Z**3 + _Z) / 4,
        (5 * _Z**5 + 16 * _Z**3 + 3 * _Z) / 96,
        (3 * _Z**7 + 19 * _Z**5 + 17 * _Z**3 - 15 * _Z) / 384,
    )
    return 1 + sum(term / degrees**power for power, term in enumerate(terms, 1)) / _Z


def _quantile_of_binomial(trials: int, share: float) -> int:
    """Return the highest k such that fewer than k successes are no likelier than the tail."""
    variance = trials * share * (1 - share)
    if variance > _NORMAL_FROM:
        return max(0, floor(trials * share + 0.5 - _Z * sqrt(variance)))
    successes, passed = 0, 0.0
    while successes <= trials:
        passed += _binomial(trials, successes, share)
        if passed > _TAIL:
            return successes
        successes += 1
    return trials


def _binomial(trials: int, successes: int, share: float) -> float:
    ways = lgamma(trials + 1) - lgamma(successes + 1) - lgamma(trials - successes + 1)
    return exp(ways + successes * log(share) + (trials - successes) * log1p(-share))
