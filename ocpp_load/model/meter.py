"""The energy meter of one connector: a register in Wh that never runs backwards.

No clock: callers pass monotonic seconds.
"""

_SECONDS_PER_HOUR = 3600.0


class Meter:
    """Integrates a power that is constant between two changes."""

    __slots__ = ("_energy_wh", "_power_w", "_since")

    def __init__(self, energy_wh: float = 0.0) -> None:
        self._energy_wh = energy_wh
        self._power_w = 0.0
        self._since = 0.0

    @property
    def power_w(self) -> float:
        """Return the active power drawn at present, in W."""
        return self._power_w

    def energy_wh(self, now: float) -> int:
        """Return the register in whole Wh, cut as a display would."""
        return int(self._exact_wh(now))

    def set_power(self, power_w: float, now: float) -> None:
        """Draw `power_w` (not negative) from `now` on."""
        self._energy_wh = self._exact_wh(now)
        self._power_w = power_w
        self._since = now

    def _exact_wh(self, now: float) -> float:
        return self._energy_wh + self._power_w * max(0.0, now - self._since) / _SECONDS_PER_HOUR
