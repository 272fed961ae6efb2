"""Begins faults when they are due and ends them when their time is over or they are taken back."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from ocpp_load.central_system.faults.fault import Fault
from ocpp_load.central_system.faults.in_force import FaultsInForce
from ocpp_load.central_system.faults.kinds import ONCE, FaultKind
from ocpp_load.central_system.faults.outage import Outage
from ocpp_load.ocppj import Payload


class FaultSchedule:
    """Takes orders for faults while the central system runs; `start` runs work of its own."""

    def __init__(
        self,
        faults: FaultsInForce,
        outage: Outage,
        start: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self._faults = faults
        self._outage = outage
        self._start = start
        self._timers: set[asyncio.TimerHandle] = set()
        self._to_come: list[Fault] = []
        self._running: dict[int, Fault] = {}
        self._turn = asyncio.Lock()

    async def order(self, fault: Fault) -> None:
        """Let a fault begin, now or after its time; return when it is in force or waits for it."""
        if fault.after_s > 0:
            self._to_come.append(fault)
            self._later(fault.after_s, lambda: self._begin_in_time(fault))
        else:
            await self._begin(fault)

    async def take_back_all(self) -> None:
        """End the faults that are in force and forget those that were to come."""
        self.close()
        for number in list(self._running):
            await self._end(number)

    def as_json(self) -> Payload:
        """Return what is in force and what struck, as the control interface shows it."""
        return {
            **self._faults.as_json(),
            "toCome": [{**fault.as_json(), "after": fault.after_s} for fault in self._to_come],
        }

    def close(self) -> None:
        """Let no timer come due any more."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self._to_come.clear()

    async def _begin_in_time(self, fault: Fault) -> None:
        if fault in self._to_come:  # else it was taken back at the very moment
            self._to_come.remove(fault)
            await self._begin(fault)

    async def _begin(self, fault: Fault) -> None:
        if fault.kind in ONCE:
            self._outage.strike(fault)
            return
        number = self._faults.begin(fault)
        self._running[number] = fault
        if fault.duration_s is not None:
            self._later(fault.duration_s, lambda: self._end(number))
        await self._settle(fault)

    async def _end(self, number: int) -> None:
        fault = self._running.pop(number, None)
        if fault is None:
            return
        self._faults.end(fault.kind, number)
        if fault.kind is FaultKind.SILENT:
            self._outage.end_silence_of(fault)
        await self._settle(fault)

    async def _settle(self, fault: Fault) -> None:
        if fault.kind is FaultKind.STALL:
            self._outage.settle_stall()
        elif fault.kind in {FaultKind.HANG, FaultKind.REFUSE}:
            async with self._turn:
                await self._outage.settle()

    def _later(self, delay_s: float, what: Callable[[], Coroutine[Any, Any, None]]) -> None:
        def due() -> None:
            self._timers.discard(timer)
            self._start(what())

        timer = asyncio.get_running_loop().call_later(delay_s, due)
        self._timers.add(timer)
