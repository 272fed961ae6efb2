"""How much the events of a run hang together, which makes many of them worth fewer.

A slow second slows all calls of that second, and often those of the next. So the share of calls
above a percentile is scattered from slice to slice more than chance alone would have it; by how
much, the timeline tells. No distribution is assumed: the rank that a slice's percentile has among
all latencies of the run is, by chance alone, an order statistic of a uniform one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from ocpp_load.report.comparison.distribution import Distribution
from ocpp_load.report.comparison.interval import student_factor

MIN_SLICES = 10
"""With fewer slices, chance decides what they seem to tell."""

ASSUMED_CORRELATION = 0.05
"""Of two calls in the same second, where there is no timeline to tell."""

# What is left of deviations that are all the same, in binary floats.
_ROUNDING = 1e-9

# With fewer stretches that are independent of each other, their scatter is anybody's guess.
_MIN_DEGREES = 3


@dataclass(frozen=True, slots=True)
class Scatter:
    """What slices deviate from their expectation by, by when they begin, in seconds.

    `events` are those that the slices have in all, and `variance_by_chance` is what the sum of
    the deviations has if no event knows of another.
    """

    deviations: Mapping[int, float]
    events: int
    variance_by_chance: float


def inflation(*scatters: Scatter) -> float:
    """Return how many times its variance by chance the sum of deviations has, at least 1.

    Of two runs, their difference is looked at: what both of them do at the same time, as a load
    that rises does it, is no noise. Where few stretches of a run are independent of each other,
    the factor grows as Student's distribution has it; where hardly any two are, and where there
    are few slices at all, each of them counts as one event.
    """
    events = sum(scatter.events for scatter in scatters)
    by_chance = sum(scatter.variance_by_chance for scatter in scatters)
    slices = min(len(scatter.deviations) for scatter in scatters)
    if by_chance <= 0:
        return 1.0
    if slices < MIN_SLICES:
        return max(1.0, events / slices / len(scatters))
    series = _difference(*(_centred(scatter.deviations) for scatter in scatters))
    scale = sum(deviation * deviation for deviation in series)
    if scale < _ROUNDING * by_chance:
        return 1.0
    times, degrees = _correlation_time(series, scale)
    if degrees < _MIN_DEGREES:
        return max(1.0, events / degrees / len(scatters))
    return max(1.0, scale * times / by_chance) * student_factor(degrees) ** 2


def of_percentile(
    whole: Distribution, share: float, slices: Mapping[int, tuple[int, float]]
) -> Scatter:
    """Return how the percentile of slices scatters in `whole`; each has a count and a latency."""
    deviations = {}
    events, variance = 0, 0.0
    for at_s, (count, latency_ms) in slices.items():
        rank = max(1, ceil(round(share * count, 10)))
        expected = rank / (count + 1)
        deviations[at_s] = count * (whole.standing_of(latency_ms) - expected)
        events += count
        variance += count**2 * expected * (1 - expected) / (count + 2)
    return Scatter(deviations, events, variance)


def of_failures(slices: Mapping[int, tuple[int, int]]) -> Scatter:
    """Return how the failures of slices scatter; each has a count and the failures among them."""
    count = sum(count for count, _ in slices.values())
    share = sum(failures for _, failures in slices.values()) / max(1, count)
    deviations = {at_s: failed - share * of for at_s, (of, failed) in slices.items()}
    return Scatter(deviations, count, count * share * (1 - share))


def of_counts(slices: Mapping[int, int]) -> Scatter:
    """Return how many events slices of the same length have, against those that come by chance."""
    return Scatter(slices, sum(slices.values()), sum(slices.values()))


def assumed_inflation(count: int, seconds: float) -> float:
    """Return what to reckon with where no timeline tells: events of the same second correlate."""
    in_a_second = count / max(1.0, seconds)
    return 1 + max(0.0, in_a_second - 1) * ASSUMED_CORRELATION


def _centred(deviations: Mapping[int, float]) -> dict[int, float]:
    mean = sum(deviations.values()) / len(deviations)
    return {at_s: deviation - mean for at_s, deviation in deviations.items()}


def _difference(first: Mapping[int, float], *second: Mapping[int, float]) -> list[float]:
    if not second:
        return [first[at_s] for at_s in sorted(first)]
    (other,) = second
    return [other.get(at_s, 0.0) - first.get(at_s, 0.0) for at_s in sorted({*first, *other})]


def _correlation_time(series: Sequence[float], scale: float) -> tuple[float, float]:
    """Return how many slices hang together, and how many stretches are independent of each other.

    Correlations are added up in pairs of lags for as long as they are positive and fall
    (Geyer's initial monotone sequence). A mean that is taken from the same series hides a part
    of the correlation, which is put back.
    """
    slices = len(series)
    total, width, ceiling = -1.0, 1, float("inf")
    for lag in range(0, slices - 1, 2):
        pair = sum(
            sum(a * b for a, b in zip(series, series[each:], strict=False)) / scale
            for each in (lag, lag + 1)
        )
        pair = min(pair, ceiling)
        if pair <= 0:
            break
        total, width, ceiling = total + 2 * pair, 2 * lag + 3, pair
    if width >= slices:
        return 1.0, 1.0
    # Slices that alternate are no more certain than those that know nothing of each other.
    # However soon the sum ends: that it was right to end is known from so many slices only.
    return max(1.0, total) / (1 - width / slices), min(slices / width, sqrt(slices))
