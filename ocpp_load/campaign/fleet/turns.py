"""Who does what is to happen once in the whole fleet: the station with the lowest number.

Every worker says which of its stations it would be, or that it has none. When all of them have,
or have had the time to, one has the turn; nobody ever has it after that.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

PATIENCE_S = 2.0
"""A worker that died a moment ago is still thought to be there."""


@dataclass(slots=True)
class _Turn:
    opened_at: float
    numbers: dict[str, int | None] = field(default_factory=dict)
    is_decided: bool = False
    winner: str | None = None


class Turns:
    """The master's book of one run. Times are the master's."""

    def __init__(self) -> None:
        self._turns: dict[str, _Turn] = {}

    def claim(self, what: str, worker: str, number: int | None, now: float) -> None:
        """Note the station that a worker would have do it; None where it has none."""
        turn = self._turns.setdefault(what, _Turn(now))
        if not turn.is_decided:
            turn.numbers[worker] = number

    def decide(self, present: Collection[str], now: float) -> list[str]:
        """Decide what can be, among the workers that are there; return what has been."""
        decided = []
        for what, turn in self._turns.items():
            all_said = turn.numbers.keys() >= set(present)
            if turn.is_decided or not (all_said or now >= turn.opened_at + PATIENCE_S):
                continue
            turn.is_decided = True
            numbers = {n: worker for worker, n in turn.numbers.items() if n is not None}
            turn.winner = numbers[min(numbers)] if numbers else None
            decided.append(what)
        return decided

    def told(self, worker: str) -> dict[str, bool]:
        """Return whether a worker has the turn, of all that is decided."""
        return {
            what: turn.winner == worker for what, turn in self._turns.items() if turn.is_decided
        }
