"""The terminal while a live table stands on it: what others write goes above, and nothing is left.

The table is drawn by whoever has the figures; here is how it gets there and goes away again.
"""

import logging
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import TextIO

from rich.console import Console, ConsoleOptions
from rich.file_proxy import FileProxy
from rich.live import Live
from rich.segment import Segment
from rich.style import Style

from ocpp_load.report.live_table import STYLES, Row
from ocpp_load.report.printable import printable_on

_STYLES = {"": None} | {word: Style.parse(style) for word, style in STYLES.items()}


def shows_table(wish: str, file: TextIO, environment: Mapping[str, str]) -> bool:
    """Tell whether to draw a live table on `file`: `wish` is auto, table or lines.

    A table needs a terminal that moves its cursor. By itself there is none in the log of a CI job,
    even where that is a terminal, nor where NO_COLOR asks for plain text.
    """
    if wish == "lines" or not file.isatty() or environment.get("TERM") in (None, "", "dumb"):
        return False
    return wish == "table" or not (environment.get("CI") or environment.get("NO_COLOR"))


class Terminal:
    """A terminal with a table on it, from `standing` on until the end of that."""

    def __init__(self, file: TextIO) -> None:
        """Draw on `file`."""
        self._file = file
        self._console = Console(file=file, highlight=False, emoji=False, markup=False)
        self._live = Live(
            console=self._console,
            auto_refresh=False,
            transient=True,
            redirect_stderr=sys.stderr.isatty(),
        )

    @property
    def size(self) -> tuple[int, int]:
        """Return columns and lines; people change them."""
        return self._console.width, self._console.height

    def draw(self, rows: Iterable[Row]) -> None:
        """Draw these rows in place of those before."""
        self._live.update(_Rows(list(rows), self._file), refresh=True)

    @contextmanager
    def standing(self) -> Iterator[None]:
        """Have the table stand; logs that go to the terminal come above it."""
        with ExitStack() as stack:
            stack.enter_context(self._live)
            stack.enter_context(_logs_above(self._console))
            yield


class _Rows:
    """Rows that are what they are: nothing is measured or wrapped."""

    def __init__(self, rows: Sequence[Row], file: TextIO) -> None:
        self._rows = rows
        self._file = file

    def __rich_console__(self, _console: Console, _options: ConsoleOptions) -> Iterator[Segment]:
        for row in self._rows:
            for text, style in row:
                yield Segment(printable_on(text, self._file), _STYLES[style])
            yield Segment.line()


@contextmanager
def _logs_above(console: Console) -> Iterator[None]:
    """Hand what goes to the terminal by handlers that were made before to the console."""
    moved = []
    for handler in {*logging.getLogger().handlers, *logging.getLogger("locust").handlers}:
        if isinstance(handler, logging.StreamHandler) and handler.stream.isatty():
            stream = handler.stream
            handler.setStream(FileProxy(console, stream))
            moved.append((handler, stream))
    try:
        yield
    finally:
        for handler, stream in moved:
            handler.setStream(stream)
