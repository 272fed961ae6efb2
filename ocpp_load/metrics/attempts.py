"""When stations that were released at once have truly tried to connect. Plain counters.

A generator that asks a central system for a storm has to say whether it was one.
"""

from dataclasses import dataclass, field
from math import inf
from typing import Any, Self

from ocpp_load.metrics.latency import LatencyHistogram


@dataclass(slots=True)
class AttemptCounts:
    """The first attempts of released stations; seconds from the moment of their release.

    Each process counts from its own moment: `apart_s` is how far apart those are at most.
    """

    stations: int = 0
    """Stations that were released together."""
    attempts: int = 0
    in_time: int = 0
    """Attempts within the time that was asked for."""
    first_s: float = inf
    last_s: float = 0.0
    late: LatencyHistogram = field(default_factory=LatencyHistogram)
    """How long after each was due."""
    apart_s: float = 0.0

    def attempted(self, at_s: float, due_s: float, over_s: float) -> None:
        """Count an attempt at `at_s` that was due at `due_s`; all were to be made in `over_s`."""
        self.attempts += 1
        self.in_time += at_s <= over_s
        self.first_s = min(at_s, self.first_s)
        self.last_s = max(at_s, self.last_s)
        self.late.record(max(0.0, at_s - due_s))

    def add(self, other: Self) -> None:
        """Count in the attempts of another process."""
        self.stations += other.stations
        self.attempts += other.attempts
        self.in_time += other.in_time
        self.first_s = min(other.first_s, self.first_s)
        self.last_s = max(other.last_s, self.last_s)
        self.late.add(other.late)
        self.apart_s = max(other.apart_s, self.apart_s)

    def to_delta(self) -> dict[str, Any]:
        """Return everything as values that msgpack can carry."""
        return {
            "stations": self.stations,
            "attempts": self.attempts,
            "in_time": self.in_time,
            "first_s": self.first_s,
            "last_s": self.last_s,
            "late": self.late.to_delta(),
            "apart_s": self.apart_s,
        }

    @classmethod
    def from_delta(cls, delta: dict[str, Any]) -> Self:
        """Return what `to_delta` was called on."""
        return cls(**{**delta, "late": LatencyHistogram.from_delta(delta["late"])})
