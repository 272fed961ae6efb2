"""How many rows of each feeder were handed out, and who asked in vain. Plain counters."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field


@dataclass(slots=True)
class FeederCounts:
    """Rows by the names of their feeders, over all processes.

    `in_vain` counts scripts and stations that asked when there was none left. `late_processes` came
    after the start, and had no drivers.
    """

    taken: dict[str, int] = field(default_factory=dict)
    in_vain: dict[str, int] = field(default_factory=dict)
    late_processes: int = 0

    def count(self, name: str, taken: int, in_vain: int) -> None:
        """Count in what one process has handed out of a feeder."""
        self.taken[name] = self.taken.get(name, 0) + taken
        self.in_vain[name] = self.in_vain.get(name, 0) + in_vain

    def add(self, other: "FeederCounts") -> None:
        """Count in another process's rows."""
        for name, taken in other.taken.items():
            self.count(name, taken, other.in_vain[name])
        self.late_processes += other.late_processes

    def as_dict(self) -> Mapping[str, object]:
        """Return the counts as values for msgpack; `FeederCounts(**counts)` takes them back."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class FeederFigures:
    """What became of one feeder in the whole fleet; `rows` is None where there is no end to them."""

    name: str
    use: str
    rows: int | None
    taken: int
    in_vain: int
