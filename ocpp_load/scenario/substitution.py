"""`${…}` in the values of a scenario: read once, filled in for each station when a step runs.

Text that is one `${…}` and nothing else becomes the value itself, a number or a mapping as well;
in longer text the value is written out. `$${` is the text `${`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ocpp_load.errors import Mistake, OcppLoadError
from ocpp_load.scenario.evaluator import ValueProblem, checked_size
from ocpp_load.scenario.expression import Expression, ExpressionError, parse_expression
from ocpp_load.scenario.feeders.source import CsvRow
from ocpp_load.scenario.functions import FUNCTIONS
from ocpp_load.scenario.names import Secrecy
from ocpp_load.scenario.node import MappingNode, Node, ScalarNode, SequenceNode, plain_value
from ocpp_load.scenario.reader import MistakeList, Value

if TYPE_CHECKING:
    from ocpp_load.scenario.script import Script

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_OPENING = re.compile(r"\$?\$\{")


class StepError(OcppLoadError):
    """A step that cannot be done with the values it has got, and where it stands."""

    def __init__(self, mistake: Mistake) -> None:
        super().__init__(str(mistake))
        self.mistake = mistake


@dataclass(frozen=True, slots=True)
class Text:
    """Text with expressions in it."""

    parts: tuple[str | Expression, ...]

    def fill(self, script: "Script") -> Any:
        """Return the value for that script. Raises `ExpressionError`, and `ValueProblem`."""
        if len(self.parts) == 1 and isinstance(self.parts[0], Expression):
            return script.evaluate(self.parts[0])
        parts = [
            part if isinstance(part, str) else written(script.evaluate(part)) for part in self.parts
        ]
        # A variable that is made of itself twice would double with every round of a loop.
        return "".join(checked_size(parts))

    @property
    def is_plain(self) -> bool:
        """Tell whether there is no expression in it."""
        return all(isinstance(part, str) for part in self.parts)

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Return the expressions in it."""
        return tuple(part for part in self.parts if isinstance(part, Expression))


@dataclass(frozen=True, slots=True)
class PlacedText:
    """Text with expressions, and where it stands."""

    text: Text
    file: str
    line: int
    column: int
    label: str
    secrecy: Secrecy = field(repr=False, compare=False)

    def fill(self, script: "Script") -> Any:
        """Return the value for that script. Raises `StepError`."""
        try:
            return self.text.fill(script)
        except ExpressionError as error:
            told = str(error) if self.is_secret(script) else error.in_full
            raise self.error(f"{told}{self.rows_of(script)}") from None
        except ValueProblem as error:
            raise self.error(str(error)) from None

    def rows_of(self, script: "Script") -> str:
        """Return what ends a message about it: which rows of CSV files it is made of, if any."""
        names = sorted(set().union(*(each.names for each in self.text.expressions)))
        rows = [script.variables.get(name) for name in names]
        places = [row.place for row in rows if isinstance(row, CsvRow)]
        return f" ({', '.join(places)})" if places else ""

    def is_secret(self, script: "Script") -> bool:
        """Tell whether it may hold what no message is to repeat: a value of the environment."""
        names = frozenset().union(*(each.names for each in self.text.expressions))
        return "env" in names or (
            self.secrecy.names_environment and not names.isdisjoint(script.variables)
        )

    def error(self, problem: str) -> StepError:
        """Return the error of a step that cannot be done because of this text."""
        return StepError(Mistake(self.file, self.line, self.column, f"{self.label}: {problem}"))


@dataclass(frozen=True, slots=True)
class Late(Generic[T_co]):
    """A value that is read when the step runs, as it would have been read from the file."""

    placed: PlacedText
    read: Callable[[Value], T_co]

    def value(self, script: "Script") -> T_co:
        """Return it; raises `StepError` for what may not stand there."""
        placed = self.placed
        node = as_node(placed.fill(script), placed.line, placed.column)
        mistakes = MistakeList(placed.file)
        result = self.read(Value(node, placed.label, mistakes))
        if mistakes.found and (otherwise := _taken_otherwise(node)) is not None:
            again = MistakeList(placed.file)
            result = self.read(Value(otherwise, placed.label, again))
            if not again.found or isinstance(otherwise.value, int | float):
                mistakes = again
        if mistakes.found:
            if placed.is_secret(script):
                raise placed.error("what may be from the environment is not allowed")
            mistake = mistakes.found[0]
            raise StepError(replace(mistake, problem=mistake.problem + placed.rows_of(script)))
        return result


