"""An EV at a connector: its battery, and how much power it takes.

It takes all that it is offered, up to its own maximum, until the battery is as full as
`tapers_from` says; from there on its maximum falls in a straight line over the state of
charge, down to a twentieth when the battery is full. Over time that is an exponential. Losses
are not modelled: what the meter counts is in the battery.
"""

from dataclasses import dataclass
from math import inf, log
from random import Random

from ocpp_load.model.electrical.draw import NO_DRAW, Draw

_POWER_WHEN_FULL = 0.05
_ALMOST = 1e-9
_SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class VehicleType:
    """What the EVs of a scenario have in common.

    A state of charge is a share of `battery_wh`, drawn for each EV between the two given.
    `max_power_w` is over all its `phases`, None for whatever the connector delivers.
    """

    battery_wh: float
    lowest_soc: float = 0.1
    highest_soc: float = 0.6
    max_power_w: float | None = None
    phases: int = 3
    tapers_from: float = 0.8

    def draw_soc(self, random: Random) -> float:
        """Draw the state of charge with which an EV arrives."""
        if self.lowest_soc == self.highest_soc:
            return self.lowest_soc
        return random.uniform(self.lowest_soc, self.highest_soc)

    def max_w(self, phases: int | None) -> float:
        """Return the most it takes over that many phases; None is for direct current."""
        if self.max_power_w is None:
            return inf
        share = 1.0 if phases is None else min(phases, self.phases) / self.phases
        return self.max_power_w * share


class Vehicle:
    """One EV, which came when the register of its connector showed `register_wh`."""

    __slots__ = ("_register_wh", "_soc", "type")

    def __init__(self, type_: VehicleType, soc: float, register_wh: float) -> None:
        self.type = type_
        self._soc = soc
        self._register_wh = register_wh

    def soc(self, register_wh: float) -> float:
        """Return the state of charge, 0 to 1, when the register shows that much."""
        charged_wh = register_wh - self._register_wh
        return min(1.0, self._soc + charged_wh / self.type.battery_wh)

    def register_at(self, soc: float) -> float:
        """Return what the register shows when that state of charge is reached, in Wh."""
        return self._register_wh + (soc - self._soc) * self.type.battery_wh

    def is_full(self, register_wh: float) -> bool:
        """Tell whether it takes nothing any more."""
        return self.soc(register_wh) >= 1.0 - _ALMOST

    def draw(self, offered_w: float, max_w: float, register_wh: float) -> Draw:
        """Return what it draws of an offer from now on; `max_w` is its most at an empty battery."""
        if self.is_full(register_wh) or offered_w <= 0:
            return NO_DRAW
        max_w = min(max_w, offered_w) if max_w == inf else max_w
        soc, knee = self.soc(register_wh), self.type.tapers_from
        power_w = min(offered_w, max_w)
        missing_wh = (1.0 - soc) * self.type.battery_wh
        last_w = _POWER_WHEN_FULL * max_w
        if knee >= 1.0 or power_w <= last_w:
            steady_s = missing_wh / power_w * _SECONDS_PER_HOUR
            return Draw(power_w, steady_s, lasts_s=steady_s)
        fall_w = (max_w - last_w) / (1.0 - knee)  # per unit of the state of charge
        decay_per_s = fall_w / self.type.battery_wh / _SECONDS_PER_HOUR
        power_w = min(power_w, last_w + fall_w * (1.0 - soc))
        steady_wh = missing_wh - (power_w - last_w) / fall_w * self.type.battery_wh
        steady_s = max(0.0, steady_wh) / power_w * _SECONDS_PER_HOUR
        return Draw(power_w, steady_s, decay_per_s, steady_s + log(power_w / last_w) / decay_per_s)
