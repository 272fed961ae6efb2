"""How often a comparison is wrong, and what it finds: the tables of docs/compare.md.

PYTHONPATH=tests python -m support.false_alarms 600
"""

import sys

from support.compared_runs import run_of, seeded, wandering

from ocpp_load.report.comparison.pair import Pair, Standing
from ocpp_load.report.comparison.statistic import ROUND_TRIP

KEY = ("call", "Heartbeat")
ALIKE = (
    {},
    {"level_sigma": 0.1, "memory": 0.5},
    {"level_sigma": 0.1, "memory": 0.7},
    {"level_sigma": 0.1, "memory": 0.7, "rise": 1.0},
    {"level_sigma": 0.1, "memory": 0.9},
    {"level_sigma": 0.1, "memory": 0.9, "seconds": 300, "per_second": 7},
)
SLOWER = (
    {},
    {"level_sigma": 0.1, "memory": 0.5},
    {"seconds": 300},
    {"seconds": 300, "level_sigma": 0.1, "memory": 0.5},
)


def shares_worse(times, names, *, seed, factor=1.0, **how):
    """Return the share of comparisons that claim a regression, by statistic.

    Of runs that are alike either one may be the older, so each pair counts both ways.
    """
    source = seeded(seed)
    statistics = [one for one in ROUND_TRIP if one.name in names]
    worse = dict.fromkeys(names, 0)
    for _ in range(times):
        old = run_of(wandering(source, **how))
        new = run_of(wandering(source, factor=factor, **how))
        pair = Pair(old, new, KEY)
        for one in statistics:
            standing = pair.figure(one).standing
            worse[one.name] += standing is Standing.WORSE
            if factor == 1.0:
                worse[one.name] += standing is Standing.BETTER
    times *= 2 if factor == 1.0 else 1
    return {name: count / times for name, count in worse.items()}


def main(times):
    for how in ALIKE:
        told = shares_worse(times, ("p50", "p95", "p99", "mean"), seed=2026, **how)
        print("alike", how, told, flush=True)
    for how in SLOWER:
        told = shares_worse(times // 6, ("p50", "p90", "p95", "p99"), seed=2027, factor=1.2, **how)
        print("20 % slower", how, told, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
