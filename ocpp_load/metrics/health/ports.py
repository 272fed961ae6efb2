"""The local ports of this machine: every connection takes one of its source address."""

from dataclasses import dataclass
from pathlib import Path

_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")


@dataclass(frozen=True, slots=True)
class PortRange:
    """The ports that the system gives out by itself, the first and the last of them."""

    first: int
    last: int

    def __len__(self) -> int:
        return max(0, self.last - self.first + 1)

    def __str__(self) -> str:
        return f"{self.first} {self.last}"


WIDEST = PortRange(1024, 65_535)
"""Below are ports that only privileged processes may use."""


def local_ports(file: Path = _RANGE) -> PortRange | None:
    """Return the range of this machine; None where it is not told as Linux does."""
    try:
        first, last = file.read_text(encoding="ascii").split()
        return PortRange(int(first), int(last))
    except (OSError, ValueError):
        return None
