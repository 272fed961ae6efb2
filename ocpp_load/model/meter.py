"""The energy meter of one connector: a register in Wh that never runs backwards.

It is non-volatile: what it shows survives a restart. It follows what flows without being woken.
No clock: callers pass monotonic seconds.
"""

from dataclasses import dataclass

from ocpp_load.model.electrical.draw import NO_DRAW, Draw

_NOISE_WH = 1e-6  # of sums of fractions, so that 20 kWh are not shown as 19,999 Wh


@dataclass(frozen=True, slots=True)
class Flow:
    """What flows from a moment on: what the EV draws of what it is offered.

    `phases` are those that carry it. `pace` is how much faster than the clock a session runs.
    One that `asks` would draw if it were offered more.
    """

    draw: Draw
    offered_w: float = 0.0
    phases: int = 0
    pace: float = 1.0
    asks: bool = False


NO_FLOW = Flow(NO_DRAW)


class Meter:
    """Integrates what flows. `flow` is what does at present."""

    __slots__ = ("_energy_wh", "_interval_starts", "flow", "since")

    def __init__(self, energy_wh: float = 0.0) -> None:
        self._energy_wh = energy_wh
        self.since = 0.0
        """When the present flow began."""
        self._interval_starts: dict[str, int] | None = None
        self.flow = NO_FLOW

    @property
    def power_w(self) -> float:
        """Return the active power with which the present flow began, in W."""
        return self.flow.draw.power_w

    def power_at(self, now: float) -> float:
        """Return the active power drawn at a moment, in W."""
        flow = self.flow
        return flow.draw.power_at(max(0.0, now - self.since) * flow.pace)

    def register_wh(self, now: float) -> float:
        """Return the register with its fractions."""
        flow = self.flow
        elapsed_s = now - self.since
        if flow is NO_FLOW or elapsed_s <= 0:
            return self._energy_wh
        return self._energy_wh + flow.draw.energy_after(elapsed_s * flow.pace)

    def energy_wh(self, now: float) -> int:
        """Return the register in whole Wh, cut as a display would."""
        return int(self.register_wh(now) + _NOISE_WH)

    def seconds_to(self, register_wh: float, now: float) -> float:
        """Return in how many seconds of the clock the register will show that much, if ever."""
        flow = self.flow
        reached_s = flow.draw.seconds_to(register_wh - self._energy_wh) / flow.pace
        return max(0.0, self.since + reached_s - now)

    def set_flow(self, flow: Flow, now: float) -> None:
        """Have `flow` flow from `now` on."""
        self._energy_wh = self.register_wh(now)
        self.since = now
        self.flow = flow

    def set_power(self, power_w: float, now: float) -> None:
        """Draw a constant power (not negative) from `now` on."""
        self.set_flow(Flow(Draw(power_w), offered_w=power_w) if power_w else NO_FLOW, now)

    def interval_wh(self, kind: str, now: float) -> int:
        """Return the energy since the interval of that kind began; it is 0 for one that has not."""
        shown = self.energy_wh(now)
        return shown - (self._interval_starts or {}).get(kind, shown)

    def begin_interval(self, kind: str, now: float) -> None:
        """Let an interval of that kind begin now."""
        if self._interval_starts is None:
            self._interval_starts = {}
        self._interval_starts[kind] = self.energy_wh(now)
