"""What a run needs to know of the fleet that its stations belong to; and of one that is whole here."""

from collections.abc import Callable
from time import monotonic
from typing import Protocol

from ocpp_load.campaign import StationNumbers
from ocpp_load.scenario.feeders.feeder import Feeder
from ocpp_load.scenario.feeders.supply import Positions, Stock

Rank = Callable[[Feeder, int], int]
"""Which of the stations that use a feeder the one with a number is, from 0."""


class Membership(Protocol):
    """The part of one process in a fleet, for one run."""

    def take_place(self) -> int:
        """Return the place of a new station, the calling greenlet; it waits until there is one.

        `PlaceLost` is raised in that greenlet should the place be lost.
        """

    def give_back(self, place: int) -> None:
        """Let a place go: the station is gone, its socket closed."""

    def load_begun_at(self) -> float:
        """Return when the load began for the fleet, by the clock of this process, as soon as it has."""

    def place_among(self) -> tuple[int, int] | None:
        """Return the place of this process among those with stations, and how many those are now.

        None where nobody has told.
        """

    def once(self, what: str, number: int | None, act: Callable[[], None]) -> None:
        """Act for station `number`, unless another one of the fleet is to do what happens once.

        None is for a process that has no station for that.
        """

    def positions(self, rank: Rank) -> Positions | None:
        """Return where rows of feeders come from; None where all are those of this process."""

    def begin(self, stocks: list[Stock]) -> None:
        """Have rows of these feeders at hand, in the order in which every process has them."""


class Alone:
    """The whole fleet is in this process."""

    def __init__(self) -> None:
        self._places = StationNumbers(0)

    def take_place(self) -> int:
        """Return the lowest free place."""
        return self._places.take()

    def give_back(self, place: int) -> None:
        """Let it be taken again."""
        self._places.give_back(place)

    def load_begun_at(self) -> float:
        """Return that it has begun: nobody asks who was there from the start."""
        return monotonic()

    def place_among(self) -> tuple[int, int]:
        """Return that it is the only one."""
        return 0, 1

    def once(self, what: str, number: int | None, act: Callable[[], None]) -> None:  # noqa: ARG002
        """Act at once, if there is a station for it."""
        if number is not None:
            act()

    def positions(self, rank: Rank) -> None:
        """Return nothing: all rows are here."""

    def begin(self, stocks: list[Stock]) -> None:
        """Prepare nothing."""
