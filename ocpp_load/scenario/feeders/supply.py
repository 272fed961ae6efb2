"""Who gets which row: what one process hands out to its stations between a start and the next stop.

Which rows are those of this process is decided elsewhere, as `Positions`. No clock and no randomness
of its own: an order that is random comes from the seed of the run, or from the station that asks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, NoReturn, Protocol

from ocpp_load.scenario.feeders.feeder import Data, Feeder, Order, Use, UsedUp
from ocpp_load.scenario.feeders.random_order import RandomOrder


class NoRowLeft(Exception):
    """A feeder has nothing to hand out any more; the script that asked is at its end."""

    def __init__(self, feeder: Feeder) -> None:
        super().__init__(f"no row left of {feeder.name}")
        self.feeder = feeder

    @property
    def is_failure(self) -> bool:
        """Tell whether the author wants that to count as a failed check."""
        return self.feeder.used_up is UsedUp.FAIL


@dataclass(frozen=True, slots=True)
class Share:
    """Process `index` of `processes`, from 0; None is one that came when all was dealt out."""

    index: int | None = 0
    processes: int = 1


WHOLE = Share()


class Positions(Protocol):
    """Where positions in the order of a feeder come from, each of which nobody else has."""

    def next(self, feeder: Feeder) -> int | None:
        """Return one for a row that is used once; None where none is left. It may take a moment."""

    def of_station(self, feeder: Feeder, number: int) -> int:
        """Return that of station `number`, which asks for the first time."""


class OwnPositions:
    """All of them are those of this process: one after the other, to whoever asks."""

    __slots__ = ("_next",)

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def next(self, feeder: Feeder) -> int:
        """Return the next position of a feeder."""
        position = self._next.get(feeder.key, 0)
        self._next[feeder.key] = position + 1
        return position

    def of_station(self, feeder: Feeder, number: int) -> int:  # noqa: ARG002
        """Return the next one, whoever the station is."""
        return self.next(feeder)


class Stock:
    """What is left of one feeder in this process.

    `taken` counts rows that were handed out, `in_vain` those who asked when none was left.
    """

    __slots__ = (
        "_dealt",
        "_of_stations",
        "_order",
        "_positions",
        "_seed",
        "_share",
        "feeder",
        "in_vain",
        "taken",
    )

    def __init__(self, feeder: Feeder, share: Share, seed: int, positions: Positions) -> None:
        self.feeder = feeder
        self.taken = 0
        self.in_vain = 0
        self._share = share
        self._seed = seed
        self._positions = positions
        self._dealt = 0
        self._of_stations: dict[int, int] = {}
        self._order: RandomOrder | None = None

    def take(self, number: int, random: Callable[[], Random] | None) -> Any:
        """Return a row for station `number`, whose own source of randomness `random` returns.

        Raises `NoRowLeft`.
        """
        feeder = self.feeder
        if feeder.use is Use.SHARED:
            index = self._shared(random)
        elif feeder.use is Use.ONCE:
            index = self._index(self._positions.next(feeder))
        else:
            return feeder.source.row(self._of_station(number))
        self.taken += 1
        return feeder.source.row(index)

    def _of_station(self, number: int) -> int:
        if number not in self._of_stations:
            position = self._positions.of_station(self.feeder, number)
            self._of_stations[number] = self._index(position)
            self.taken += 1
        return self._of_stations[number]

    def _shared(self, random: Callable[[], Random] | None) -> int:
        size = self.feeder.source.size
        if self.feeder.order is Order.RANDOM and random is not None and size is not None:
            return random().randrange(size)
        # Each process begins with another row; one that came late has as good a right to them.
        index = (self._share.index or 0) + self._dealt
        self._dealt += 1
        return index if size is None else index % size

    def _index(self, position: int | None) -> int:
        size = self.feeder.source.size
        if position is None:
            self._refuse()
        if size is None:
            return position
        if position >= size and self.feeder.used_up is not UsedUp.START_OVER:
            self._refuse()
        return self._ordered(position % size, size)

    def _refuse(self) -> NoReturn:
        self.in_vain += 1
        raise NoRowLeft(self.feeder)

    def _ordered(self, index: int, size: int) -> int:
        if self.feeder.order is not Order.RANDOM:
            return index
        if self._order is None:
            # The same in every process, so that each row still has one position.
            self._order = RandomOrder(size, Random(f"{self._seed}:{self.feeder.name}"))
        return self._order.at(index)


class Stocks:
    """All feeders of a run in one process, each once, however many groups of stations name it."""

    def __init__(
        self, share: Share = WHOLE, seed: int = 0, positions: Positions | None = None
    ) -> None:
        """Begin a run; without `positions` all rows are those of this process."""
        self.share = share
        self._seed = seed
        self._positions = positions or OwnPositions()
        self._stocks: dict[str, Stock] = {}

    def supply(self, data: Data) -> "Supply":
        """Return what stations with these feeders draw from."""
        return Supply({name: self._stock(feeder) for name, feeder in data.items()})

    def all(self) -> list[Stock]:
        """Return what is left of every feeder."""
        return list(self._stocks.values())

    def _stock(self, feeder: Feeder) -> Stock:
        if feeder.key not in self._stocks:
            self._stocks[feeder.key] = Stock(feeder, self.share, self._seed, self._positions)
        return self._stocks[feeder.key]


class Supply:
    """What the stations of one group draw from, by the names that their scenario has for it."""

    __slots__ = ("_stocks",)

    def __init__(self, stocks: Mapping[str, Stock]) -> None:
        self._stocks = stocks

    def __contains__(self, name: str) -> bool:
        return name in self._stocks

    def take(self, name: str, number: int, random: Callable[[], Random] | None = None) -> Any:
        """Return a row for station `number`. Raises `NoRowLeft`, and `KeyError` for no feeder."""
        return self._stocks[name].take(number, random)


NOTHING = Supply({})
