"""Faults of the whole process, of its door and of its connections: what is done about them.

When they begin and end is `schedule`'s, whom they strike `in_force` decides.
"""

import os
import signal
from collections.abc import Callable, Collection
from typing import Protocol

from ocpp_load.central_system.door import Door, DoorState
from ocpp_load.central_system.faults.fault import Fault
from ocpp_load.central_system.faults.in_force import FaultsInForce
from ocpp_load.central_system.faults.kinds import FaultKind


class AffectedConnection(Protocol):
    """A connection, as far as an outage is concerned."""

    @property
    def identity(self) -> str:
        """Return whose it is."""

    @property
    def silenced_by(self) -> Fault | None:
        """Return the fault that it met when it was opened."""

    def fall_silent(self) -> None:
        """Read nothing and send nothing, until as many times `speak_again` was called."""

    def speak_again(self) -> None:
        """Go on where it was."""

    def hold_back(self) -> None:
        """Read on, and send nothing until `let_go` is called; to be told twice is no harm."""

    def let_go(self) -> None:
        """Send what was held back, and go on."""

    def restart_service(self) -> None:
        """Close with code 1012."""

    def cut(self) -> None:
        """End without a word: the station's next packet is answered by a reset."""


def _kill_this_process() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Outage:
    """Carries out what strikes more than single messages."""

    def __init__(
        self,
        door: Door,
        connections: Collection[AffectedConnection],
        faults: FaultsInForce,
        die: Callable[[], None] = _kill_this_process,
    ) -> None:
        self._door = door
        self._connections = connections
        self._faults = faults
        self._die = die
        self._hung: list[AffectedConnection] = []

    def strike(self, fault: Fault) -> None:
        """Do what happens once."""
        if fault.kind is FaultKind.DIE:
            self._die()
            return
        for connection in list(self._connections):
            if fault.concerns(connection.identity) and self._faults.hits(fault):
                self._faults.strikes[fault.kind] += 1
                if fault.kind is FaultKind.CLOSE:
                    connection.restart_service()
                else:
                    connection.cut()

    async def settle(self) -> None:
        """Have door and connections follow the faults that are in force."""
        hangs = self._faults.has(FaultKind.HANG)
        if hangs and not self._hung:
            self._hung = list(self._connections)
            for connection in self._hung:
                connection.fall_silent()
        if self._faults.has(FaultKind.REFUSE):
            await self._door.turn(DoorState.SHUT)
        else:
            await self._door.turn(DoorState.HELD if hangs else DoorState.OPEN)
        if not hangs:
            hung, self._hung = self._hung, []
            for connection in hung:
                connection.speak_again()

    def settle_stall(self) -> None:
        """Have all connections hold back what they have to send, or send it."""
        stalls = self._faults.has(FaultKind.STALL)
        for connection in list(self._connections):
            if stalls:
                connection.hold_back()
            else:
                connection.let_go()

    def end_silence_of(self, fault: Fault) -> None:
        """Have the connections that this fault silenced speak again."""
        for connection in list(self._connections):
            if connection.silenced_by is fault:
                connection.speak_again()
