"""When commands are due: at a rate, whatever became of the ones before (an open loop).

Pure; `now` is in seconds of one monotonic clock.
"""

from math import floor, inf

# After a longer standstill what was missed is left out, not made up for in one burst.
_LONGEST_LAG_S = 1.0


class Schedule:
    """Slots of time, `rate` per second; none while it is 0."""

    def __init__(self, rate: float, now: float) -> None:
        self.rate = 0.0
        self.next_at = inf
        self.set_rate(rate, now)

    def set_rate(self, rate: float, now: float) -> None:
        """Go on at another rate; the first slot is one interval from now."""
        self.rate = rate
        self.next_at = now + 1.0 / rate if rate > 0 else inf

    def take(self, now: float) -> int:
        """Take out the slots that have come, and return how many."""
        if now < self.next_at:
            return 0
        if now - self.next_at > _LONGEST_LAG_S:
            self.next_at = now - _LONGEST_LAG_S
        due = 1 + floor((now - self.next_at) * self.rate)
        self.next_at += due / self.rate
        return due
