"""How many drivers come, and when: a rate that stays, or that of a day, over and over."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, cycle, pairwise
from math import inf

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Profile:
    """Rates in drivers per second, each from its second on until the next one's.

    After `period_s` it begins anew; infinity is for a rate that stays. `is_random` has drivers come
    independently of each other (Poisson), else one follows the other in equal steps.
    """

    rates: tuple[tuple[float, float], ...]
    period_s: float = inf
    is_random: bool = False

    def pieces(self) -> Iterator[tuple[float, float]]:
        """Yield for how long each rate holds, and the rate, from the start on."""
        starts = [*(start for start, _ in self.rates), self.period_s]
        lengths = [end - start for start, end in pairwise(starts)]
        pieces = list(zip(lengths, (rate for _, rate in self.rates), strict=True))
        return iter(pieces) if self.period_s == inf else cycle(pieces)


def steady(per_second: float, *, is_random: bool) -> Profile:
    """Return a rate that stays."""
    return Profile(((0.0, per_second),), is_random=is_random)


def of_a_day(
    rates: list[tuple[float, float]], time_scale: float = 1.0, starts_at_s: float = 0.0
) -> Profile:
    """Return the profile of a day that passes `time_scale` times as fast as one of the clock.

    All of its drivers come in that time. `rates` are seconds of the day and drivers per second;
    before the first of them the last one holds, that of the evening before. The run begins at
    second `starts_at_s` of the day.
    """
    later = [(at - starts_at_s, rate) for at, rate in rates if at >= starts_at_s]
    earlier = [(at - starts_at_s + DAY_S, rate) for at, rate in rates if at < starts_at_s]
    whole = [*later, *earlier]
    if whole[0][0] > 0:
        whole = list(chain([(0.0, whole[-1][1])], whole))
    return Profile(
        tuple((at / time_scale, rate * time_scale) for at, rate in whole),
        DAY_S / time_scale,
        is_random=True,
    )
