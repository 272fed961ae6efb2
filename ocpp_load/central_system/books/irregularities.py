"""Transaction messages that did not come as they should, counted and named.

Counts and keeps; what is irregular is decided by `transactions`. No I/O.
"""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from ocpp_load.ocppj import Payload

_KEPT = 1000


class Irregularity(StrEnum):
    """What may be wrong with a transaction message, by its name in the control interface."""

    REPEATED = "repeated"
    """It came before. OCPP 1.6 section 3.7.1 has a station send again what was not answered."""
    OUT_OF_ORDER = "outOfOrder"
    """Older than what came before it, or of a transaction that had stopped."""
    UNKNOWN = "unknown"
    """Of a transaction that is not in the books."""


@dataclass(frozen=True, slots=True)
class Irregular:
    """One such message."""

    action: str
    identity: str
    transaction_id: int
    timestamp: str
    problem: str

    def as_json(self) -> Payload:
        return {
            "action": self.action,
            "identity": self.identity,
            "transactionId": self.transaction_id,
            "timestamp": self.timestamp,
            "problem": self.problem,
        }


class Irregularities:
    """How many of each kind came; the last thousand of each by name."""

    __slots__ = ("_counts", "_latest")

    def __init__(self) -> None:
        self._counts = dict.fromkeys(Irregularity, 0)
        self._latest: dict[Irregularity, deque[Irregular]] = {
            kind: deque(maxlen=_KEPT) for kind in Irregularity
        }

    def note(self, kind: Irregularity, what: Irregular) -> None:
        """Take down one message."""
        self._counts[kind] += 1
        self._latest[kind].append(what)

    def count(self, kind: Irregularity) -> int:
        """Return how many came."""
        return self._counts[kind]

    def latest(self, kind: Irregularity) -> list[Irregular]:
        """Return the last of them, oldest first."""
        return list(self._latest[kind])

    def as_json(self) -> Payload:
        """Return them as the control interface shows them."""
        return {
            kind.value: {
                "count": self._counts[kind],
                "latest": [what.as_json() for what in self._latest[kind]],
            }
            for kind in Irregularity
        }