def has_expression(value: Value) -> bool:
    """Tell whether the value is text with `${` in it."""
    node = value.node
    return isinstance(node, ScalarNode) and isinstance(node.value, str) and "${" in node.value


def read_placed(value: Value) -> PlacedText:
    """Read text with any number of `${…}`, and keep where it stands."""
    node = value.node
    mistakes = value.mistakes
    return PlacedText(
        read_text(value), mistakes.file, node.line, node.column, value.label, mistakes.names.secrecy
    )


def read_late(value: Value, read: Callable[[Value], T]) -> T | Late[T]:
    """Read a value that is there now, or that an expression gives each time."""
    if not has_expression(value):
        return read(value)
    mistakes = len(value.mistakes.found)
    placed = read_placed(value)
    if placed.text.is_plain and len(value.mistakes.found) == mistakes:
        return read(value.rewritten(lambda _: "".join(map(str, placed.text.parts))))
    return Late(placed, read)


def late(read: Callable[[Value], T]) -> Callable[[Value], T | Late[T]]:
    """Return a reader of values that are there now, or that an expression gives each time."""
    return partial(read_late, read=read)


def value_of(given: T | Late[T], script: "Script") -> T:
    """Return the value for that script, whenever it was read. Raises `StepError`."""
    return given.value(script) if isinstance(given, Late) else given


def read_expression(value: Value, text: str) -> Expression | None:
    """Read an expression without braces; what it names is to exist by the end of the file."""
    try:
        expression = parse_expression(text, FUNCTIONS)
    except ValueError as error:
        value.reject(str(error))
        return None
    value.mistakes.names.use(expression.names, value)
    value.mistakes.names.reject_unknown_columns(expression.tree, value)
    return expression


def whole_expression(text: str) -> str | None:
    """Return what stands in `${…}` where the text is that and nothing else."""
    start = len("${")
    if text.startswith("${") and _closing(text, start) == len(text) - 1:
        return text[start:-1].strip()
    return None


def read_text(value: Value) -> Text:
    """Read text with any number of `${…}`."""
    written = value.node.value if isinstance(value.node, ScalarNode) else ""
    parts: list[str | Expression] = []
    rest = str(written)
    while opening := _OPENING.search(rest):
        if opening.start():
            parts.append(rest[: opening.start()])
        if len(opening[0]) > len("${"):
            parts.append("${")
            rest = rest[opening.end() :]
            continue
        end = _closing(rest, opening.end())
        if end is None:
            value.reject("a ${ has no } to it; write $${ for the text itself")
            return Text(("",))
        expression = read_expression(value, rest[opening.end() : end].strip())
        if expression is not None:
            parts.append(expression)
        rest = rest[end + 1 :]
    if rest:
        parts.append(rest)
    return Text(tuple(parts) or ("",))


def as_node(filled: Any, line: int, column: int) -> Node:
    """Return a value as it would have been read from the file at that place."""
    match filled:
        case dict():
            return MappingNode(
                line,
                column,
                tuple(
                    (ScalarNode(line, column, str(key), str(key)), as_node(each, line, column))
                    for key, each in filled.items()
                ),
            )
        case list() | tuple():
            return SequenceNode(line, column, tuple(as_node(each, line, column) for each in filled))
        case str() | int() | float() | bool() | None:
            return ScalarNode(line, column, filled, written(filled))
    return ScalarNode(line, column, str(filled), str(filled))


def _taken_otherwise(node: Node) -> ScalarNode | None:
    """Return a number as text, and text that looks like a number or a truth value as that.

    Text may have come together here, or from a file; a number may be meant as an id tag.
    """
    match node:
        case ScalarNode(line, column, str(), text):
            value = plain_value(text)
            return None if isinstance(value, str) else ScalarNode(line, column, value, text)
        case ScalarNode(line, column, int() | float(), text) if not isinstance(node.value, bool):
            return ScalarNode(line, column, text, text)
    return None


def written(filled: Any) -> str:
    """Return a value as it stands in longer text."""
    match filled:
        case None:
            return ""
        case bool():
            return "true" if filled else "false"
    return str(filled)


def _closing(text: str, start: int) -> int | None:
    """Return where the brace of an expression closes; braces and quotes in it are its own."""
    depth, quote = 0, ""
    for index in range(start, len(text)):
        character = text[index]
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "{":
            depth += 1
        elif character == "}":
            if not depth:
                return index
            depth -= 1
    return None
