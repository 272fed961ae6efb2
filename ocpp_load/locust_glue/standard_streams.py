"""Standard output and error, which a run outlives: its files and its exit code tell the same.

The reader of a pipe may have left, a log be on a disk that is full, or no stream be there at all.
Left to itself that would end whatever writes: the events of a campaign, or a run's good end.
"""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from ocpp_load.report.printable import printable_on


@contextmanager
def standard_output() -> Iterator[TextIO]:
    """Yield standard output to write to; what nobody takes is lost, and costs nothing else."""
    with suppress(OSError):
        yield sys.stdout or io.StringIO()


def tell(line: str) -> None:
    """Write a line to standard error; where nobody takes it, it is lost."""
    with suppress(OSError):
        stream = sys.stderr or io.StringIO()
        stream.write(f"{printable_on(line, stream)}\n")
