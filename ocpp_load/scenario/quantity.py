"""Physical quantities as a scenario's author writes them: a number, with or without its unit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ocpp_load.scenario.reader import Value

_NUMBER = r"([0-9]+(?:\.[0-9]+)?)"


@dataclass(frozen=True, slots=True)
class Quantity:
    """More than 0 and up to `largest`, in the unit whose factor is 1; `units` by their names.

    `name` with its article, `examples` and `allowed` are for a person.
    """

    name: str
    units: Mapping[str, float]
    largest: float
    examples: str
    allowed: str

    def parse(self, written: str) -> float | None:
        """Return what text with a unit, or without one, stands for; None where it is no such text."""
        parts = re.fullmatch(rf"{_NUMBER} *({'|'.join(self.units)})?", written)
        return float(parts[1]) * self.units.get(parts[2], 1.0) if parts else None

    def read(self, value: Value) -> float:
        """Read a quantity; what is wrong counts as 0."""
        written = value.text_or_number()
        number = self.parse(written) if isinstance(written, str) else written
        if number is None:
            value.reject(f"{value.shown} is not {self.name}; write for example {self.examples}")
        elif not 0 < number <= self.largest:
            value.reject(f"{value.shown} is out of range; allowed: {self.allowed}")
        else:
            return float(number)
        return 0.0


POWER = Quantity(
    name="a power",
    units={"W": 1.0, "kW": 1000.0},
    largest=10_000_000.0,
    examples="22 kW, 7400 W or plain watts",
    allowed="more than 0 W, up to 10000 kW",
)
ENERGY = Quantity(
    name="an energy",
    units={"Wh": 1.0, "kWh": 1000.0},
    largest=10_000_000.0,
    examples="60 kWh, 7400 Wh or plain watt-hours",
    allowed="more than 0 Wh, up to 10000 kWh",
)
VOLTAGE = Quantity(
    name="a voltage",
    units={"V": 1.0},
    largest=1500.0,
    examples="230 V or plain volts",
    allowed="more than 0 V, up to 1500 V",
)
