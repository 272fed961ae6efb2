"""A feeder as its author describes it: where rows come from, and who gets which."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ocpp_load.scenario.feeders.source import Source


class Use(StrEnum):
    """How often a row is used."""

    ONCE = "once"
    """Once in the whole fleet, over the whole run."""
    PER_STATION = "per_station"
    """By one station of the fleet, for as long as it lives, and when it comes back."""
    SHARED = "shared"
    """By whoever takes one."""


class Order(StrEnum):
    """In which order rows are handed out."""

    IN_TURN = "in_turn"
    RANDOM = "random"


class UsedUp(StrEnum):
    """What becomes of a script that asks when there is no row left."""

    STOP = "stop"
    """It ends, which is counted under the feeder's name."""
    START_OVER = "start_over"
    """It gets the first row again."""
    FAIL = "fail"
    """It ends, and that is a failed check."""


@dataclass(frozen=True, slots=True, eq=False)
class Feeder:
    """Rows under a name. `key` says where it is defined: what is the same there has rows in common."""

    name: str
    key: str
    source: Source
    use: Use
    order: Order = Order.IN_TURN
    used_up: UsedUp = UsedUp.STOP

    @property
    def file(self) -> str:
        """Return the file in which it is defined."""
        return self.key.rsplit(":", 3)[0]

    @property
    def place(self) -> str:
        """Return the file and the line in which it is defined."""
        return self.key.rsplit(":", 2)[0]


Data = Mapping[str, Feeder]
"""Feeders by their names."""
