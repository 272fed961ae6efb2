"""How much more CPU time a call takes in a large fleet than in a small one."""

from benchmarks.row import Limit, Row
from benchmarks.stand import HERE, SPEED, Stand

_SCENARIO = HERE / "closed_loop.yaml"
_FEW, _MANY = 100, 10_000


def growth(stand: Stand) -> list[Row]:
    """Return CPU per call with many stations ÷ with few, against the same of the bare loop."""
    own, bare = [], []
    for _ in range(stand.rounds):
        speeds = [stand.bare("closed_loop", stations)[SPEED] for stations in (_FEW, _MANY)]
        bare.append(speeds[0] / speeds[1])
        few = stand.full(_FEW, _SCENARIO)[SPEED]
        # Created before the first of them connects: those that are there leave no time for others.
        many = stand.full(_MANY, _SCENARIO, "--release-over", "5s")[SPEED]
        own.append(few / many)
    return [
        Row(
            f"CPU per call, heartbeats in a closed loop, ÷ that at {_FEW} stations",
            _MANY,
            *("full stack", own),
            *("bare loop", bare),
            limit=Limit(wanted=1.2, beyond=1.0, at_most=True),
        )
    ]
