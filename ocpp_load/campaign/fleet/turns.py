"""Who does what is to happen once in the whole fleet: the station with the lowest number.

Every worker says which of its stations it would be, or that it has none. When all of them have,
or have had the time to, one has the turn; nobody ever has it after that.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

PATIENCE_S = 2.0
"""A worker that died a moment ago is still thought to be there."""


@dataclass(slots=True)
class _Turn:
    opened_at: float
    numbers: dict[str, int | None] = field(default_factory=dict)


class Turns:
    """The master's book of one run. Times are the master's."""

    def __init__(self) -> None:
        self._open: dict[str, _Turn] = {}
        self._winners: dict[str, str | None] = {}
        self._asked: dict[str, Collection[str]] = {}

    def hear(self, worker: str, claims: Mapping[str, int | None], now: float) -> None:
        """Note which station a worker would have do what it waits for; None where it has none."""
        self._asked[worker] = claims.keys()
        for what, number in claims.items():
            if what not in self._winners:
                self._open.setdefault(what, _Turn(now)).numbers[worker] = number

    def decide(self, present: Collection[str], now: float) -> list[str]:
        """Decide what can be, among the workers that are there; return what has been."""
        decided = [
            what
            for what, turn in self._open.items()
            if turn.numbers.keys() >= set(present) or now >= turn.opened_at + PATIENCE_S
        ]
        for what in decided:
            said = self._open.pop(what).numbers
            numbers = {n: worker for worker, n in said.items() if n is not None}
            self._winners[what] = numbers[min(numbers)] if numbers else None
        return decided

    def told(self, worker: str) -> dict[str, bool]:
        """Return whether a worker has the turn, of what it waits for and is decided."""
        return {
            what: self._winners[what] == worker
            for what in self._asked.get(worker, ())
            if what in self._winners
        }
