"""What a step is, and how a list of them is read.

Knows no step by name: they are handed in as a table.
"""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Protocol, Self

from ocpp_load.charge_point import Steps
from ocpp_load.errors import OcppLoadError
from ocpp_load.scenario.connector import ConnectorNumber
from ocpp_load.scenario.id_tag import IdTag, read_late_id_tag
from ocpp_load.scenario.node import MappingNode, ScalarNode
from ocpp_load.scenario.reader import Section, Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.substitution import Late, late
from ocpp_load.scenario.wording import as_word, did_you_mean, shortened

ANY_NUMBER = sys.maxsize
"""Of connectors, where nothing tells how many a station has."""


class Step(Protocol):
    """One thing that a station does. `name` is what the file calls it."""

    name: ClassVar[str]

    @classmethod
    def parse(cls, value: Value, steps: "StepReader") -> Self:
        """Read the options of the step: what follows its name in the file, if anything."""

    def run(self, script: Script) -> Steps[None]:
        """Do it: a generator that the station's script goes through."""


def run_steps(steps: Iterable[Step], script: Script) -> Steps[None]:
    """Do one step after the other; one that is impossible is reported and passed over.

    `script.mark` is moved along. What precedes the first step is what precedes the whole list.
    """
    began = script.mark
    charge_point = script.charge_point
    tell = charge_point.behaviour.tell_step
    for step in steps:
        script.mark = began
        # What comes while a step only waits for commands is for the next of that kind as well.
        if charge_point.journal is not None and not getattr(step, "only_waits", False):
            began = script.commands_received
        if tell is not None:
            tell(step.name)
        try:
            yield from step.run(script)
        except OcppLoadError as error:
            script.charge_point.observer.own_fault(f"step {step.name}", error)
    script.mark = began


@dataclass(frozen=True, slots=True)
class StepReader:
    """Reads the steps of one scenario: `kinds` by name, for a station with `connectors`.

    Steps that name no connector take place at `session_connector`; None is the first connector.
    Only a station that `has_ev` knows states of charge. `files` are those of steps that are being
    read, one used by the other.
    """

    kinds: Mapping[str, type[Step]]
    connectors: int
    session_connector: int | None = None
    has_ev: bool = True
    files: tuple[Path, ...] = ()

    def session_at(self, connector: int) -> "StepReader":
        """Return a reader for the steps of a session at that connector."""
        return replace(self, session_connector=connector)

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

    def connector_in(self, options: Section) -> ConnectorNumber:
        """Read the option `connector`; without it, it is the session's."""
        return options.read("connector", late(self.connector), self.session_connector)

    def connector_or_station_in(self, options: Section) -> ConnectorNumber:
        """Read the option `connector` of a step that may be about the station itself."""
        return options.read("connector", late(self.connector_or_station), self.session_connector)

    def only_connector(self, value: Value) -> ConnectorNumber:
        """Read the options of a step that has no other."""
        return self.connector_in(value.section(("connector",), usual="connector"))

    def id_tag_in(self, options: Section, connector: ConnectorNumber) -> IdTag:
        """Read the option `id_tag` of a step at that connector; without it, it is the session's."""
        number = None if isinstance(connector, Late) else connector or self.session_connector or 1
        return options.read("id_tag", lambda value: read_late_id_tag(value, number), None)

    def _hint(self, name: str) -> str:
        word, colon, rest = name.partition(":")
        if colon and word in self.kinds:
            return f"; put a blank behind the colon: {word}: {shortened(rest)}"
        return did_you_mean(name, self.kinds)

    def _connector(self, value: Value, lowest: int) -> int:
        highest = None if self.connectors == ANY_NUMBER else self.connectors
        return value.integer(minimum=lowest, maximum=highest, stand_in=self.connectors)

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
            value.reject(f"unknown step {as_word(name)}{self._hint(name)}", at=written)
            return None
        return kind.parse(options, self)
