"""CSV files: UTF-8, a header line, and as many cells in every record as there are columns.

Each process reads a file once, however many groups of stations use it.
"""

import csv
from array import array
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from itertools import islice
from pathlib import Path
from stat import S_ISREG

from ocpp_load.errors import Mistake
from ocpp_load.scenario.feeders.source import CsvRows, dialect
from ocpp_load.scenario.wording import as_word, quoted

MAX_BYTES = 256 * 1024 * 1024
MOST_ROWS = 10_000_000
_MISTAKES_TOLD = 20
_WHAT_CSV_SAYS = {
    "unexpected end of data": "a quote that opens in this record is never closed",
    "field larger than": "a cell has more than 131,072 characters; is a quote not closed?",
    "new-line character": "a line ends in a carriage return alone; save it with LF or CRLF",
}


class CsvError(Exception):
    """A file that cannot be used, and what is wrong with it, line by line."""

    def __init__(self, mistakes: list[Mistake], *, is_missing: bool = False) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes
        self.is_missing = is_missing


def load_csv(path: Path, delimiter: str = ",") -> CsvRows:
    """Return the records of a file. Raises `CsvError`."""
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    if not S_ISREG(status.st_mode):
        raise CsvError([_mistake(path, 1, "is no file")])  # a pipe would be waited for
    return _load(path, delimiter, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=8)
def _load(path: Path, delimiter: str, _changed_at: int, size: int) -> CsvRows:
    if size > MAX_BYTES:
        raise CsvError([_mistake(path, 1, "the file is too large; allowed: 256 MiB")])
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from None
    return parse_csv(content, path, delimiter)


def parse_csv(content: bytes, path: Path, delimiter: str = ",") -> CsvRows:
    """Return the records in `content`; `path` is what mistakes call it. Raises `CsvError`."""
    lines = _Lines(content, path)
    reader = csv.reader(lines, **dialect(delimiter))
    mistakes: list[Mistake] = []
    columns: tuple[str, ...] | None = None
    starts, numbers = array("Q"), array("L")
    start, number = lines.position, 1
    try:
        for record in reader:
            if record in ([], [""]) and not content[start : lines.position].strip():
                pass  # an empty line, or one of blanks
            elif columns is None:
                columns = tuple(name.rstrip(" ") for name in record)
                mistakes += islice(_wrong_header(path, number, columns), _MISTAKES_TOLD)
            else:
                if len(record) != len(columns):
                    cells = "cell" if len(record) == 1 else "cells"
                    problem = f"has {len(record)} {cells}; the header has {len(columns)}"
                    mistakes.append(_mistake(path, number, problem))
                starts.append(start)
                numbers.append(number)
            if len(numbers) > MOST_ROWS:
                mistakes.append(_mistake(path, number, f"has more than {MOST_ROWS:,} rows"))
                break
            if len(mistakes) >= _MISTAKES_TOLD:
                break
            start, number = lines.position, reader.line_num + 1
    except csv.Error as error:
        # The record that begins here: where one with an open quote ends says nothing.
        mistakes.append(_mistake(path, number, _not_csv(str(error))))
    if columns is None and not mistakes:
        mistakes = [_mistake(path, 1, "is empty; the first line has the names of the columns")]
    elif not numbers and not mistakes:
        mistakes = [_mistake(path, 1, "has no rows below the header")]
    if mistakes or columns is None:
        raise CsvError(mistakes)
    starts.append(start)
    return CsvRows(str(path), columns, delimiter, content, starts, numbers)


class _Lines:
    """The lines of a file, one after the other. `position` is how many bytes have been read."""

    def __init__(self, content: bytes, path: Path) -> None:
        self._path = path
        self._stream = BytesIO(content)
        self.position = len(b"\xef\xbb\xbf") if content.startswith(b"\xef\xbb\xbf") else 0
        self._stream.seek(self.position)
        self._count = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._stream.readline()
        if not line:
            raise StopIteration
        self._count += 1
        self.position += len(line)
        try:
            return line.decode()
        except UnicodeDecodeError:
            problem = "the file is not UTF-8; save it in that encoding"
            raise CsvError([_mistake(self._path, self._count, problem)]) from None


def _wrong_header(path: Path, line: int, columns: tuple[str, ...]) -> Iterator[Mistake]:
    if not all(columns):
        yield _mistake(path, line, "a column has no name")
    for name, times in sorted(Counter(columns).items()):
        if name and times > 1:
            yield _mistake(path, line, f"the column {as_word(name)} stands there twice")
        if not name.isprintable():
            yield _mistake(path, line, f"the column {as_word(name)} has a control character in it")


def _not_csv(said: str) -> str:
    known = (ours for theirs, ours in _WHAT_CSV_SAYS.items() if said.startswith(theirs))
    return next(known, f"this is not CSV: {said}")


def _unreadable(path: Path, error: Exception) -> CsvError:
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    is_missing = isinstance(error, FileNotFoundError)
    return CsvError([_mistake(path, 1, f"cannot be read: {reason}")], is_missing=is_missing)


def _mistake(path: Path, line: int, problem: str) -> Mistake:
    return Mistake(str(path), line, 1, problem)


def check_delimiter(text: str) -> str:
    """Return the one character that separates cells. Raises `ValueError`."""
    if text == "tab":
        return "\t"
    if len(text) != 1 or text in '"\r\n ' or not (text.isprintable() or text == "\t"):
        raise ValueError(
            f'{quoted(text)} is not allowed; allowed: one character, such as ";", or tab'
        )
    return text
