"""Fires a mix of commands over the fleet: the only part of the mix that has a loop.

Commands leave at the rate whatever became of the ones before; a station that has not answered
its last one is passed over. What is yet to come of a command takes the next slot once it is due,
and is sent while the rate is 0 too, so that a pause leaves nothing out of service.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from itertools import count
from math import inf
from random import Random
from typing import Protocol

from ocpp_load.central_system.books import Books
from ocpp_load.central_system.commands import CommandError, NotConnectedError
from ocpp_load.central_system.mix.choice import choose
from ocpp_load.central_system.mix.command_mix import CommandMix
from ocpp_load.central_system.mix.disruptions import Disruptions
from ocpp_load.central_system.mix.follow_ups import DueFollowUp, FollowUps
from ocpp_load.central_system.mix.rotation import Rotation
from ocpp_load.central_system.mix.schedule import Schedule
from ocpp_load.central_system.mix.situation import FileServer, Planned, Situation
from ocpp_load.central_system.station import Station
from ocpp_load.central_system.tally import CommandTally
from ocpp_load.messages.v16.actions import Action
from ocpp_load.ocppj import CallError, CallResult, Payload


class Send(Protocol):
    """Sends a command, counts what comes of it, and returns the answer; raises `CommandError`."""

    def __call__(
        self, identity: str, action: str, payload: Payload, *, tally: CommandTally
    ) -> Awaitable[CallResult | CallError]:
        """Send it to the station of this identity."""


_REFUSED = frozenset({"Failed", "NotSupported", "Rejected"})


class MixFiring:
    """Fires one mix at a rate that may change; `clock` tells seconds since the epoch.

    `tallies` has what became of the commands of each action, `idle_slots` how many times no
    station could be given any. `ticks` is a monotonic clock, in seconds.
    """

    def __init__(
        self,
        mix: CommandMix,
        *,
        books: Books,
        stations: Mapping[str, Station],
        send: Send,
        clock: Callable[[], float],
        rate: float = 0.0,
        seed: str | None = None,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self.mix = mix
        self.files: FileServer | None = None
        self.tallies: defaultdict[str, CommandTally] = defaultdict(CommandTally)
        self.idle_slots = 0
        self._books = books
        self._send = send
        self._clock = clock
        self._ticks = ticks
        self._random = Random(seed)
        self._numbers = count(1)
        self._schedule = Schedule(rate, ticks())
        self._rotation = Rotation(stations)
        self._disruptions = Disruptions(mix.disrupted_share)
        self._follow_ups = FollowUps()
        self._unanswered: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()

    @property
    def rate(self) -> float:
        """Return how many commands leave per second."""
        return self._schedule.rate

    def set_rate(self, rate: float) -> None:
        """Fire at another rate from now on; 0 is a pause."""
        self._schedule.set_rate(rate, self._ticks())
        self._changed.set()

    async def use_files(self, files: FileServer) -> None:
        """Send stations there from now on; the firmware is signed before, beside the loop."""
        await asyncio.to_thread(self._books.authority.sign_firmware, files.firmware)
        self.files = files

    async def run(self) -> None:
        """Fire until cancelled."""
        try:
            while True:
                next_at = self.turn()
                self._changed.clear()
                await self._wait(next_at - self._ticks())
        finally:
            for task in self._tasks:
                task.cancel()

    def turn(self) -> float:
        """Fire what is due and return when the next turn is, by `ticks`."""
        now = self._ticks()
        if self.rate > 0:
            due = self._schedule.take(now)
            while due and self._fire(now):
                due -= 1
            # Nobody else gets ready in this turn: a rate that the stations cannot keep up with must
            # not have the whole fleet looked over for each of its slots.
            self.idle_slots += due
            return self._schedule.next_at
        while self._fire_follow_up(now):
            pass
        return self._follow_ups.next_at

    def as_json(self) -> Payload:
        """Return it as the control interface shows it."""
        return {
            "mix": self.mix.name,
            "rate": self.rate,
            "skippedUnanswered": self._rotation.skipped,
            "idleSlots": self.idle_slots,
            "followUpsDue": len(self._follow_ups),
            "commands": {action: tally.as_json() for action, tally in self.tallies.items()},
        }

    async def _wait(self, seconds: float) -> None:
        if seconds == inf:
            await self._changed.wait()
            return
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await self._changed.wait()
        except TimeoutError:
            pass

    def _fire(self, now: float) -> bool:
        """Use a slot; tell whether there was a station for it."""
        if self._fire_follow_up(now):
            return True
        station = self._rotation.turn(
            lambda station: self._may_have(station, now), self._has_unanswered
        )
        if station is None:
            return False
        planned = choose(self.mix, self._situation(station, now))
        if planned is None:
            self.idle_slots += 1
        else:
            self._start(station, planned, now)
        return True

    def _fire_follow_up(self, now: float) -> bool:
        while (
            follow_up := self._follow_ups.take(now, lambda s: self._is_free(s, now))
        ) is not None:
            planned = follow_up.recipe(self._situation(follow_up.station, now))
            if planned is not None:
                self._start(follow_up.station, planned, now, follow_up)
                return True
        return False

    def _may_have(self, station: Station, now: float) -> bool:
        return station.is_ready and not self._disruptions.is_restarting(
            station.identity, station.boots, now
        )

    def _has_unanswered(self, station: Station) -> bool:
        return station.identity in self._unanswered or station.commands.unanswered > 0

    def _is_free(self, station: Station, now: float) -> bool:
        return self._may_have(station, now) and not self._has_unanswered(station)

    def _situation(self, station: Station, now: float) -> Situation:
        clock = self._clock()
        station.holdings.forget_expired(clock)
        is_followed_up = self._follow_ups.concern(station.identity)
        fleet = self._books.statistics.connections_open
        return Situation(
            station=station,
            random=self._random,
            now=clock,
            transactions=self._books.transactions.open_of(station.identity),
            numbers=self._numbers,
            authority=self._books.authority,
            files=self.files,
            may_disrupt=(
                not is_followed_up and self._disruptions.allows(station.identity, fleet, now)
            ),
            is_followed_up=is_followed_up,
        )

    def _start(
        self,
        station: Station,
        planned: Planned,
        now: float,
        follow_up: DueFollowUp | None = None,
    ) -> None:
        if planned.disrupts:
            self._disruptions.disrupted(station.identity, now)
        self._unanswered.add(station.identity)
        task = asyncio.create_task(self._carry_out(station, planned, follow_up))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry_out(
        self, station: Station, planned: Planned, follow_up: DueFollowUp | None
    ) -> None:
        boots = station.boots
        action = str(planned.action)
        answer: CallResult | CallError | None = None
        was_sent = True
        try:
            answer = await self._send(
                station.identity, action, planned.payload, tally=self.tallies[action]
            )
        except CommandError as error:
            # What was sent may have been carried out all the same.
            was_sent = not isinstance(error, NotConnectedError)
        finally:
            self._unanswered.discard(station.identity)
        now = self._ticks()
        if answer is None and follow_up is not None:
            self._follow_ups.try_again(follow_up, now)
        if not was_sent or _refuses(answer):
            return
        if planned.then is not None:
            self._follow_ups.add(station, planned.then.recipe, now + planned.then.after_s)
            self._changed.set()
        if planned.action == Action.RESET:
            self._disruptions.restarts(station.identity, boots, now)


def _refuses(answer: CallResult | CallError | None) -> bool:
    if isinstance(answer, CallError):
        return True
    return answer is not None and answer.payload.get("status") in _REFUSED
