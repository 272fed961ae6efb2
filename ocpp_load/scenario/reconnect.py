"""The `reconnect` of a station: how its back-off grows (OCPP-J 1.6 errata 3.4)."""

from ocpp_load.charge_point import USUAL_BACK_OFF, BackOff
from ocpp_load.duration import format_duration
from ocpp_load.scenario.duration import read_duration
from ocpp_load.scenario.reader import Value

LARGEST_FACTOR = 100.0


def read_reconnect(value: Value) -> BackOff:
    """Read those of the four that are there."""
    section = value.section(("minimum", "factor", "random", "maximum"))
    usual = USUAL_BACK_OFF
    back_off = BackOff(
        minimum_s=section.read("minimum", read_duration, usual.minimum_s),
        factor=section.read("factor", _factor, usual.factor),
        random_s=section.read("random", read_duration, usual.random_s),
        maximum_s=section.read("maximum", read_duration, usual.maximum_s),
    )
    if back_off.maximum_s < back_off.minimum_s:
        maximum, minimum = map(format_duration, (back_off.maximum_s, back_off.minimum_s))
        value.reject(f"the maximum of {maximum} is shorter than the minimum of {minimum}")
    return back_off


def _factor(value: Value) -> float:
    number = value.number()
    if number is None or not 1 <= number <= LARGEST_FACTOR:
        value.reject(f"{value.shown} is not allowed; allowed: numbers, 1 to {LARGEST_FACTOR:.0f}")
        return 1.0
    return float(number)
