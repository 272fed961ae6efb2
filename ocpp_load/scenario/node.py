"""The tree of a YAML file: scalars, sequences and mappings that know where they stand.

Values only. What a scalar means is the core schema of YAML 1.2 and nothing else: `on`, dates and
`1_000` are text. Lines and columns count from 1.
"""

import re
from dataclasses import dataclass
from itertools import chain

ScalarValue = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """One value. `text` is what the author wrote, without quotes.

    It begins `indent` characters after `line` and `column`: behind its quote, where it has one.
    """

    line: int
    column: int
    value: ScalarValue
    text: str
    indent: int = 0


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list, in the order of the file."""

    line: int
    column: int
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys and their values, in the order of the file; no key occurs twice.

    A key is its text, whatever it looks like: JSON, which everything ends in, has no other keys.
    """

    line: int
    column: int
    entries: tuple[tuple[ScalarNode, "Node"], ...]


Node = ScalarNode | SequenceNode | MappingNode


# YAML 1.2.2 section 10.3.2, without the numbers.
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+|(?P<octal>0o[0-7]+)|(?P<hexadecimal>0x[0-9a-fA-F]+)")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_BASES = {"octal": 8, "hexadecimal": 16}


def plain_value(text: str) -> ScalarValue:
    """Return what unquoted `text` stands for."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if integer := _INTEGER.fullmatch(text):
        try:
            return int(text, _BASES.get(integer.lastgroup or "", 10))
        except ValueError:  # Python converts no decimal number of more than 4,300 digits.
            return float(text)
    if _FLOAT.fullmatch(text):
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text


def measure(node: Node) -> tuple[int, int]:
    """Return how many nodes `node` consists of, aliases followed, and how many levels they form."""
    children: tuple[Node, ...]
    match node:
        case ScalarNode():
            return 1, 1
        case SequenceNode(items=children):
            pass
        case MappingNode(entries=entries):
            children = tuple(chain.from_iterable(entries))
    sizes = [measure(child) for child in children]
    return 1 + sum(size for size, _ in sizes), 1 + max((levels for _, levels in sizes), default=0)
