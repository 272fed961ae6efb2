"""Standard output of a command, whatever it is: a terminal, a file, a pipe that nobody reads."""

import errno
import os
import signal
import sys
from pathlib import Path
from typing import TextIO

from ocpp_load.errors import OcppLoadError
from ocpp_load.report.printable import printable_on

NOBODY_READS = 128 + signal.SIGPIPE
"""The exit code of a command whose reader has left: as a shell tells that this signal ended it."""


class OutputError(OcppLoadError):
    """Nobody can be told what a command has to tell; `reader_left` where that is why."""

    def __init__(self, error: OSError) -> None:
        super().__init__(f"the output cannot be written: {error.strerror or error}")
        self.reader_left = error.errno == errno.EPIPE


def open_missing() -> None:
    """Have output and errors lead nowhere where whoever started the process has closed them."""
    nowhere = Path(os.devnull)
    sys.stdout = sys.stdout or nowhere.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nowhere.open("w", encoding="utf-8")


def tell(text: str, file: TextIO | None = None) -> None:
    """Write to `file`, standard output unless told otherwise, at once.

    Raises `OutputError` the first time that this fails; from then on the file leads nowhere.
    """
    file = file or sys.stdout
    try:
        file.write(printable_on(text, file))
        file.flush()
    except OSError as error:
        # What is left in the buffer would fail once more when Python ends.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, file.fileno())
        os.close(nowhere)
        raise OutputError(error) from None
