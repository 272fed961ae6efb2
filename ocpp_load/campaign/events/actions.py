"""What events do to a station: offline and back, restarts, no power, or steps of any kind.

A station that an event keeps away is no concern of the central system's; from the moment that
its way back is open it is, until it is online and accepted again.
"""

from dataclasses import dataclass
from math import inf
from typing import ClassVar

from ocpp_load.charge_point import ChargePoint, Pause, Steps
from ocpp_load.charge_point.activities import begin_fault, end_fault, lose_power, reboot
from ocpp_load.charge_point.activities.connection import NO_CLOSE_FRAME
from ocpp_load.charge_point.activities.outage import restore_network, suffer_outage
from ocpp_load.scenario.distribution import Distribution
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.side_by_side import run_script
from ocpp_load.scenario.step import Step


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Break the connection off and keep the station away, for a time or until `restore`.

    `code` is that of a close frame, or 1006 for none.
    """

    word: ClassVar[str] = "disconnect"
    for_: Distribution | None = None
    code: int = NO_CLOSE_FRAME

    def befall(self, script: Script, event: str) -> Steps[None]:
        """Be offline; then come back at once."""
        station = script.charge_point
        seconds = inf if self.for_ is None else self.for_.draw(station.random)
        yield from _away(station, event, suffer_outage(station, seconds, self.code))


@dataclass(frozen=True, slots=True)
class Restore:
    """Let a station that an event keeps away connect again."""

    word: ClassVar[str] = "restore"

    def befall(self, script: Script, event: str) -> Steps[None]:  # noqa: ARG002
        """End the outage of the station, if there is one."""
        restore_network(script.charge_point)
        yield from ()


@dataclass(frozen=True, slots=True)
class Reboot:
    """Have the station stop its transactions, restart and boot (OCPP 1.6 section 4.2)."""

    word: ClassVar[str] = "reboot"

    def befall(self, script: Script, event: str) -> Steps[None]:
        """Restart, unless the station is at it."""
        station = script.charge_point
        if station.station.restarting:
            return
        if _is_there(station):
            station.assessment.absence.begin(event, station.now)
        yield from reboot(station)


@dataclass(frozen=True, slots=True)
class PowerCut:
    """Cut the power for a time: no close frame, and a boot afterwards (section 4.2)."""

    word: ClassVar[str] = "power_cut"
    for_: Distribution

    def befall(self, script: Script, event: str) -> Steps[None]:
        """Go dark, unless the station restarts anyway."""
        station = script.charge_point
        if station.station.restarting:
            return
        dark_s = self.for_.draw(station.random)
        yield from _away(station, event, _dark(station, dark_s))


@dataclass(frozen=True, slots=True)
class Do:
    """Have the station do steps of the scenario language, beside its script."""

    steps: tuple[Step, ...]
    word: str = "do"

    def befall(self, script: Script, event: str) -> Steps[None]:  # noqa: ARG002
        """Do one step after the other."""
        yield from run_script(self.steps, script)


@dataclass(frozen=True, slots=True)
class ChangeFault:
    """Let a fault that the station has begin to show, or end."""

    fault: str
    begins: bool

    @property
    def word(self) -> str:
        """Return what it does."""
        return f"{'begin' if self.begins else 'end'} {self.fault}"

    def befall(self, script: Script, event: str) -> Steps[None]:  # noqa: ARG002
        """Begin or end it; a station that has no such fault takes no notice."""
        (begin_fault if self.begins else end_fault)(script.charge_point, self.fault)
        yield from ()


def _away(station: ChargePoint, event: str, kept: Steps[None]) -> Steps[None]:
    """Keep the station away as long as `kept` takes; from then on its way back is open."""
    was_there = _is_there(station)
    absence = station.assessment.absence
    absence.keep_away()
    yield from kept
    if was_there:
        absence.begin(event, station.now)
    absence.open_way(station.now)


def _dark(station: ChargePoint, seconds: float) -> Steps[None]:
    station.spawn("power cut", lose_power(station, seconds))
    yield Pause(seconds)


def _is_there(station: ChargePoint) -> bool:
    return station.is_online and station.registered
