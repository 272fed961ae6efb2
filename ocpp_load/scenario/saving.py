"""`save`: what a step keeps of an answer or a command, in variables of the script."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ocpp_load.errors import Mistake
from ocpp_load.scenario.expression import Expression, ExpressionError, MissingValueError
from ocpp_load.scenario.local_names import naming
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.substitution import StepError, read_expression, whole_expression
from ocpp_load.scenario.variable import define_variable

if TYPE_CHECKING:
    from ocpp_load.scenario.script import Script


@dataclass(frozen=True, slots=True)
class Saved:
    """A variable, and the expression that it takes its value from."""

    variable: str
    expression: Expression
    file: str
    line: int
    column: int

    def value(self, script: "Script") -> Any:
        """Return its value; None where what it asks for is not there. Raises `StepError`."""
        try:
            return script.evaluate(self.expression)
        except MissingValueError:
            return None
        except ExpressionError as error:
            raise StepError(Mistake(self.file, self.line, self.column, str(error))) from None


def save(saved: Iterable[Saved], script: "Script", **names: Any) -> None:
    """Set the variables, whose expressions may name `names`. Raises `StepError`."""
    with naming(script, **names):
        values = {each.variable: each.value(script) for each in saved}
    script.variables.update(values)


def read_save(value: Value) -> tuple[Saved, ...]:
    """Read a mapping of variables to expressions, which may be written in `${…}`."""
    saved = []
    for key, entry in value.entries():
        variable = define_variable(key, entry)
        if not (written := entry.text()):
            continue
        expression = read_expression(entry, whole_expression(written.strip()) or written.strip())
        if expression is not None:
            node = entry.node
            saved.append(Saved(variable, expression, entry.mistakes.file, node.line, node.column))
    return tuple(saved)


def save_nothing(saved: Iterable[Saved], script: "Script") -> None:
    """Leave the variables what they are, and null where they are nothing yet."""
    for each in saved:
        script.variables.setdefault(each.variable, None)
