"""When drivers come, in seconds from the start: a schedule that waits for nobody.

Each of N processes has a part of the drivers: of random arrivals a stream of its own with an N-th
of the rate, of regular ones every N-th.
"""

from collections.abc import Iterator
from itertools import chain, repeat
from random import Random

from ocpp_load.campaign.arrivals.profile import Profile
from ocpp_load.scenario.feeders.supply import Share


def arrival_times(profile: Profile, share: Share, seed: int) -> Iterator[float]:
    """Yield the times at which drivers come to the stations of one process, without an end.

    None where the process has no share.
    """
    if share.index is None:
        return iter(())
    gaps = (
        _random_gaps(Random(f"{seed}:drivers:{share.index}"), share.processes)
        if profile.is_random
        else chain([share.index + 1.0], repeat(float(share.processes)))
    )
    return _times(profile, gaps)


def _random_gaps(random: Random, processes: int) -> Iterator[float]:
    while True:
        yield random.expovariate(1.0) * processes


def _times(profile: Profile, gaps: Iterator[float]) -> Iterator[float]:
    """Yield when the profile has brought as many drivers as each gap asks for."""
    now = 0.0
    missing = next(gaps)
    for length, rate in profile.pieces():
        ends = now + length
        while rate and now + missing / rate < ends:
            now += missing / rate
            yield now
            missing = next(gaps)
        missing -= (ends - now) * rate
        now = ends
