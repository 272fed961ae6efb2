"""Conditions: an expression that holds or does not, written with `${…}` or without."""

from dataclasses import dataclass

from ocpp_load.errors import Mistake
from ocpp_load.scenario.expression import Expression, ExpressionError, MissingValueError
from ocpp_load.scenario.node import ScalarNode
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.substitution import StepError, read_expression, whole_expression


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
