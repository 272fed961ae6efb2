"""The transaction audit: what became of every transaction that was started. Plain counters.

`lost`, `delivered_twice` and `out_of_order` are 0 against a healthy central system, whatever
became of connections. Each finding names its station and transaction.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

FINDINGS_KEPT = 100
"""Findings of a kind that are kept of one process; all are counted."""


@dataclass(slots=True)
class TransactionAudit:
    """Transactions by what the central system has acknowledged of them.

    `delivered`: start and end. `lost`: one of the two was given up. `delivered_twice` and
    `out_of_order` count messages, `values_lost` MeterValues of transactions. `findings` are the
    first of each, of what was `left_open` by the end of the run too.
    """

    delivered: int = 0
    lost: int = 0
    delivered_twice: int = 0
    out_of_order: int = 0
    values_lost: int = 0
    left_open: int = 0
    findings: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing was lost, delivered twice or out of order."""
        return not (self.lost or self.delivered_twice or self.out_of_order or self.values_lost)

    def find(self, kind: str, finding: dict[str, Any]) -> None:
        """Count a finding by the name of its counter; keep it, while there is room for that kind."""
        count = getattr(self, kind) + 1
        setattr(self, kind, count)
        if count <= FINDINGS_KEPT:
            self.findings.append(finding)

    def add(self, other: "TransactionAudit") -> None:
        """Count in another process's transactions."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.findings += other.findings

    def as_dict(self) -> dict[str, Any]:
        """Return it as values for JSON and msgpack; `from_dict` takes it back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "TransactionAudit":
        """Return what `as_dict` was made of."""
        return cls(**values)


_COUNTS = ("delivered", "lost", "delivered_twice", "out_of_order", "values_lost", "left_open")
