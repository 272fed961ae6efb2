"""What a run comes to: passed, failed, invalid or interrupted, and why. The exit code follows from it.

Text and codes only; whoever has the figures says what is wrong with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What became of a run; the first that applies, from the last to the first, is it."""

    PASSED = "passed"
    FAILED = "failed"
    INVALID = "invalid"
    """The load generator was the bottleneck, or part of it was missing: the figures are its own."""
    INTERRUPTED = "interrupted"


EXIT_CODES = {
    Outcome.PASSED: 0,
    Outcome.FAILED: 1,
    Outcome.INVALID: 3,
    Outcome.INTERRUPTED: 130,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a run, and a sentence for each thing that made it so; none where it passed."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """Return what a process ends with that ends with this run."""
        return EXIT_CODES[self.outcome]

    def as_dict(self) -> dict[str, Any]:
        """Return it as the summary tells it."""
        return {
            "outcome": self.outcome.value,
            "exit_code": self.exit_code,
            "reasons": list(self.reasons),
        }


def verdict_of(*, interrupted: bool, invalid: Sequence[str], failed: Sequence[str]) -> Verdict:
    """Return the verdict of a run with these reasons against it.

    Those of a lesser outcome are told, too, behind those that decided.
    """
    reasons = (*invalid, *failed)
    if interrupted:
        return Verdict(Outcome.INTERRUPTED, ("the run was interrupted", *reasons))
    if invalid:
        return Verdict(Outcome.INVALID, reasons)
    return Verdict(Outcome.FAILED, reasons) if failed else Verdict(Outcome.PASSED)
