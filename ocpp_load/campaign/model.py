"""A campaign that has been checked: which stations, how many when, and what befalls them.

Values only, shared by all stations of a run: nothing in here may be changed.
"""

from dataclasses import dataclass

from ocpp_load.campaign.arrivals.drivers import Drivers
from ocpp_load.campaign.events.event import Event
from ocpp_load.campaign.load.profile import LoadProfile
from ocpp_load.campaign.thresholds.threshold import Threshold
from ocpp_load.scenario.model import Scenario


@dataclass(frozen=True, slots=True)
class StationGroup:
    """Stations that run one scenario, which has what the group says in place of its own.

    There are `stations` of them, or their `share` of those that have no number.
    """

    name: str
    scenario: Scenario
    share: float = 1.0
    stations: int | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """What a campaign file says; `stations` is the size of the fleet unless the user has another."""

    name: str
    description: str | None
    ocpp: str
    stations: int
    groups: tuple[StationGroup, ...]
    load: LoadProfile
    events: tuple[Event, ...] = ()
    drivers: Drivers | None = None
    thresholds: tuple[Threshold, ...] = ()
    central_system: tuple[str, ...] = ()

    def shares(self, size: int) -> list[float]:
        """Return the share of each group in a fleet of that size; together they are 1.

        Numbers of stations stay what they are as long as there is a group of a share to take the
        others; without one they are shares themselves. `size` is more than `fixed`.
        """
        weights = sum(group.share for group in self.groups if group.stations is None)
        if not weights:
            size = self.fixed
        return [
            group.share / weights * (size - self.fixed) / size
            if group.stations is None
            else group.stations / size
            for group in self.groups
        ]

    @property
    def fixed(self) -> int:
        """Return how many stations are in groups of a number."""
        return sum(group.stations or 0 for group in self.groups)

    @property
    def has_shares(self) -> bool:
        """Tell whether a group has a share, and no number."""
        return any(group.stations is None for group in self.groups)
