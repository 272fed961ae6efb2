"""`set`: variables for expressions."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.scenario.json_value import JsonValue, read_json
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader
from ocpp_load.scenario.variable import define_variable


@dataclass(frozen=True, slots=True)
class Set:
    """Give `variables` their values, one after the other: each sees those before it."""

    name: ClassVar[str] = "set"
    variables: tuple[tuple[str, JsonValue], ...]

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:  # noqa: ARG003
        """Read the values by name, which stand where other steps have their options."""
        entries = value.entries()
        if not entries:
            value.reject("sets nothing; write the name of a variable and its value")
        return cls(tuple((define_variable(key, each), read_json(each)) for key, each in entries))

    def run(self, script: Script) -> Steps[None]:
        """Set them."""
        for name, value in self.variables:
            script.variables[name] = value.fill(script)
        yield from ()
