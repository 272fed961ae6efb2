"""An event on the fleet: when it is, whom it strikes, and what it does to them.

Pure: who is struck, and when within the event, follows from the seed of the run and the number
of the station, so that every process of a fleet decides alike about its own stations.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from heapq import nsmallest
from math import floor
from typing import Protocol

from ocpp_load.charge_point import Pause, Steps
from ocpp_load.scenario.script import Script

EVERYBODY = 1.0


class Action(Protocol):
    """What an event does to a station that it strikes."""

    @property
    def word(self) -> str:
        """Return what the file calls it."""

    def befall(self, script: Script, event: str) -> Steps[None]:
        """Do it: an activity of the station, beside what its scenario has it do."""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of `events`.

    It is at `at_s` for the first time, and then again `every_s` where that is given. It strikes a
    `share` of the stations of its `groups`, all groups where that is None, spread over `over_s`;
    or, where it `is_once`, a single one of the whole fleet.
    """

    name: str
    at_s: float
    action: Action
    every_s: float | None = None
    groups: Collection[str] | None = None
    share: float = EVERYBODY
    over_s: float = 0.0
    is_once: bool = False

    @property
    def told(self) -> str:
        """Return what it is, for a person."""
        whom = " all" if self.share == EVERYBODY else f" {self.share * 100:g} %"
        of = f" of {', '.join(self.groups)}" if self.groups is not None else ""
        over = f" over {self.over_s:g} s" if self.over_s else ""
        what = self.action.word + ("" if self.is_once else f"{whom}{of}{over}")
        return what if self.name.startswith(self.action.word) else f"{self.name}: {what}"

    def struck(
        self,
        seed: int,
        occurrence: int,
        stations: Iterable[tuple[int, str]],
        place: int = 0,
        processes: int = 1,
    ) -> list[int]:
        """Return whom its occurrence of that count, from 0, strikes of `stations`: their numbers.

        `stations` are those of one process, the one at `place` of so many, each with its group.
        Together they strike the share of the fleet, and no station more or less where all of them
        have equally many.
        """
        numbers = [n for n, group in stations if self.groups is None or group in self.groups]
        if self.is_once:
            return [] if place else sorted(numbers)[:1]
        # Of half a station, a quarter and so on every second, every fourth process strikes one.
        count = floor(len(numbers) * self.share + (place + 0.5) / processes)
        if count >= len(numbers):
            return numbers
        return nsmallest(count, numbers, lambda number: self._draw(seed, occurrence, number, "who"))

    def befall(self, script: Script, seed: int, occurrence: int) -> None:
        """Let it begin for a station that it strikes, of which `script` is a script of its own."""
        station = script.charge_point
        delay_s = self.over_s
        if delay_s:
            delay_s *= self._draw(seed, occurrence, station.station.number, "when")
        station.spawn(f"event {self.name}", self._in_its_turn(script, delay_s))

    def _in_its_turn(self, script: Script, delay_s: float) -> Steps[None]:
        if delay_s:
            yield Pause(delay_s)
        yield from self.action.befall(script, self.name)

    def _draw(self, seed: int, occurrence: int, number: int, what: str) -> float:
        text = f"{seed}:{self.name}:{occurrence}:{number}:{what}"
        digest = blake2b(text.encode(), digest_size=8).digest()
        return int.from_bytes(digest) / 2**64
