"""What a step is, and how a list of them is read.

Knows no step by name: they are handed in as a table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol, Self

from ocpp_load.charge_point import ChargePoint, Steps
from ocpp_load.errors import OcppLoadError
from ocpp_load.scenario.node import MappingNode, ScalarNode
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.wording import as_word, did_you_mean


class Step(Protocol):
    """One thing that a station does. `name` is what the file calls it."""

    name: ClassVar[str]

    @classmethod
    def parse(cls, value: Value, steps: "StepReader") -> Self:
        """Read the options of the step: what follows its name in the file, if anything."""

    def run(self, station: ChargePoint) -> Steps[None]:
        """Do it: a generator that the station's script goes through."""


def run_steps(steps: Iterable[Step], station: ChargePoint) -> Steps[None]:
    """Do one step after the other; one that is impossible is reported and passed over."""
    for step in steps:
        try:
            yield from step.run(station)
        except OcppLoadError as error:
            station.observer.own_fault(f"step {step.name}", error)


@dataclass(frozen=True, slots=True)
class StepReader:
    """Reads the steps of one scenario: `kinds` by name, for a station with `connectors`."""

    kinds: Mapping[str, type[Step]]
    connectors: int

    def read_list(self, value: Value) -> tuple[Step, ...]:
        """Read a list of steps, in which the wrong ones are left out."""
        steps = (self._read(item) for item in value.items())
        return tuple(step for step in steps if step is not None)

    def connector(self, value: Value) -> int:
        """Read the number of a connector, from 1."""
        return self._connector(value, 1)

    def connector_or_station(self, value: Value) -> int:
        """Read the number of a connector, or 0 for the station itself."""
        return self._connector(value, 0)

    def only_connector(self, value: Value) -> int | None:
        """Read the options of a step that has no other; None is the session's connector."""
        return value.section(("connector",)).read("connector", self.connector, None)

    def _connector(self, value: Value, lowest: int) -> int:
        highest = self.connectors
        return value.integer(minimum=lowest, maximum=highest, stand_in=highest)

    def _read(self, value: Value) -> Step | None:
        match value.node:
            case ScalarNode(value=str(), text=name) as written:
                # A bare name is a step without options; it stands where its options would.
                options = Value(
                    ScalarNode(written.line, written.column, None, ""), name, value.mistakes
                )
            case MappingNode(entries=[(written, _)]):
                _, options = value.entries()[0]
                name = written.text
            case MappingNode(entries=[(first, _), (second, _), *_]):
                value.reject(
                    f"{as_word(first.text)} and {as_word(second.text)} share a dash; begin each"
                    " step with its own, and indent the options of a step below its name",
                    at=second,
                )
                return None
            case _:
                value.reject(f"{value.shown} is not a step; allowed: {', '.join(self.kinds)}")
                return None
        kind = self.kinds.get(name)
        if kind is None:
            value.reject(
                f"unknown step {as_word(name)}{did_you_mean(name, self.kinds)}", at=written
            )
            return None
        return kind.parse(options, self)
