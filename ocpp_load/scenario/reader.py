"""Typed values out of nodes, with every mistake on the way.

A value that is wrong is noted and something stands in for it, so that the reader goes on to the
next one. What is read after the first mistake is never handed out: the loader sees to that.
Knows no key of the language.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf
from typing import TypeVar

from ocpp_load.errors import Mistake
from ocpp_load.scenario.names import Names
from ocpp_load.scenario.node import MappingNode, Node, ScalarNode, SequenceNode
from ocpp_load.scenario.wording import as_word, did_you_mean, quoted, shortened

T = TypeVar("T")
D = TypeVar("D")
E = TypeVar("E", bound=StrEnum)

_CONTROL_CHARACTER = re.compile(r"[\x00-\x1f\x7f]")
_PRINTABLE_ASCII = re.compile(r"[ -~]*")


class MistakeList:
    """The mistakes found in one file so far, and the `names` that its expressions are about."""

    __slots__ = ("file", "found", "names")

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Mistake] = []
        self.names = Names()

    def of(self, file: str) -> "MistakeList":
        """Return the list of another file that is read along: what it finds is found here too."""
        other = MistakeList(file)
        other.found = self.found
        other.names = self.names
        return other

    def add(self, node: Node, problem: str) -> None:
        self.found.append(Mistake(self.file, node.line, node.column, problem))


@dataclass(frozen=True, slots=True)
class Value:
    """A node under the key that it belongs to, which opens each of its mistakes.

    Where both are mappings, the keys of `beneath` show through wherever the node has none of that
    name: what a template says and a scenario does not. What is given outright hides it all.
    """

    node: Node
    label: str
    mistakes: MistakeList
    beneath: "Value | None" = None

    def reject(self, problem: str, at: Node | None = None) -> None:
        """Note a mistake of this value; `at` where a part of it is to blame."""
        prefix = f"{self.label}: " if self.label else ""
        self.mistakes.add(at or self.node, prefix + problem)

    def rewritten(self, rewrite: Callable[[str], str]) -> "Value":
        """Return the value with its text as `rewrite` has it; what is no text stays as it is."""
        match self.node:
            case ScalarNode(value=str(text)):
                return replace(self, node=replace(self.node, value=rewrite(text)))
        return self

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing after the key."""
        return isinstance(self.node, ScalarNode) and self.node.value is None

    @property
    def shown(self) -> str:
        """What the author wrote, as a message may show it."""
        match self.node:
            case MappingNode():
                return "a mapping"
            case SequenceNode():
                return "a list"
            case ScalarNode(value=str(text)):
                return quoted(text)
            case ScalarNode(value=None):
                return "an empty value"
            case ScalarNode(text=text):
                return shortened(text)

    def text(self) -> str:
        """Read text that is not empty."""
        if not isinstance(self.node, ScalarNode) or not isinstance(self.node.value, str):
            in_quotes = (
                f'; write it in quotes: "{shortened(self.node.text)}"'
                if isinstance(self.node, ScalarNode) and self.node.text
                else ""
            )
            self.reject(f"{self.shown} is not text{in_quotes}")
            return ""
        if not self.node.value:
            self.reject("is empty; write some text")
        return self.node.value

    def line(self) -> str:
        """Read text that is not empty and stands on one line."""
        text = self.text()
        if _CONTROL_CHARACTER.search(text):
            self.reject(f"{quoted(text)} has a line break or a control character in it")
            return ""
        return text

    def ci_string(self, max_length: int) -> str:
        """Read text for a field of OCPP's type CiString (OCPP 1.6 sections 2.2, 7.15 to 7.19)."""
        text = self.text()
        self.check_ci_string(text, max_length)
        return text

    def check_ci_string(self, text: str, max_length: int) -> None:
        """Note what keeps `text` from being a CiString of `max_length` characters."""
        if not _PRINTABLE_ASCII.fullmatch(text):
            self.reject(f"{quoted(text)} cannot be sent; allowed: printable ASCII characters")
        elif len(text) > max_length:
            self.reject(
                f"{quoted(text)} has {len(text)} characters; OCPP allows at most {max_length}"
            )

    def integer(self, *, minimum: int, maximum: int | None = None, stand_in: int = 0) -> int:
        """Read a whole number."""
        number = self.number()
        upper = inf if maximum is None else maximum
        whole = number is not None and (isinstance(number, int) or number.is_integer())
        if number is None or not whole or number < minimum or number > upper:
            numbers = f" from {minimum}" if maximum is None else f", {minimum} to {maximum}"
            self.reject(f"{self.shown} is not allowed; allowed: whole numbers{numbers}")
            return stand_in
        return int(number)

    def flag(self) -> bool:
        """Read a truth value."""
        if isinstance(self.node, ScalarNode) and isinstance(self.node.value, bool):
            return self.node.value
        self.reject(f"{self.shown} is not allowed; allowed: true, false")
        return False

    def choice(self, allowed: type[E]) -> E:
        """Read one of the values of an enumeration, spelled as it spells them."""
        values = [member.value for member in allowed]
        if isinstance(self.node, ScalarNode) and self.node.value in values:
            return allowed(self.node.value)
        word = self.node.text if isinstance(self.node, ScalarNode) else ""
        self.reject(f"{self.shown} is not allowed{did_you_mean(word, values)}")
        return next(iter(allowed))

    def number(self) -> int | float | None:
        """Return the number that stands here; None for anything else."""
        if not isinstance(self.node, ScalarNode) or isinstance(self.node.value, bool):
            return None
        return self.node.value if isinstance(self.node.value, int | float) else None

    def text_or_number(self) -> str | int | float | None:
        """Return the text or the number that stands here; None for anything else."""
        if isinstance(self.node, ScalarNode) and isinstance(self.node.value, str):
            return self.node.value
        return self.number()

    def items(self) -> list["Value"]:
        """Read a list that is not empty."""
        if not isinstance(self.node, SequenceNode):
            how = "" if self.is_empty else "; begin each entry with a dash"
            self.reject(f"{self.shown} is not allowed; allowed: a list{how}")
            return []
        if not self.node.items:
            self.reject("the list is empty; allowed: one entry or more")
        return [Value(item, self.label, self.mistakes) for item in self.node.items]

    def entries(self, hint: str = "") -> list[tuple[ScalarNode, "Value"]]:
        """Read a mapping with any keys; `hint` ends the message where there is none."""
        if not isinstance(self.node, MappingNode):
            self.reject(f"{self.shown} is not allowed; allowed: a mapping{hint}")
            return []
        own = [
            (key, Value(node, as_word(key.text), self.mistakes)) for key, node in self.node.entries
        ]
        if self.beneath is None or not isinstance(self.beneath.node, MappingNode):
            return own
        beneath = {key.text: (key, value) for key, value in self.beneath.entries()}
        over = [
            (
                key,
                replace(value, beneath=beneath.pop(key.text)[1]) if key.text in beneath else value,
            )
            for key, value in own
        ]
        return [*beneath.values(), *over]

    def _example(self, key: str | None) -> str:
        if key is None or not isinstance(self.node, ScalarNode):
            return ""
        return f", for example {self.label}: {{{key}: {shortened(self.node.text)}}}"

    def alone(self) -> "Value":
        """Return the value without what is beneath it: for mappings that are one thing."""
        return replace(self, beneath=None)

    def section(
        self, allowed: Collection[str], required: Collection[str] = (), usual: str | None = None
    ) -> "Section":
        """Read a mapping with known keys; nothing at all counts as a mapping without any.

        `usual` is the key that an author means who writes a value where the mapping should be.
        """
        entries = [] if self.is_empty else self.entries(self._example(usual))
        for key, value in entries:
            if key.text not in allowed:
                problem = f"unknown key {as_word(key.text)}{did_you_mean(key.text, allowed)}"
                replace(self, mistakes=value.mistakes).reject(problem, at=key)
        values = {key.text: value for key, value in entries}
        if self.is_empty or isinstance(self.node, MappingNode):
            for missing in (key for key in required if key not in values):
                self.reject(f"the key {missing} is missing; required: {', '.join(required)}")
        return Section(values)


class Section:
    """A mapping whose keys have been checked."""

    __slots__ = ("_values",)

    def __init__(self, values: dict[str, Value]) -> None:
        self._values = values

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def read(self, key: str, read: Callable[[Value], T], default: D) -> T | D:
        """Return what `read` makes of the value of `key`, or `default` where there is none."""
        value = self._values.get(key)
        return default if value is None else read(value)
