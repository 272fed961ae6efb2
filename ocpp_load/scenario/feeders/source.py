"""Where rows come from: a pattern, a list, a CSV file. Values only; what is used up is not known here."""

import csv
import re
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from io import StringIO
from typing import Any, Protocol

from ocpp_load.scenario.pattern import Pattern


class Source(Protocol):
    """Rows by their index, from 0. `columns` is None where a row is one value and no mapping."""

    @property
    def columns(self) -> tuple[str, ...] | None:
        """Return the names of the columns."""

    @property
    def size(self) -> int | None:
        """Return how many rows there are; None where there is no end to them."""

    @property
    def telling(self) -> Iterable[int]:
        """Return the indexes of rows that tell whether all of them can be used."""

    def row(self, index: int) -> Any:
        """Return one row: a value, or a mapping of columns."""

    def place(self, index: int) -> str:
        """Return where that row stands, as a message says it."""


@dataclass(frozen=True, slots=True)
class PatternRows:
    """Row 0 is the text for number `first`, and so on."""

    pattern: Pattern
    first: int = 1
    size: int | None = None
    columns: tuple[str, ...] | None = None

    @property
    def telling(self) -> Iterable[int]:
        """Return the first two and the last: a number only grows, and differs in all or in none."""
        last = 1 if self.size is None else self.size - 1
        return sorted({0, min(1, last), last})

    def row(self, index: int) -> str:
        """Return the text of one row."""
        return self.pattern.format(self.first + index)

    def place(self, index: int) -> str:
        """Return which number that is."""
        return f"number {self.first + index}"


@dataclass(frozen=True, slots=True)
class ListRows:
    """Values, or mappings that all have the same keys."""

    rows: tuple[Any, ...]

    @property
    def columns(self) -> tuple[str, ...] | None:
        """Return the keys of the mappings, if they are any."""
        first = self.rows[0]
        return tuple(first) if isinstance(first, Mapping) else None

    @property
    def size(self) -> int:
        """Return how many there are."""
        return len(self.rows)

    @property
    def telling(self) -> Iterable[int]:
        """Return all of them."""
        return range(self.size)

    def row(self, index: int) -> Any:
        """Return one of them."""
        return self.rows[index]

    def place(self, index: int) -> str:
        """Return which one it is."""
        return f"entry {index + 1}"


class CsvRow(dict[str, str]):
    """A record by its columns, which knows where it stands."""

    __slots__ = ("_index", "_rows")

    def __init__(self, cells: Iterable[tuple[str, str]], rows: "CsvRows", index: int) -> None:
        super().__init__(cells)
        self._rows = rows
        self._index = index

    @property
    def place(self) -> str:
        """Return the file and the line of the record."""
        return self._rows.place(self._index)


@dataclass(frozen=True, slots=True)
class CsvRows:
    """The records of a CSV file, as they lie in it: `starts` are where each begins, and the end.

    A record is parsed when it is asked for. Kept as bytes, a hundred thousand of them take a few
    MiB; as objects of their own they would take ten times as much, in each process. `lines` are
    where the records stand.
    """

    file: str
    columns: tuple[str, ...]
    delimiter: str
    content: bytes = field(repr=False)
    starts: "array[int]" = field(repr=False)
    lines: "array[int]" = field(repr=False)

    @property
    def size(self) -> int:
        """Return how many records there are below the header."""
        return len(self.lines)

    @property
    def telling(self) -> Iterable[int]:
        """Return all of them."""
        return range(self.size)

    def row(self, index: int) -> CsvRow:
        """Return a record by its columns."""
        text = self.content[self.starts[index] : self.starts[index + 1]].decode()
        if " " in text:
            text = _trimming(self.delimiter).sub(r"\1", text)
        record = next(csv.reader(StringIO(text, newline=""), **dialect(self.delimiter)))
        return CsvRow(zip(self.columns, record, strict=True), self, index)

    def place(self, index: int) -> str:
        """Return the file and the line of a record."""
        return f"{self.file}:{self.lines[index]}"


@lru_cache(maxsize=8)
def _trimming(delimiter: str) -> re.Pattern[str]:
    """Return what matches a cell in quotes, as a group, and blanks at the end of any other."""
    end = re.escape(delimiter)
    return re.compile(rf'((?:\A|(?<={end})) *"(?:[^"]|"")*")| +(?=[\r\n]|{end}|\Z)')


def dialect(delimiter: str) -> dict[str, Any]:
    """Return what a CSV file is read with."""
    return {"delimiter": delimiter, "skipinitialspace": True, "strict": True}
