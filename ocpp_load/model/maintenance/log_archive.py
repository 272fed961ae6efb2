"""The file that a log is uploaded as: a .tar.gz with one text file in it, and its name.

Deterministic: the same log at the same second is the same file, byte for byte.
"""

import gzip
import re
from io import BytesIO

from ocpp_load.ocppj import format_timestamp

_SUFFIX = ".tar.gz"
_LONGEST_NAME = 255  # CiString255Type, section 7.18
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
# The level costs CPU of the load generator and hardly makes a log of messages smaller.
_COMPRESSION_LEVEL = 1


def log_file_name(kind: str, identity: str, epoch_s: float) -> str:
    """Return for example `diagnostics-CP000007-20260921T133320Z.tar.gz`, 255 characters at most.

    An identity may hold anything; what could mean something to a file system becomes `_`. A long
    one keeps its end, which is where the stations of a fleet differ.
    """
    second, _, _ = format_timestamp(epoch_s).partition(".")
    beginning, end = f"{kind}-", f"-{second.replace('-', '').replace(':', '')}Z{_SUFFIX}"
    room = _LONGEST_NAME - len(beginning) - len(end)
    return beginning + _UNSAFE.sub("_", identity)[-room:] + end


def log_archive(file_name: str, text: bytes, epoch_s: float) -> bytes:
    """Return a gzipped tar archive that holds `text` as a `.log` file written at `epoch_s`."""
    import tarfile  # noqa: PLC0415 - half a megabyte that few runs have a use for

    entry = tarfile.TarInfo(file_name.removesuffix(_SUFFIX) + ".log")
    entry.size = len(text)
    entry.mtime = int(epoch_s)
    plain = BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(entry, BytesIO(text))
    return gzip.compress(plain.getvalue(), _COMPRESSION_LEVEL, mtime=entry.mtime)
