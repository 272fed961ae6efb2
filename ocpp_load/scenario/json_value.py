"""JSON of an author's, with `${…}` in its texts: payloads, parameters, what variables are set to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from math import isfinite
from typing import Any

from ocpp_load.scenario.evaluator import ValueProblem, checked_size
from ocpp_load.scenario.node import MappingNode, Node, ScalarNode, SequenceNode
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.substitution import PlacedText, has_expression, read_placed
from ocpp_load.scenario.wording import shortened

_LOWEST_INTEGER = -(2**63)
_HIGHEST_INTEGER = 2**64 - 1


@dataclass(frozen=True, slots=True)
class JsonValue:
    """What an author wrote: `content` is JSON, with a `PlacedText` for each text that is late.

    It belongs to all stations of the run, so nobody may change it.
    """

    content: Any
    is_late: bool

    def fill(self, script: Script) -> Any:
        """Return the JSON for that script. Raises `StepError`."""
        if not self.is_late:
            return self.content
        filled = _filled(self.content, script)
        try:
            return checked_size(filled)
        except ValueProblem as error:
            raise next(_late_texts(self.content)).error(str(error)) from None


def read_json(value: Value) -> JsonValue:
    """Read any JSON; a mistake in it is told where it stands."""
    content = _json(value.node, value)
    return JsonValue(content, any(_late_texts(content)))


def _json(node: Node, of: Value) -> Any:
    """Return what JSON has for `node`; the mistakes in it are those of the value it is part of."""
    match node:
        case MappingNode(entries=entries):
            return {
                key.text: _json(child, Value(child, key.text, of.mistakes))
                for key, child in entries
            }
        case SequenceNode(items=items):
            return [_json(item, Value(item, of.label, of.mistakes)) for item in items]
        case ScalarNode(value=float(number), text=text) if not isfinite(number):
            of.reject(f"JSON has no number {shortened(text)}", at=node)
        case ScalarNode(value=int(number)) if not _LOWEST_INTEGER <= number <= _HIGHEST_INTEGER:
            of.reject("a whole number has at most 64 bits; put it in quotes", at=node)
        case ScalarNode(value=str()) if has_expression(of):
            placed = read_placed(of)
            return "".join(map(str, placed.text.parts)) if placed.text.is_plain else placed
    return node.value


def _late_texts(content: Any) -> Iterator[PlacedText]:
    match content:
        case PlacedText():
            yield content
        case Mapping():
            yield from chain.from_iterable(map(_late_texts, content.values()))
        case list():
            yield from chain.from_iterable(map(_late_texts, content))


def _filled(content: Any, script: Script) -> Any:
    match content:
        case PlacedText():
            return content.fill(script)
        case Mapping():
            return {key: _filled(each, script) for key, each in content.items()}
        case list():
            return [_filled(each, script) for each in content]
    return content
