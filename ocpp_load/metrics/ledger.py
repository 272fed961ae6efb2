"""All lines of statistics, by direction and name.

Owns the bound on them: a peer chooses names, and a run of days must not grow by it.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any, Self

from ocpp_load.metrics.direction import Direction
from ocpp_load.metrics.label import as_label
from ocpp_load.metrics.series import Series
from ocpp_load.metrics.tally import Tally

MAX_LINES = 200
OTHER_ACTIONS = "other actions"


class Lines(dict[str, Series]):
    """The lines of one direction, opened when first asked for.

    Those beyond the first 200 names share one line.
    """

    __slots__ = ("_direction",)

    def __init__(self, direction: Direction) -> None:
        super().__init__()
        self._direction = direction

    def __missing__(self, name: str) -> Series:
        label = as_label(name)
        if label not in self and len(self) >= MAX_LINES:
            label = OTHER_ACTIONS
        series = self.get(label)
        if series is None:
            series = self[label] = Series(self._direction, label)
        return series


class Ledger:
    """Lines by direction and name, the peer's violations by kind, and our own faults."""

    __slots__ = ("calls", "checks", "commands", "flows", "link_events", "own_faults", "violations")

    def __init__(self) -> None:
        self.calls = Lines(Direction.CALL)
        self.commands = Lines(Direction.COMMAND)
        self.link_events = Lines(Direction.LINK)
        self.violations = Tally("other violations")
        self.checks = Lines(Direction.CHECK)
        self.flows = Lines(Direction.FLOW)
        self.own_faults = Tally("other faults")

    def __iter__(self) -> Iterator[Series]:
        """Iterate over all lines."""
        return chain(
            self.calls.values(),
            self.commands.values(),
            self.link_events.values(),
            self.checks.values(),
            self.flows.values(),
        )

    def lines(self, direction: Direction) -> Lines:
        """Return the lines of one direction, by name."""
        match direction:
            case Direction.CALL:
                return self.calls
            case Direction.COMMAND:
                return self.commands
            case Direction.LINK:
                return self.link_events
            case Direction.CHECK:
                return self.checks
            case Direction.FLOW:
                return self.flows

    def add(self, other: "Ledger") -> None:
        """Count in what `other` has counted."""
        for series in other:
            self.lines(series.direction)[series.name].add(series)
        self.violations.add(other.violations)
        self.own_faults.add(other.own_faults)

    def to_delta(self) -> dict[str, Any]:
        """Return everything as values that JSON and msgpack can carry."""
        return {
            "lines": [series.to_delta() for series in self],
            "violations": dict(self.violations),
            "own_faults": dict(self.own_faults),
        }

    @classmethod
    def from_delta(cls, delta: dict[str, Any]) -> Self:
        """Return what `to_delta` was called on."""
        ledger = cls()
        for line in delta["lines"]:
            series = Series.from_delta(line)
            ledger.lines(series.direction)[series.name].add(series)
        ledger.violations.add(delta["violations"])
        ledger.own_faults.add(delta["own_faults"])
        return ledger
