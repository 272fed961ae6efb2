"""How many stations an event has thrown out, and when the first and the last. Plain counters.

How long each took to be back is a line of the statistics; here is how many there were to come.
"""

from dataclasses import dataclass, field
from typing import Any

NOT_BACK = "not back at the end of the run"


def back_after(event: str) -> str:
    """Return the name of the line that counts who is back after `event`."""
    return f"back after {event}"


@dataclass(slots=True)
class Struck:
    """Stations that events have thrown out, by event.

    `first_at_s` and `last_at_s` are when the first and the last of them were, in seconds from the
    beginning: of those that an event keeps away, when it let them go.
    """

    counts: dict[str, int] = field(default_factory=dict)
    last_at_s: dict[str, float] = field(default_factory=dict)
    first_at_s: dict[str, float] = field(default_factory=dict)

    def count(self, event: str, at_s: float, times: int = 1) -> None:
        self.counts[event] = self.counts.get(event, 0) + times
        self.last_at_s[event] = max(at_s, self.last_at_s.get(event, at_s))
        self.first_at_s[event] = min(at_s, self.first_at_s.get(event, at_s))

    def add(self, other: "Struck") -> None:
        """Count in the stations of another process."""
        for event, times in other.counts.items():
            self.count(event, other.last_at_s[event], times)
            self.count(event, other.first_at_s[event], 0)

    def to_delta(self) -> dict[str, Any]:
        """Return everything as values that JSON and msgpack can carry; `Struck(**delta)`."""
        return {
            "counts": dict(self.counts),
            "last_at_s": dict(self.last_at_s),
            "first_at_s": dict(self.first_at_s),
        }
