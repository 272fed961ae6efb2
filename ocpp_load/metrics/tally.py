"""Counts by name, with a bound on the names.

A failure's reason or a violation's kind can hold what a peer sent; a run of days must not
grow by it.
"""

from collections.abc import Mapping
from typing import Self

from ocpp_load.metrics.label import as_label

MAX_NAMES = 100


class Tally(dict[str, int]):
    """How often each of at most 100 names came; the others count under `other`."""

    __slots__ = ("_other",)

    def __init__(self, other: str) -> None:
        super().__init__()
        self._other = other

    def count(self, name: str, times: int = 1) -> None:
        if name in self:
            self[name] += times
            return
        label = as_label(name)
        if label not in self and len(self) >= MAX_NAMES:
            label = self._other
        self[label] = self.get(label, 0) + times

    def add(self, other: Mapping[str, int]) -> None:
        for name, times in other.items():
            self.count(name, times)

    def copy(self) -> Self:
        """Return a tally of its own with the same counts."""
        copied = type(self)(self._other)
        copied.update(self)
        return copied

    def ranked(self) -> dict[str, int]:
        """Return the counts as a plain dict, most frequent first."""
        return dict(sorted(self.items(), key=lambda item: (-item[1], item[0])))
