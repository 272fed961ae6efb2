"""The names that a file's expressions use, and those that its steps and feeders define.

Whatever is used and defined nowhere is a mistake, found before anything runs.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ocpp_load.scenario.wording import did_you_mean

if TYPE_CHECKING:
    from ocpp_load.scenario.reader import Value

_OF_THE_JOURNAL = frozenset({"answers", "commands", "failures"})


class Names:
    """What one file, and those that are read along with it, use and define."""

    __slots__ = ("_defined", "_used", "asks_journal")

    def __init__(self) -> None:
        self._used: list[tuple[frozenset[str], Value]] = []
        self._defined: set[str] = set()
        self.asks_journal = False
        """The stations have to keep a journal: something asks for what they were told."""

    def use(self, names: frozenset[str], value: "Value") -> None:
        """Note what an expression at `value` names."""
        self._used.append((names, value))
        self.asks_journal |= not names.isdisjoint(_OF_THE_JOURNAL)

    def define(self, name: str) -> None:
        """Note a variable that a step sets or a feeder fills."""
        self._defined.add(name)

    def reject_unknown(self, given: Iterable[str]) -> None:
        """Note a mistake for every name that is neither `given` nor defined."""
        known = {*given, *self._defined}
        for names, value in self._used:
            for name in sorted(names - known):
                value.reject(f"there is no variable {name}{did_you_mean(name, sorted(known))}")
