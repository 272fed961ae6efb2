"""Electrical power as a scenario's author writes it, and watts."""

from ocpp_load.scenario.quantity import POWER
from ocpp_load.scenario.reader import Value


def read_power(value: Value) -> float:
    """Read `22 kW`, `7400 W` or a plain number of watts; return watts."""
    return POWER.read(value)
