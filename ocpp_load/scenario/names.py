"""The names that a file's expressions use, and those that its steps and feeders define.

Whatever is used and defined nowhere is a mistake, found before anything runs.
"""

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ocpp_load.scenario.wording import did_you_mean

if TYPE_CHECKING:
    from ocpp_load.scenario.reader import Value

_OF_THE_JOURNAL = frozenset({"answers", "commands", "failures", "sent"})


class Secrecy:
    """Whether anything in files that are read together names the environment.

    Where it does, a variable may hold what no message is to repeat, whatever way it came there.
    """

    __slots__ = ("names_environment",)

    def __init__(self) -> None:
        self.names_environment = False


class Names:
    """What one file, and those that are read along with it, use and define."""

    __slots__ = (
        "_asks_journal",
        "_asks_operator",
        "_defined",
        "_files",
        "_inner",
        "_used",
        "feeders",
        "origins",
        "secrecy",
    )

    def __init__(self) -> None:
        self._used: list[tuple[frozenset[str], Value]] = []
        self._defined: set[str] = set()
        self._inner: list[Names] = []
        self._asks_journal = False
        self._asks_operator = False
        self._files = [0]
        self.secrecy = Secrecy()
        self.feeders: dict[str, tuple[str, ...] | None] = {}
        """Feeders, and the columns that their rows have; None where a row is a value."""
        self.origins: dict[str, str] = {}
        """Where the columns of a feeder come from, where that is more than the file itself."""

    @property
    def asks_journal(self) -> bool:
        """Tell whether the stations have to keep a journal: something asks what they were told."""
        return self._asks_journal or any(inner.asks_journal for inner in self._inner)

    @asks_journal.setter
    def asks_journal(self, asks: bool) -> None:
        self._asks_journal = asks

    @property
    def asks_operator(self) -> bool:
        """Tell whether somebody has to press buttons at the central system."""
        return self._asks_operator or any(inner.asks_operator for inner in self._inner)

    @asks_operator.setter
    def asks_operator(self, asks: bool) -> None:
        self._asks_operator = asks

    def inner(self) -> "Names":
        """Return the names of a file that sees feeders, but no variable from outside."""
        inner = Names()
        inner.feeders, inner.origins = self.feeders, self.origins
        inner._files = self._files
        inner.secrecy = self.secrecy
        self._files[0] += 1
        self._inner.append(inner)
        return inner

    def is_within(self, files: int) -> bool:
        """Tell whether no more files than that are read along."""
        return self._files[0] <= files

    def use(self, names: frozenset[str], value: "Value") -> None:
        """Note what an expression at `value` names."""
        self._used.append((names, value))
        self.secrecy.names_environment |= "env" in names
        self.asks_journal |= not names.isdisjoint(_OF_THE_JOURNAL)

    def define(self, name: str) -> None:
        """Note a variable that a step sets or a feeder fills."""
        self._defined.add(name)

    def define_feeder(self, name: str, columns: tuple[str, ...] | None, origin: str = "") -> None:
        """Note a feeder and the columns of its rows, which come from there.

        None stands for rows that are values.
        """
        self.define(name)
        self.feeders[name] = columns
        self.origins[name] = origin

    def reject_unknown_columns(self, tree: ast.AST, value: "Value") -> None:
        """Note a mistake for everything that an expression at `value` asks of a feeder in vain."""
        for node in ast.walk(tree):
            match node:
                case ast.Attribute(value=ast.Name(id=name), attr=column) if name in self.feeders:
                    columns = self.feeders[name]
                    origin = f" ({self.origins[name]})" if self.origins.get(name) else ""
                    if columns is None:
                        value.reject(f"{name} has no columns{origin}; write ${{{name}}}")
                    elif columns and column not in columns:
                        value.reject(
                            f"{name} has no column {column}{did_you_mean(column, columns)}{origin}"
                        )

    def reject_whole_row(self, tree: ast.AST, value: "Value") -> None:
        """Note a mistake for an expression at `value` that is a row, where a text is wanted."""
        match tree:
            case ast.Name(id=name) if columns := self.feeders.get(name):
                value.reject(f"{name} is a whole row; name a column of it: {', '.join(columns)}")

    def reject_unknown(self, given: Iterable[str]) -> None:
        """Note a mistake for every name that is neither `given` nor defined."""
        given = frozenset(given)
        for inner in self._inner:
            inner.reject_unknown(given)
        known = {*given, *self._defined, *self.feeders}
        for names, value in self._used:
            for name in sorted(names - known):
                value.reject(f"there is no variable {name}{did_you_mean(name, sorted(known))}")
