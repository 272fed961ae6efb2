"""The journal of a central system: every transaction message, one line of JSON each.

A line has reached the operating system before the answer leaves, so that a process that is killed
has forgotten nothing that it had answered. It does not survive the machine: nothing is synced.
"""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import orjson

from ocpp_load.central_system.books.entries import Entry, read_entry
from ocpp_load.errors import UserInputError


class JournalError(UserInputError):
    """A file that cannot be the journal."""

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(f"--books {file}: {problem}")
        self.file = file
        self.problem = problem


class Journal:
    """A file that is only ever added to, by one process at a time.

    Raises `JournalError` where it cannot be opened, read, or had for itself.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            self._descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        except OSError as error:
            raise JournalError(file, f"cannot be opened: {error.strerror}") from error
        self._size = 0
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._descriptor)
            raise JournalError(file, "another central system writes to it") from error

    def entries(self) -> Iterator[Entry]:
        """Return what was written until now; to be read to the end before anything is appended.

        A last line without an end is cut off: nobody was answered on its account.
        """
        with self._file.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.endswith(b"\n"):
                    break
                self._size += len(line)
                try:
                    yield read_entry(orjson.loads(line))
                except ValueError as error:
                    problem = f"line {number} is no record of a transaction message"
                    raise JournalError(self._file, problem) from error
        os.ftruncate(self._descriptor, self._size)

    def append(self, entry: Entry) -> None:
        """Write an entry down; it is with the operating system when this returns.

        Raises `OSError` where there is no room for it; then nothing of it stays behind.
        """
        line = orjson.dumps(entry.as_json(), option=orjson.OPT_APPEND_NEWLINE)
        written = 0
        try:
            while written < len(line):
                written += os.write(self._descriptor, line[written:])
        except OSError:
            os.ftruncate(self._descriptor, self._size)
            raise
        self._size += len(line)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
