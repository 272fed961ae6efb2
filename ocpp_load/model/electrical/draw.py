"""What an EV draws from a moment on, as long as nothing but time changes.

Constant at first, then falling exponentially, then nothing. Integrated in closed form, so that
nobody has to wake up to follow it.
"""

from dataclasses import dataclass
from math import exp, expm1, inf, log1p

_SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Draw:
    """`power_w` for `steady_s`, from then on less by `decay_per_s`, and none after `lasts_s`."""

    power_w: float
    steady_s: float = inf
    decay_per_s: float = 0.0
    lasts_s: float = inf

    def power_at(self, elapsed_s: float) -> float:
        """Return the power some time after the beginning, in W."""
        if elapsed_s >= self.lasts_s:
            return 0.0
        if elapsed_s <= self.steady_s:
            return self.power_w
        return self.power_w * exp(-self.decay_per_s * (elapsed_s - self.steady_s))

    def energy_after(self, elapsed_s: float) -> float:
        """Return the energy since the beginning, in Wh: the integral of the power."""
        if elapsed_s <= self.steady_s:
            return self.power_w * elapsed_s / _SECONDS_PER_HOUR
        flowing_s = min(elapsed_s, self.lasts_s)
        if flowing_s <= self.steady_s:
            return self.power_w * flowing_s / _SECONDS_PER_HOUR
        falling = -expm1(-self.decay_per_s * (flowing_s - self.steady_s)) / self.decay_per_s
        return self.power_w * (self.steady_s + falling) / _SECONDS_PER_HOUR

    def seconds_to(self, energy_wh: float) -> float:
        """Return when that much will have flowed; infinity where it never will."""
        if energy_wh <= 0:
            return 0.0
        if self.power_w <= 0 or energy_wh > self.energy_after(self.lasts_s):
            return inf
        full_power_s = energy_wh * _SECONDS_PER_HOUR / self.power_w
        if full_power_s <= self.steady_s:
            return full_power_s
        beyond = self.decay_per_s * (full_power_s - self.steady_s)
        return self.steady_s - log1p(-beyond) / self.decay_per_s if beyond < 1 else self.lasts_s


NO_DRAW = Draw(0.0)
