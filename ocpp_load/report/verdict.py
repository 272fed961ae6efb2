"""What a run comes to: passed, failed, invalid or interrupted, and why. The exit code follows from it.

Figures in, verdict out: the figures are those of the summary, and what they do not tell (who has
ended the run, whether the load generator was the bottleneck) is handed in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ocpp_load.report.reasons import errors_in, own_faults_in, shortcomings_of

MAX_REASONS_IN_LINE = 3


class Outcome(StrEnum):
    """What became of a run; the last that applies is it."""

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

NOT_WRITTEN = 2
"""The exit code of a run that passed, and whose report could not be written."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a run's figures do not tell, and its verdict depends on.

    `invalid` has a sentence for each thing that makes the figures the generator's own.
    `code_on_error` is `--exit-code-on-error` where somebody has given it, else None.
    """

    interrupted: bool = False
    invalid: tuple[str, ...] = ()
    code_on_error: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a run, and a sentence for each thing that made it so; none where it passed."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()
    code_of_failure: int = EXIT_CODES[Outcome.FAILED]

    @property
    def exit_code(self) -> int:
        """Return what a process ends with that ends with this run."""
        if self.outcome is Outcome.FAILED:
            return self.code_of_failure
        return EXIT_CODES[self.outcome]

    def as_dict(self) -> dict[str, Any]:
        """Return it as the summary tells it."""
        return {
            "outcome": self.outcome.value,
            "exit_code": self.exit_code,
            "reasons": list(self.reasons),
        }


def verdict_of(summary: Mapping[str, Any], circumstances: Circumstances) -> Verdict:
    """Return the verdict of a run with these figures.

    Where there are thresholds, they decide about what failed, so that an outage may be passed;
    without them one failed call is enough. `code_on_error` means what it means to Locust: that
    code for calls that failed, and 0 to let them pass. Reasons of a lesser outcome are told, too,
    behind those that decided.
    """
    firm = shortcomings_of(summary)
    code = circumstances.code_on_error
    forgivable = own_faults_in(summary)
    if code is not None or not summary["thresholds"]:
        forgivable = [*errors_in(summary), *forgivable]
    if code == 0:
        forgivable = []
    reasons = (*circumstances.invalid, *firm, *forgivable)
    if circumstances.interrupted:
        return Verdict(Outcome.INTERRUPTED, ("the run was interrupted", *reasons))
    if circumstances.invalid:
        return Verdict(Outcome.INVALID, reasons)
    if firm:
        return Verdict(Outcome.FAILED, reasons)
    if forgivable:
        return Verdict(Outcome.FAILED, reasons, code or EXIT_CODES[Outcome.FAILED])
    return Verdict(Outcome.PASSED)


def without_its_report(summary: Mapping[str, Any]) -> dict[str, Any]:
    """Return the summary of a run whose report is not there as a whole.

    That takes the place of a pass only: what else became of the run is worth more to whoever asks.
    """
    verdict = summary["verdict"]
    told = {
        **verdict,
        "exit_code": verdict["exit_code"] or NOT_WRITTEN,
        "reasons": [*verdict["reasons"], "the report could not be written as a whole"],
    }
    return {**summary, "verdict": told}


def verdict_text(verdict: Mapping[str, Any]) -> str:
    """Return a verdict of the summary as one line: the outcome, the exit code, and the first reasons."""
    text = f"{verdict['outcome'].upper()} (exit {verdict['exit_code']})"
    reasons = verdict["reasons"]
    if not reasons:
        return text
    told = [reason.removesuffix(".") for reason in reasons[:MAX_REASONS_IN_LINE]]
    if more := len(reasons) - len(told):
        told.append(f"and {more} more")
    return f"{text}: {'; '.join(told)}"
