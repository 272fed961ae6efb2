"""The directory that the FTP server shows: made, furnished with a firmware image, listed.

No FTP here.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from ocpp_load.errors import OptionError

FIRMWARE_FILE = "firmware.bin"
FIRMWARE_BYTES = 1 << 20

_SEED = "firmware of ocpp_load"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the root; `name` is its path from there."""

    name: str
    size_bytes: int


def firmware() -> bytes:
    """Return the firmware image: the same bytes in every process."""
    return Random(_SEED).randbytes(FIRMWARE_BYTES)


@contextmanager
def furnished(root: Path | None) -> Iterator[Path]:
    """Hand out the root with a firmware image in it; raise `OptionError`.

    None gets a temporary directory, which is deleted afterwards. In a directory of the user's
    nothing is replaced and nothing deleted.
    """
    if root is None:
        with TemporaryDirectory(prefix="ocpp_load-ftp-") as temporary:
            _furnish(Path(temporary))
            yield Path(temporary)
        return
    if not root.is_dir():
        raise OptionError("--ftp-root", f"there is no directory {root}")
    _furnish(root)
    yield root


def _furnish(root: Path) -> None:
    file = root / FIRMWARE_FILE
    try:
        if not file.is_file():
            file.write_bytes(firmware())
    except OSError as error:
        raise OptionError("--ftp-root", f"{file} cannot be written: {error.strerror}") from error


def stored_files(root: Path) -> list[StoredFile]:
    """Return the files under the root by name, as they are at this moment."""
    found = []
    for directory, _, names in os.walk(root):
        for name in names:
            file = Path(directory, name)
            try:
                size_bytes = file.lstat().st_size
            except FileNotFoundError:
                continue  # deleted while we look
            found.append(StoredFile(file.relative_to(root).as_posix(), size_bytes))
    return sorted(found, key=lambda stored: stored.name)
