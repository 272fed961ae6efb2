"""The memory of this process."""

import resource
import sys
from pathlib import Path

_STATM = Path("/proc/self/statm")


def resident_bytes(statm: Path = _STATM) -> int:
    """Return the memory of this process; its peak where there is no /proc."""
    try:
        pages = int(statm.read_text(encoding="ascii").split()[1])
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        # getrusage(2): kilobytes, but bytes on macOS
        return peak if sys.platform == "darwin" else peak * 1024
    return pages * resource.getpagesize()
