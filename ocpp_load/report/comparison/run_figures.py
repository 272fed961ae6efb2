"""The figures of one run that is compared: its lines with their histograms, and the run over time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ocpp_load.report.comparison.distribution import Distribution

Key = tuple[str, str]
"""Direction and name of a line."""

Column = list[float | None]


@dataclass(frozen=True, slots=True)
class Latencies:
    """Latencies of a line with their exact mean and maximum."""

    distribution: Distribution
    mean_ms: float
    max_ms: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of statistics; `over_time` has its columns of the timeline, empty where none is."""

    direction: str
    name: str
    count: int
    failures: int
    rate_per_s: float
    duration_s: float
    latency: Latencies | None = None
    from_intent: Latencies | None = None
    over_time: Mapping[str, Column] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """Return what pairs it with the line of another run."""
        return self.direction, self.name


@dataclass(frozen=True, slots=True)
class RunFigures:
    """A run as its summary tells it.

    `summary` is all of it, with nothing in it checked but what the other fields were made of.
    `at_s` says when each slice of the timeline begins, and `slice_s` how long it is: 0 where there
    is no timeline. `invalid` says why the figures are not the central system's, if so.
    """

    file: Path
    version: int
    name: str
    started_at: str
    duration_s: float
    lines: Mapping[Key, Line]
    summary: Mapping[str, Any]
    slice_s: int = 0
    at_s: tuple[int, ...] = ()
    invalid: tuple[str, ...] = ()
