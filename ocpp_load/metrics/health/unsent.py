"""Messages that wait in the stations' queues, counted a few stations at a time."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from operator import attrgetter
from typing import Any

LOOKS = 10
"""In how many looks, a second of them, a fleet is seen that is not a large one."""

MOST_AT_A_TIME = 500
"""A look at so many takes a quarter of a millisecond, in which nobody is served: a large fleet
takes more looks."""


class UnsentMessages:
    """The Calls of all stations of this process that wait to be sent.

    They are counted by looking, so that the stations need not: no message costs more for it.
    """

    __slots__ = ("_at_a_time", "_counted", "_living", "_to_see", "_unseen", "_unsent_of", "total")

    def __init__(
        self,
        living: Callable[[], Iterable[Any]],
        unsent_of: Callable[[Any], int] = attrgetter("unsent_calls"),
    ) -> None:
        """Watch the stations that are `living` whenever a round of looks begins.

        `unsent_of` one of them tells how many Calls it has yet to send.
        """
        self.total = 0
        """How many the last whole round has found."""
        self._living = living
        self._unsent_of = unsent_of
        self._to_see: Iterator[Any] = iter(())
        self._unseen = 0
        self._at_a_time = 0
        self._counted = 0

    def forget(self) -> None:
        """Let go of the stations that are yet to be seen: the run is over, and they shall be too."""
        self._to_see, self._unseen = iter(()), 0

    def look(self) -> None:
        """Look at the next stations: a tenth of them, or as many as take no time."""
        if not self._unseen:
            stations = list(self._living())
            self._to_see, self._unseen = iter(stations), len(stations)
            self._at_a_time = min(-(-self._unseen // LOOKS), MOST_AT_A_TIME)
            self._counted = 0
        self._counted += sum(map(self._unsent_of, islice(self._to_see, self._at_a_time)))
        self._unseen = max(0, self._unseen - self._at_a_time)
        if not self._unseen:
            self.total = self._counted
