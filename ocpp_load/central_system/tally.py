"""What became of commands: results by status, errors by code, and answers that never came.

Counts only. Names that a station makes up are not counted under themselves: there is no end to
them.
"""

from collections import defaultdict

from ocpp_load.central_system.commands import CommandError
from ocpp_load.ocppj import CallError, CallResult, ErrorCode, Payload

NO_STATUS = "(no status)"
BREAKS_SCHEMA = "(breaks its schema)"
OTHER_CODE = "(unknown code)"

_CODES = frozenset(code.value for code in ErrorCode)


class CommandTally:
    """Commands and their outcomes, of one action or of one order to many stations."""

    __slots__ = ("errors", "results", "sent", "unanswered")

    def __init__(self) -> None:
        self.sent = 0
        self.results: defaultdict[str, int] = defaultdict(int)
        self.errors: defaultdict[str, int] = defaultdict(int)
        self.unanswered: defaultdict[str, int] = defaultdict(int)

    def answered(self, answer: CallResult | CallError, *, fits: bool) -> None:
        """Count an answer; `fits` tells whether a CallResult fits its schema."""
        if isinstance(answer, CallError):
            self.errors[answer.code if answer.code in _CODES else OTHER_CODE] += 1
        elif fits:
            self.results[answer.payload.get("status", NO_STATUS)] += 1
        else:
            self.results[BREAKS_SCHEMA] += 1

    def failed(self, error: CommandError) -> None:
        """Count a command that got no answer."""
        self.unanswered[error.outcome] += 1

    def as_json(self) -> Payload:
        """Return it as the control interface shows it."""
        return {
            "sent": self.sent,
            "results": dict(self.results),
            "errors": dict(self.errors),
            "unanswered": dict(self.unanswered),
        }
