"""Expressions of scenarios: read once, evaluated by a library that lets nothing out.

Names and functions are handed in; there is no I/O, no clock and no randomness of its own here.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from simpleeval import EvalWithCompoundTypes, InvalidExpression

from ocpp_load.errors import OcppLoadError
from ocpp_load.scenario.wording import did_you_mean, quoted

LONGEST = 1000


class ExpressionError(OcppLoadError):
    """An expression that has no value: a name that does not exist, a key that an answer lacks."""

    def __init__(self, expression: str, problem: str) -> None:
        super().__init__(f"{quoted(expression)}: {problem}")
        self.expression = expression
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression as it was written. `names` are what it asks for, but for functions."""

    text: str
    tree: ast.AST = field(repr=False, compare=False)
    names: frozenset[str]

    def value(self, name: Callable[[str], Any], functions: Mapping[str, Callable[..., Any]]) -> Any:
        """Return its value now; `name` raises `KeyError` for what there is not.

        Raises `ExpressionError`.
        """

        def look_up(node: ast.Name) -> Any:
            try:
                return name(node.id)
            except KeyError:
                raise ExpressionError(self.text, f"there is no {node.id}") from None

        evaluator = EvalWithCompoundTypes(names=look_up, functions=dict(functions))
        try:
            return evaluator.eval(self.text, previously_parsed=self.tree)
        except ExpressionError:
            raise
        except (InvalidExpression, KeyError, IndexError, RecursionError) as error:
            raise ExpressionError(self.text, _told(error)) from None
        except Exception as error:  # noqa: BLE001 - whatever a function makes of a user's values
            raise ExpressionError(self.text, str(error) or type(error).__name__) from None


def parse_expression(text: str, functions: Mapping[str, Callable[..., Any]]) -> Expression:
    """Return `text` as an expression. Raises `ValueError` with what is wrong."""
    if len(text) > LONGEST:
        raise ValueError(f"an expression has at most {LONGEST} characters")
    try:
        tree = EvalWithCompoundTypes.parse(text)
    except SyntaxError as error:
        raise ValueError(f"{quoted(text)} is no expression: {error.msg}") from None
    except (InvalidExpression, ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"{quoted(text)} is no expression: {_told(error)}") from None
    called = {node.func.id for node in _calls(tree) if isinstance(node.func, ast.Name)}
    for unknown in sorted(called - functions.keys()):
        raise ValueError(
            f"{quoted(text)}: there is no function {unknown}{did_you_mean(unknown, functions)}"
        )
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    bound = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return Expression(text, tree, frozenset(names - bound - called))


def _calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def _told(error: BaseException) -> str:
    if isinstance(error, KeyError):
        return f"there is no {error.args[0]}"
    attribute = getattr(error, "attr", None)
    return f"there is no {attribute}" if attribute else str(error) or type(error).__name__
