"""Values of a YAML file that know where they stand, so that a mistake in one can be pointed at.

ruamel.yaml reads; what comes out is what JSON can hold: dates stay text, and no value contains
itself.
"""

from dataclasses import dataclass
from math import isfinite
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StreamMark, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ocpp_load.errors import Mistake

_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands; line and column count from 1."""

    file: str
    line: int
    column: int

    def mistake(self, problem: str) -> Mistake:
        """Return what is wrong here."""
        return Mistake(self.file, self.line, self.column, problem)


@dataclass(frozen=True, slots=True)
class YamlValue:
    """A value, plain as JSON has it, and the values in it by their key or index."""

    place: Place
    plain: Any
    parts: dict[Any, "YamlValue"]


def read_yaml(text: str, file: str, mistakes: list[Mistake]) -> YamlValue | None:
    """Return the value of a document; None where `mistakes` says why there is none."""
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        mistakes.append(_place(mark, file).mistake(error.problem or "is not YAML"))
        return None
    except RecursionError:
        mistakes.append(Mistake(file, 1, 1, "is nested too deep"))
        return None
    except YAMLError as error:  # a character that YAML does not allow
        mistakes.append(Mistake(file, 1, 1, f"is not YAML: {error}".splitlines()[0]))
        return None
    if root is None:
        mistakes.append(Mistake(file, 1, 1, "the file is empty"))
        return None
    before = len(mistakes)
    value = _Reader(file, mistakes).read(root, ())
    return value if len(mistakes) == before else None


class _Reader:
    def __init__(self, file: str, mistakes: list[Mistake]) -> None:
        self._file = file
        self._mistakes = mistakes

    def read(self, node: Node, around: tuple[Node, ...]) -> YamlValue:
        place = _place(node.start_mark, self._file)
        if any(node is outer for outer in around):
            self._mistakes.append(place.mistake("contains itself"))
            return YamlValue(place, None, {})
        inner = (*around, node)
        if isinstance(node, MappingNode):
            parts = self._mapping(node, inner)
            return YamlValue(place, {key: part.plain for key, part in parts.items()}, parts)
        if isinstance(node, SequenceNode):
            items = [self.read(item, inner) for item in node.value]
            return YamlValue(place, [item.plain for item in items], dict(enumerate(items)))
        return YamlValue(place, self._scalar(node, place), {})

    def _mapping(self, node: MappingNode, inner: tuple[Node, ...]) -> dict[Any, YamlValue]:
        parts: dict[Any, YamlValue] = {}
        for key_node, value_node in node.value:
            place = _place(key_node.start_mark, self._file)
            if not isinstance(key_node, ScalarNode):
                self._mistakes.append(place.mistake("a key must be plain text"))
            elif key_node.value in parts:
                self._mistakes.append(place.mistake(f"{key_node.value} stands here twice"))
            else:
                parts[key_node.value] = self.read(value_node, inner)
        return parts

    def _scalar(self, node: Node, place: Place) -> Any:
        text: str = node.value
        kind = str(node.tag).removeprefix(_TAG)
        try:
            if kind == "null":
                return None
            if kind == "bool":
                return text.lower() == "true"
            if kind == "int":
                return int(text, 0)
            if kind == "float" and isfinite(number := float(text)):
                return number
        except ValueError:
            pass  # such as 007 and .inf
        else:
            if kind != "float":
                return text
        self._mistakes.append(place.mistake(f"{text} is no number; put text in quotes"))
        return None


def _place(mark: StreamMark | None, file: str) -> Place:
    return Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
