"""The electrical side of a kind of station: what its connectors deliver and what they measure.

Values only, shared by all stations of a scenario.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from ocpp_load.messages.v16.enums import Measurand
from ocpp_load.model.electrical.vehicle import VehicleType


class SupplyType(StrEnum):
    """What a connector delivers."""

    AC = "AC"
    DC = "DC"


USUAL_VOLTAGE_V = {SupplyType.AC: 230.0, SupplyType.DC: 400.0}

_M = Measurand
_EVERY_METER = frozenset(
    {
        _M.CURRENT_EXPORT,
        _M.CURRENT_IMPORT,
        _M.CURRENT_OFFERED,
        _M.ENERGY_ACTIVE_EXPORT_INTERVAL,
        _M.ENERGY_ACTIVE_EXPORT_REGISTER,
        _M.ENERGY_ACTIVE_IMPORT_INTERVAL,
        _M.ENERGY_ACTIVE_IMPORT_REGISTER,
        _M.POWER_ACTIVE_EXPORT,
        _M.POWER_ACTIVE_IMPORT,
        _M.POWER_OFFERED,
        _M.TEMPERATURE,
        _M.VOLTAGE,
    }
)
USUAL_MEASURANDS = {
    SupplyType.AC: _EVERY_METER
    | {
        _M.ENERGY_REACTIVE_EXPORT_INTERVAL,
        _M.ENERGY_REACTIVE_EXPORT_REGISTER,
        _M.ENERGY_REACTIVE_IMPORT_INTERVAL,
        _M.ENERGY_REACTIVE_IMPORT_REGISTER,
        _M.FREQUENCY,
        _M.POWER_FACTOR,
        _M.POWER_REACTIVE_EXPORT,
        _M.POWER_REACTIVE_IMPORT,
    },
    SupplyType.DC: _EVERY_METER | {_M.RPM, _M.SOC},
}
"""What is measured at a connector, unless the scenario says otherwise: SoC is told over DC only."""


@dataclass(frozen=True, slots=True)
class Electrical:
    """A connector's supply, the EVs that come, and the meters.

    `voltage_v` is that of a phase to neutral, or between the conductors of DC. Without an `ev`
    whatever is plugged in takes all that it is offered, for ever. A `main_meter` measures the
    station's inlet and reports as connector 0. `signed_data` adds a signed value to each of
    these measurands.
    """

    supply: SupplyType = SupplyType.AC
    voltage_v: float = USUAL_VOLTAGE_V[SupplyType.AC]
    power_factor: float = 1.0
    frequency_hz: float = 50.0
    ev: VehicleType | None = None
    main_meter: bool = False
    measurands: frozenset[Measurand] = USUAL_MEASURANDS[SupplyType.AC]
    signed_data: tuple[tuple[Measurand, str], ...] = ()

    def __hash__(self) -> int:
        # What is worked out for a kind of station is looked up by it, at each sample.
        return hash((self.voltage_v, self.main_meter))

    @property
    def is_dc(self) -> bool:
        """Tell whether the connectors deliver direct current, which has no phases."""
        return self.supply is SupplyType.DC

    @property
    def reactive_share(self) -> float:
        """Return the reactive power per watt of active power; loads are inductive."""
        return sqrt(1 / self.power_factor**2 - 1)

    def power_w(self, current_a: float, phases: int) -> float:
        """Return the active power of a current that flows on each of some phases."""
        if self.is_dc:
            return current_a * self.voltage_v
        return current_a * self.voltage_v * phases * self.power_factor

    def current_a(self, power_w: float, phases: int) -> float:
        """Return the current on each of some phases, of which there is one at least."""
        return power_w / self.power_w(1.0, phases)


USUAL_ELECTRICAL = Electrical()
