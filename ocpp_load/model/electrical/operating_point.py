"""What flows at one moment: at a connector, or at the inlet of the station.

Everything follows from the flow and the supply, so that all values of a moment agree: active power
is voltage times current times power factor, summed over the phases; the register is its integral;
the state of charge is the register's share of the battery. Values are worked out when they are
asked for.
"""

from typing import Protocol

from ocpp_load.model.connector import Connector
from ocpp_load.model.electrical.electrical import Electrical
from ocpp_load.model.meter import NO_FLOW
from ocpp_load.model.station import Station, StationType

Steady = tuple[float, float, int, bool]
"""What all but the register and what follows it depends on, at a connector of some kind."""


class OperatingPoint(Protocol):
    """What can be measured at one place at one moment; `electrical` is the supply there."""

    @property
    def electrical(self) -> Electrical:
        """Return what the supply is."""

    @property
    def energy_wh(self) -> int:
        """Return the register of active energy."""

    @property
    def interval_wh(self) -> int:
        """Return the active energy since the last sample of the same kind."""

    @property
    def power_w(self) -> float:
        """Return the active power."""

    @property
    def voltage_v(self) -> float:
        """Return the voltage of a phase to neutral, or between the conductors of DC."""

    @property
    def offered_w(self) -> float:
        """Return the most that may be drawn."""

    @property
    def offered_a(self) -> float:
        """Return the most that may be drawn on each phase."""

    @property
    def load(self) -> float:
        """Return the power as a share of the most there can be."""

    @property
    def soc(self) -> float | None:
        """Return the state of charge, 0 to 1, where there is an EV that has one."""

    def current_a(self, line: int) -> float:
        """Return the current on a line, from 0; DC has one."""


class ConnectorPoint:
    """At a connector's outlet. `kind` names the samples that its interval is between."""

    __slots__ = ("_connector", "_kind", "_line_a", "_now", "_power_w", "_type")

    def __init__(self, type_: StationType, connector: Connector, now: float, kind: str) -> None:
        self._type = type_
        self._connector = connector
        self._now = now
        self._kind = kind
        self._power_w: float | None = None
        self._line_a: float | None = None

    @property
    def steady(self) -> Steady:
        """Return what is equal at two moments that differ in the register alone."""
        flow = self._connector.meter.flow
        return self.power_w, flow.offered_w, flow.phases, flow is NO_FLOW

    @property
    def electrical(self) -> Electrical:
        return self._type.electrical

    @property
    def energy_wh(self) -> int:
        return self._connector.meter.energy_wh(self._now)

    @property
    def register_wh(self) -> float:
        """Return the register with its fractions."""
        return self._connector.meter.register_wh(self._now)

    @property
    def interval_wh(self) -> int:
        return self._connector.meter.interval_wh(self._kind, self._now)

    @property
    def power_w(self) -> float:
        if self._power_w is None:
            self._power_w = self._connector.meter.power_at(self._now)
        return self._power_w

    @property
    def voltage_v(self) -> float:
        if self._type.electrical.is_dc and self._connector.meter.flow is NO_FLOW:
            return 0.0  # its contactors are open
        return self._type.electrical.voltage_v

    @property
    def offered_w(self) -> float:
        return self._connector.meter.flow.offered_w

    @property
    def offered_a(self) -> float:
        phases = self._connector.meter.flow.phases or self._type.phases
        return self._type.electrical.current_a(self.offered_w, phases)

    @property
    def load(self) -> float:
        return min(1.0, self.power_w / self._type.power_w)

    @property
    def soc(self) -> float | None:
        vehicle = self._connector.vehicle
        return None if vehicle is None else vehicle.soc(self.register_wh)

    def current_a(self, line: int) -> float:
        phases = self._connector.meter.flow.phases or self._type.phases
        if self._line_a is None:
            self._line_a = self._type.electrical.current_a(self.power_w, phases)
        return self._line_a if line < phases else 0.0


class InletPoint:
    """Where the station draws from the grid, always AC: the sum of its connectors, without losses.

    Every connector's first phase is the station's first.
    """

    __slots__ = ("_points", "_type", "electrical")

    def __init__(self, station: Station, now: float, kind: str) -> None:
        self._type = station.type
        self._points = [
            ConnectorPoint(station.type, one, now, kind) for one in station.connectors[1:]
        ]
        own = station.type.electrical
        self.electrical = (
            Electrical(power_factor=own.power_factor, frequency_hz=own.frequency_hz)
            if own.is_dc
            else own
        )

    @property
    def energy_wh(self) -> int:
        return sum(point.energy_wh for point in self._points)

    @property
    def interval_wh(self) -> int:
        return sum(point.interval_wh for point in self._points)

    @property
    def power_w(self) -> float:
        return sum(point.power_w for point in self._points)

    @property
    def voltage_v(self) -> float:
        return self.electrical.voltage_v

    @property
    def offered_w(self) -> float:
        return sum(point.offered_w for point in self._points)

    @property
    def offered_a(self) -> float:
        return self.electrical.current_a(self.offered_w, self._type.phases)

    @property
    def load(self) -> float:
        return sum(point.load for point in self._points) / len(self._points)

    @property
    def soc(self) -> float | None:
        return None

    def current_a(self, line: int) -> float:
        if self._type.electrical.is_dc:
            return self.electrical.current_a(self.power_w, self._type.phases)
        return sum(point.current_a(line) for point in self._points)
