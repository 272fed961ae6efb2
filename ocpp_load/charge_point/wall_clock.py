"""The wall clock of one station, which a central system sets and which may go wrong.

No clock of its own: it counts on from `now`, monotonic seconds that the caller keeps up to date.
"""

from ocpp_load.model import Station
from ocpp_load.ocppj import format_timestamp

_DAY_S = 86_400.0


class WallClock:
    """What every charge point is as well: `now` is the time of what is being done."""

    __slots__ = ("_clock_offset", "_clock_rate", "now", "station")

    def __init__(self, station: Station, now: float, epoch_s: float) -> None:
        """Set it to `epoch_s` at `now`, as far as the quirks of the station let it be right."""
        quirks = station.type.quirks
        self.station = station
        self.now = now
        self._clock_rate = 1.0 + quirks.clock_drift_s / _DAY_S
        self.set_clock(epoch_s + quirks.clock_offset_s)

    def epoch_s(self) -> float:
        """Return the station's wall clock, in seconds since the epoch."""
        return self.now * self._clock_rate + self._clock_offset

    def timestamp(self, epoch_s: float | None = None) -> str:
        """Return the station's wall clock, or another time, as this station writes it."""
        quirks = self.station.type.quirks
        moment_s = self.epoch_s() if epoch_s is None else epoch_s
        return format_timestamp(moment_s, quirks.fractional_seconds, quirks.utc_offset_s)

    def set_clock(self, epoch_s: float) -> None:
        """Set the station's wall clock."""
        self._clock_offset = epoch_s - self.now * self._clock_rate
