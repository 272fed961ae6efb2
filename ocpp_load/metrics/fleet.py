"""How many stations are in which state, and what they have done. Plain counters.

The stations themselves raise and lower them; nothing here knows when.
"""

from dataclasses import asdict, dataclass, fields


@dataclass(slots=True)
class FleetCounts:
    """Stations by state, at this moment, and totals of the run.

    A station is in several of them: one that is connected was also started. Only `connecting`
    and `connected` exclude each other; an accepted or charging station may be neither.
    """

    started: int = 0
    connecting: int = 0
    connected: int = 0
    accepted: int = 0
    """Booted: the central system accepted it; it may have lost its connection since."""
    charging: int = 0
    """Open transactions: a station with two of them counts twice."""
    ever_accepted: int = 0
    """Stations that have ended, and that the central system had accepted at least once."""
    never_accepted: int = 0
    """Stations that have ended, and that never connected or asked for acceptance in vain."""
    drivers_refused: int = 0
    """Drivers who were not let in.

    By the central system, by what the station knows, by a reservation, or as it was out of service.
    """
    stations_checked: int = 0
    """Stations for which the scenario has checked anything."""
    stations_failed: int = 0
    """Stations of those at which a check failed."""
    transactions_started: int = 0
    transactions_stopped: int = 0
    energy_wh: int = 0
    """Energy of all stopped transactions."""

    def add(self, other: "FleetCounts") -> None:
        """Count in another process's stations."""
        for name in _NAMES:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def limit_to(self, stations: float) -> None:
        """Let no state have more than so many stations."""
        for name in _STATES:
            setattr(self, name, min(getattr(self, name), stations))

    def raise_to(self, other: "FleetCounts") -> None:
        """Take each count of `other` that is higher: called with each reading, it keeps the peak.

        Peaks belong to a whole fleet: add up the processes first.
        """
        for name in _NAMES:
            setattr(self, name, max(getattr(self, name), getattr(other, name)))

    def note_states(self, other: "FleetCounts") -> None:
        """Take the counts of stations by state that are higher: cheap enough for every change."""
        self.started = max(self.started, other.started)
        self.connecting = max(self.connecting, other.connecting)
        self.connected = max(self.connected, other.connected)
        self.accepted = max(self.accepted, other.accepted)
        self.charging = max(self.charging, other.charging)

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name; `FleetCounts(**counts)` takes them back."""
        return asdict(self)


_STATES = ("started", "connecting", "connected", "accepted")
_NAMES = tuple(field.name for field in fields(FleetCounts))
