"""How many stations an event has thrown out, and when the last of them. Plain counters.

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

    `last_at_s` is when the last of them was, in seconds from the beginning.
    """

    counts: dict[str, int] = field(default_factory=dict)
    last_at_s: dict[str, float] = field(default_factory=dict)

    def count(self, event: str, at_s: float, times: int = 1) -> None:
        self.counts[event] = self.counts.get(event, 0) + times
        self.last_at_s[event] = max(at_s, self.last_at_s.get(event, 0.0))

    def add(self, other: "Struck") -> None:
        """Count in the stations of another process."""
        for event, times in other.counts.items():
            self.count(event, other.last_at_s[event], times)

    def to_delta(self) -> dict[str, Any]:
        """Return everything as values that JSON and msgpack can carry; `Struck(**delta)`."""
        return {"counts": dict(self.counts), "last_at_s": dict(self.last_at_s)}
