"""Where a run's files go: `reports/<time>-<name>/`, and `reports/latest` for the newest.

Every file is there as a whole or not at all. What the disk refuses comes out as a
`ReportError`, so that the rest of the report can still be given.
"""

import os
import re
import time
import unicodedata
from itertools import count
from pathlib import Path

from ocpp_load.errors import OcppLoadError

LATEST = "latest"

_MAX_SLUG_LENGTH = 60


class ReportError(OcppLoadError):
    """A file of the report could not be written; the disk's fault, not the run's."""

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(f"the report could not be written: {file}: {problem}")
        self.file = file
        self.problem = problem


def create_run_directory(root: Path, name: str, started_at: float) -> Path:
    """Make and return `root/<YYYYmmdd-HHMMSS>-<name>`, with `-2` and so on where it exists.

    `started_at` is seconds since the epoch; the name tells it in local time. `name` is reduced
    to what every file system takes. Raises `ReportError`.
    """
    stem = f"{time.strftime('%Y%m%d-%H%M%S', time.localtime(started_at))}-{_slug(name)}"
    for attempt in count(1):
        directory = root / (stem if attempt == 1 else f"{stem}-{attempt}")
        try:
            directory.mkdir(parents=True)
        except FileExistsError as error:
            # The root itself can be what exists and is no directory.
            if not root.is_dir():
                raise ReportError(root, "is not a directory") from error
        except OSError as error:
            raise ReportError(directory, _problem(error)) from error
        else:
            return directory
    raise AssertionError


def point_latest(root: Path, directory: Path) -> Path:
    """Let the link `root/latest` lead to `directory`, a folder in `root`; return the link.

    The link is replaced in one step and is relative, so the whole folder can be moved.
    Raises `ReportError`.
    """
    link = root / LATEST
    new = root / f".{LATEST}-{directory.name}"
    try:
        new.unlink(missing_ok=True)
        new.symlink_to(directory.name, target_is_directory=True)
        new.replace(link)
    except OSError as error:
        _remove(new)
        raise ReportError(link, _problem(error)) from error
    return link


def write_atomically(file: Path, content: bytes) -> Path:
    """Write `content` to `file`, which holds all of it afterwards or is as it was before.

    Raises `ReportError`.
    """
    part = file.with_name(f".{file.name}.part")
    try:
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    except OSError as error:
        _remove(part)
        raise ReportError(file, _problem(error)) from error
    return file


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_MAX_SLUG_LENGTH].strip("-") or "run"


def _problem(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError:
        # A disk that takes nothing may not give anything back either; the first error counts.
        return
