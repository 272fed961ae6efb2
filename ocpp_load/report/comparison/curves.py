"""Percentiles of two runs as a small drawing: SVG with nothing but shapes and text.

The axis of percentiles is the usual one of such drawings: each nine behind the point takes as
much room as the one before it. Latencies are on a logarithmic axis.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

WIDTH, HEIGHT = 300, 110
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 8, 6, 18
_STEPS = 60
_TICKS = {0.0: "0", 0.9: "90 %", 0.99: "99 %", 0.999: "99.9 %", 0.9999: "99.99 %"}

_TIERS = ("old", "new")


@dataclass(frozen=True, slots=True)
class Curve:
    """A run's percentiles, as the points of a polyline."""

    side: str
    points: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis: where it is, and what stands at it."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the template draws."""

    curves: tuple[Curve, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    left: int = _LEFT
    bottom: int = HEIGHT - _BOTTOM
    width: int = WIDTH
    height: int = HEIGHT


def draw(old: Any, new: Any) -> Drawing | None:
    """Return a drawing of two `Distribution`s; None stands for a run that has none."""
    sides = [(side, one) for side, one in zip(_TIERS, (old, new), strict=True) if one is not None]
    if not sides:
        return None
    most = max(one.count for _, one in sides)
    nines = max(1.0, log10(most))
    sampled = [(side, _sample(one, nines)) for side, one in sides]
    values = [ms for _, points in sampled for _, ms in points]
    low, high = log10(min(values)), log10(max(values))
    if high - low < 0.1:
        low, high = low - 0.05, high + 0.05

    def x(nine: float) -> float:
        return round(_LEFT + nine / nines * (WIDTH - _LEFT - _RIGHT), 1)

    def y(ms: float) -> float:
        share = (log10(ms) - low) / (high - low)
        return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)

    return Drawing(
        curves=tuple(
            Curve(side, " ".join(f"{x(nine)},{y(ms)}" for nine, ms in points))
            for side, points in sampled
        ),
        across=tuple(
            Tick(x(-log10(1 - share)), text)
            for share, text in _TICKS.items()
            if -log10(1 - share) <= nines
        ),
        up=tuple(Tick(y(ms), f"{ms:g}") for ms in _round_figures(low, high)),
    )


def _sample(distribution: Any, nines: float) -> list[tuple[float, float]]:
    mine = min(nines, log10(distribution.count)) if distribution.count > 1 else 0.0
    places: Sequence[float] = [mine * step / _STEPS for step in range(_STEPS + 1)]
    return [(nine, distribution.quantile_ms(1 - 10**-nine)) for nine in places]


def _round_figures(low: float, high: float) -> list[float]:
    """Return from two to a handful of round latencies that lie in the range."""
    decades = range(floor(low), ceil(high) + 1)
    for steps in ((1,), (1, 3), (1, 2, 5), (1, 1.5, 2, 3, 4, 5, 7)):
        found = [step * 10.0**decade for decade in decades for step in steps]
        found = [ms for ms in found if low <= log10(ms) <= high]
        if len(found) >= 2:
            return found[:6]
    return [10**low, 10**high] if low < high else [10**low]
