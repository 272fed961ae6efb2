"""`use`: the steps of another file."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.scenario.json_value import JsonValue, read_json
from ocpp_load.scenario.node import MappingNode
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import Step, StepReader, run_steps
from ocpp_load.scenario.steps_file import Parameters, read_parameters, read_used


@dataclass(frozen=True, slots=True)
class Use:
    """Do `steps` in a branch whose variables are what is `given`, and the file's own defaults."""

    name: ClassVar[str] = "use"
    steps: tuple[Step, ...]
    given: tuple[tuple[str, JsonValue], ...] = ()
    defaults: Parameters = ()

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:
        """Read the name or the path of the file, or the options of the step."""
        if isinstance(value.node, MappingNode) or value.is_empty:
            options = value.section(("file", "with"), required=("file",))
            given = options.read("with", Value.entries, [])
            used = options.read("file", lambda file: read_used(file, steps), None)
        else:
            given = []
            used = read_used(value, steps)
        if used is None:
            return cls(())
        read = tuple((key.text, read_json(each)) for key, each in given)
        defaults = read_parameters(value, given, used.parameters)
        return cls(used.steps, read, defaults)

    def run(self, script: Script) -> Steps[None]:
        """Do them; what they set stays their own."""
        branch = script.branch()
        branch.variables.update({name: value.fill(script) for name, value in self.given})
        for name, default in self.defaults:
            branch.variables[name] = default.fill(branch)
        yield from run_steps(self.steps, branch)
