"""Conditions: an expression that holds or does not, written with `${…}` or without."""

from dataclasses import dataclass
from enum import Enum

from ocpp_load.errors import Mistake
from ocpp_load.messages.v16 import enums
from ocpp_load.ocppj import ErrorCode
from ocpp_load.scenario.expression import Expression, ExpressionError, MissingValueError
from ocpp_load.scenario.node import ScalarNode
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.substitution import StepError, read_expression, whole_expression

_WORDS = frozenset(
    word.value
    for kind in (ErrorCode, *vars(enums).values())
    if isinstance(kind, type) and issubclass(kind, Enum)
    for word in kind
)
"""What OCPP has words for; any other text may be a secret."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`expression`, or one that always or never holds; `text` is how it was written."""

    text: str
    expression: Expression | bool
    file: str
    line: int
    column: int

    def holds(self, script: Script) -> bool:
        """Tell whether it holds now; one that asks for what is not there does not.

        Raises `StepError` where there is no telling.
        """
        try:
            return self.value(script)
        except MissingValueError:
            return False
        except ExpressionError as error:
            raise StepError(Mistake(self.file, self.line, self.column, str(error))) from None

    def value(self, script: Script) -> bool:
        """Tell whether it holds now. Raises `ExpressionError`."""
        if isinstance(self.expression, bool):
            return self.expression
        return bool(script.evaluate(self.expression))

    def found(self, script: Script) -> str | None:
        """Return what is there in place of what is wanted, such as `answer.status is Rejected`.

        None where it is no plain comparison, and of text that is no word of OCPP's.
        """
        compared = None if isinstance(self.expression, bool) else self.expression.compared
        # A row of a feeder is not drawn for this.
        if compared is None or any(name in script.supply for name in compared.names):
            return None
        match script.evaluate(compared):
            case None:
                value = "null"
            case bool(there):
                value = str(there).lower()
            case int(there) | float(there):
                value = f"{there:.15g}"
            case str(there) if there in _WORDS:
                value = there
            case _:
                return None
        return f"{compared.text} is {value}"


NEVER = Condition("", False, "", 1, 1)


def read_condition(value: Value) -> Condition:
    """Read a condition: an expression, `true` or `false`."""
    node = value.node
    expression: Expression | bool = False
    if isinstance(node, ScalarNode) and isinstance(node.value, bool):
        text, expression = node.text, node.value
    else:
        written = value.text()
        text = whole_expression(written.strip()) or written.strip()
        if "${" in text:
            value.reject("is not one expression; write the whole condition in one ${…}, or bare")
        elif written:
            expression = read_expression(value, text) or False
    return Condition(
        " ".join(text.split()), expression, value.mistakes.file, node.line, node.column
    )
