"""What a meter shows for each measurand (OCPP 1.6 section 7.31): unit, location, digits.

The unit of temperature is spelled as the JSON Schemas of OCPP-J spell it, which its errata (2.1)
leave as it is. Frequency, power factor and fan speed have no unit of OCPP. What is exported
is 0: no EV feeds back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt

from ocpp_load.messages.v16.enums import Location, Measurand, Phase, UnitOfMeasure
from ocpp_load.model.electrical.operating_point import OperatingPoint

_AMBIENT_C = 21.0
_WARMING_C = 15.0
_FULL_SPEED_RPM = 3000
_NOISE = 1e-6  # of a share such as 0.75, so that a whole number is not cut
_LINES = {None: 0, Phase.L1: 0, Phase.L2: 1, Phase.L3: 2}
_BETWEEN_LINES = frozenset({Phase.L1_L2, Phase.L2_L3, Phase.L3_L1})

Show = Callable[[OperatingPoint, Phase | None], str | None]


@dataclass(frozen=True, slots=True)
class MeasuredValue:
    """How a measurand is shown; without a `location` it is measured where the meter is.

    `show` returns None where there is nothing to be shown. What `moves` may differ from moment to
    moment while the power stays the same: it follows the register.
    """

    unit: UnitOfMeasure | None
    show: Show
    location: Location | None = None
    moves: bool = False


def _energy(point: OperatingPoint, _phase: Phase | None) -> str:
    return str(point.energy_wh)


def _interval(point: OperatingPoint, _phase: Phase | None) -> str:
    return str(point.interval_wh)


def _reactive_energy(point: OperatingPoint, _phase: Phase | None) -> str:
    return str(int(point.energy_wh * point.electrical.reactive_share + _NOISE))


def _reactive_interval(point: OperatingPoint, _phase: Phase | None) -> str:
    return str(int(point.interval_wh * point.electrical.reactive_share + _NOISE))


def _power(point: OperatingPoint, _phase: Phase | None) -> str:
    return f"{point.power_w:.1f}"


def _reactive_power(point: OperatingPoint, _phase: Phase | None) -> str:
    return f"{point.power_w * point.electrical.reactive_share:.1f}"


def _offered_power(point: OperatingPoint, _phase: Phase | None) -> str:
    return f"{point.offered_w:.1f}"


def _offered_current(point: OperatingPoint, _phase: Phase | None) -> str:
    return f"{point.offered_a:.2f}"


def _current(point: OperatingPoint, phase: Phase | None) -> str:
    return f"{point.current_a(_LINES[phase]):.2f}"


def _voltage(point: OperatingPoint, phase: Phase | None) -> str:
    voltage_v = point.voltage_v
    return f"{voltage_v * sqrt(3) if phase in _BETWEEN_LINES else voltage_v:.1f}"


def _power_factor(point: OperatingPoint, _phase: Phase | None) -> str:
    return f"{point.electrical.power_factor:.3f}"


def _frequency(point: OperatingPoint, _phase: Phase | None) -> str:
    return f"{point.electrical.frequency_hz:.2f}"


def _soc(point: OperatingPoint, _phase: Phase | None) -> str | None:
    soc = point.soc
    return None if soc is None else f"{soc * 100:.1f}"


def _temperature(point: OperatingPoint, _phase: Phase | None) -> str:
    return f"{_AMBIENT_C + _WARMING_C * point.load:.1f}"


def _fan_speed(point: OperatingPoint, _phase: Phase | None) -> str:
    return f"{_FULL_SPEED_RPM * point.load:.0f}"


def _none(decimals: int) -> Show:
    text = f"{0.0:.{decimals}f}"
    return lambda _point, _phase: text


_M, _U = Measurand, UnitOfMeasure

MEASURED_VALUES: Mapping[Measurand, MeasuredValue] = {
    _M.CURRENT_EXPORT: MeasuredValue(_U.A, _none(2)),
    _M.CURRENT_IMPORT: MeasuredValue(_U.A, _current),
    _M.CURRENT_OFFERED: MeasuredValue(_U.A, _offered_current),
    _M.ENERGY_ACTIVE_EXPORT_REGISTER: MeasuredValue(_U.WH, _none(0)),
    _M.ENERGY_ACTIVE_IMPORT_REGISTER: MeasuredValue(_U.WH, _energy, moves=True),
    _M.ENERGY_REACTIVE_EXPORT_REGISTER: MeasuredValue(_U.VARH, _none(0)),
    _M.ENERGY_REACTIVE_IMPORT_REGISTER: MeasuredValue(_U.VARH, _reactive_energy, moves=True),
    _M.ENERGY_ACTIVE_EXPORT_INTERVAL: MeasuredValue(_U.WH, _none(0)),
    _M.ENERGY_ACTIVE_IMPORT_INTERVAL: MeasuredValue(_U.WH, _interval, moves=True),
    _M.ENERGY_REACTIVE_EXPORT_INTERVAL: MeasuredValue(_U.VARH, _none(0)),
    _M.ENERGY_REACTIVE_IMPORT_INTERVAL: MeasuredValue(_U.VARH, _reactive_interval, moves=True),
    _M.FREQUENCY: MeasuredValue(None, _frequency),
    _M.POWER_ACTIVE_EXPORT: MeasuredValue(_U.W, _none(1)),
    _M.POWER_ACTIVE_IMPORT: MeasuredValue(_U.W, _power),
    _M.POWER_FACTOR: MeasuredValue(None, _power_factor),
    _M.POWER_OFFERED: MeasuredValue(_U.W, _offered_power),
    _M.POWER_REACTIVE_EXPORT: MeasuredValue(_U.VAR, _none(1)),
    _M.POWER_REACTIVE_IMPORT: MeasuredValue(_U.VAR, _reactive_power),
    _M.RPM: MeasuredValue(None, _fan_speed, Location.BODY),
    _M.SOC: MeasuredValue(_U.PERCENT, _soc, Location.EV, moves=True),
    _M.TEMPERATURE: MeasuredValue(_U.CELCIUS, _temperature, Location.BODY),
    _M.VOLTAGE: MeasuredValue(_U.V, _voltage),
}
