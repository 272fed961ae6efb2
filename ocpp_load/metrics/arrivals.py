"""What became of drivers who came whether or not there was a connector for them. Plain counters.

An open model has to say what it could not do, or its figures are those of another load.
"""

from dataclasses import asdict, dataclass
from typing import Self

LATE_S = 0.1
"""A driver who comes later than this after their time is late, and it is the generator's fault."""


@dataclass(slots=True)
class DriverCounts:
    """Drivers of a run.

    Everybody who `arrived` has come to be one of `began`, `turned_away` (no connector, and no
    patience), `gave_up` (no connector as long as patience lasted), `without_data` (a feeder had no
    row left, or the id tag could not be used) or is still `waiting`.
    """

    arrived: int = 0
    began: int = 0
    """Drivers who went to a connector, at once or after they had waited."""
    no_free_connector: int = 0
    """Drivers who found no free connector when they came, whatever they did then."""
    turned_away: int = 0
    gave_up: int = 0
    without_data: int = 0
    waiting: int = 0
    ended: int = 0
    """Drivers of those who began whose session came to its end, the last step or an early one."""
    refused: int = 0
    """Drivers of those who began whose id tag was not accepted."""
    late: int = 0
    lag_total_s: float = 0.0
    """By how much drivers came after their time, together."""
    lag_max_s: float = 0.0

    def came(self, lag_s: float) -> None:
        """Note how long after their time a driver came to be dealt with."""
        self.late += lag_s > LATE_S
        self.lag_total_s += lag_s
        self.lag_max_s = max(self.lag_max_s, lag_s)

    def add(self, other: Self) -> None:
        """Count in another process's drivers."""
        lag_max_s = max(self.lag_max_s, other.lag_max_s)
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.lag_max_s = lag_max_s

    def as_dict(self) -> dict[str, float]:
        """Return the counts by name; `DriverCounts(**counts)` takes them back."""
        return asdict(self)
