"""`take`: the next row of a feeder."""

from dataclasses import dataclass
from typing import ClassVar, Self

from ocpp_load.charge_point import Steps
from ocpp_load.scenario.node import ScalarNode, SequenceNode
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader
from ocpp_load.scenario.wording import as_word, did_you_mean


@dataclass(frozen=True, slots=True)
class Take:
    """Draw a new row of each of these `feeders`, in place of those that the script had."""

    name: ClassVar[str] = "take"
    feeders: tuple[str, ...]

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:  # noqa: ARG003
        """Read the names, one or a list, which stand where other steps have their options."""
        names = value.items() if isinstance(value.node, SequenceNode) else [value]
        return cls(tuple(_feeder(name) for name in names))

    def run(self, script: Script) -> Steps[None]:
        """Draw them; the script ends where a feeder has no row left."""
        for feeder in self.feeders:
            script.take(feeder)
        yield from ()


def _feeder(value: Value) -> str:
    known = value.mistakes.names.feeders
    if isinstance(value.node, ScalarNode) and value.node.text in known:
        return value.node.text
    if isinstance(value.node, ScalarNode) and value.node.text:
        value.reject(
            f"there is no feeder {as_word(value.node.text)}"
            f"{did_you_mean(value.node.text, sorted(known))}"
        )
    else:
        value.reject(f"{value.shown} is no feeder; allowed: {', '.join(sorted(known)) or 'none'}")
    return ""
