"""The pump of a station with faults: it tells the link what is wrong, and can hold still."""

from collections.abc import Callable, Iterable
from functools import partial
from time import monotonic

from ocpp_load.charge_point import (
    BeginFault,
    ChargePoint,
    Effect,
    EndFault,
    HoldStill,
    Steps,
)
from ocpp_load.charge_point.activities import have_faults
from ocpp_load.model.misbehaviour import Misbehaviour, StationFault
from ocpp_load.runtime.pump import Pump, PumpObserver
from ocpp_load.transport import FaultyLink, Transfers


class MisbehavingPump(Pump):
    """A pump whose station has `faults`; `wrong` is what its link and its observer look into."""

    __slots__ = ("_faults", "_faulty_link", "_wrong")

    def __init__(
        self,
        charge_point: ChargePoint,
        link: FaultyLink,
        observer: PumpObserver,
        farewell: Callable[[ChargePoint], Steps[None]],
        transfers: Transfers,
        *,
        faults: Iterable[StationFault],
        wrong: Misbehaviour,
    ) -> None:
        super().__init__(charge_point, link, observer, farewell, transfers)
        self._faulty_link = link
        self._faults = tuple(faults)
        self._wrong = wrong

    def run(self, script: Callable[[ChargePoint], Steps[None]]) -> None:
        """Start the station's faults and its script, and serve the station until it is finished."""
        super().run(partial(self._go_through, script))

    def _go_through(
        self, script: Callable[[ChargePoint], Steps[None]], charge_point: ChargePoint
    ) -> Steps[None]:
        have_faults(charge_point, self._faults)
        yield from script(charge_point)

    def _misbehave(self, effect: Effect) -> None:
        if isinstance(effect, BeginFault):
            self._wrong.active.append(effect.fault)
        elif isinstance(effect, EndFault):
            self._wrong.active.remove(effect.fault)
        elif isinstance(effect, HoldStill):
            self._hold_still(effect)

    def _hold_still(self, effect: HoldStill) -> None:
        charge_point, wrong = self.charge_point, self._wrong
        since = monotonic()
        until = since + effect.seconds
        wrong.held_still = self._faulty_link.is_open
        while (
            charge_point.is_running(effect.because_of)
            and monotonic() < until
            and self._faulty_link.hold_still(until)
        ):
            self._read_notes(monotonic())
        now = monotonic()
        wrong.delayed += charge_point.moving_again(now, now - since)
