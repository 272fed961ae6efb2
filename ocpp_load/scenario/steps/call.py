"""`call`: any Call at all, as the author writes it."""

from dataclasses import dataclass
from math import isfinite
from typing import Any, ClassVar, Self

from ocpp_load.charge_point import Steps, call
from ocpp_load.ocppj import Payload
from ocpp_load.scenario.node import MappingNode, Node, ScalarNode, SequenceNode
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.step import StepReader

_LOWEST_INTEGER = -(2**63)
_HIGHEST_INTEGER = 2**64 - 1


@dataclass(frozen=True, slots=True)
class Call:
    """Send `action` with `payload` and wait for the answer.

    The payload goes out as it is, checked against nothing: a scenario may be wrong on purpose.
    It belongs to all stations of the run, so nobody may change it.
    """

    name: ClassVar[str] = "call"
    action: str
    payload: Payload

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:  # noqa: ARG003
        """Read the options of the step."""
        options = value.section(("action", "payload"), required=("action",))
        return cls(
            action=options.read("action", Value.text, ""),
            payload=options.read("payload", _payload, {}),
        )

    def run(self, script: Script) -> Steps[None]:  # noqa: ARG002
        """Send it; statistics tell what became of it."""
        yield from call(self.action, self.payload)


def _payload(value: Value) -> Payload:
    return {key.text: _json(entry.node, entry) for key, entry in value.entries()}


def _json(node: Node, entry: Value) -> Any:
    """Return what JSON has for `node`; `entry` is the entry of the payload that it is part of."""
    match node:
        case MappingNode(entries=entries):
            return {key.text: _json(child, entry) for key, child in entries}
        case SequenceNode(items=items):
            return [_json(item, entry) for item in items]
        case ScalarNode(value=float(number), text=text) if not isfinite(number):
            entry.reject(f"JSON has no number {text}", at=node)
        case ScalarNode(value=int(number), text=text) if not (
            _LOWEST_INTEGER <= number <= _HIGHEST_INTEGER
        ):
            entry.reject("a whole number has at most 64 bits; put it in quotes", at=node)
    return node.value
