"""Expressions of scenarios: read once, evaluated by a library that lets nothing out.

Names and functions are handed in; there is no I/O, no clock and no randomness of its own here. What
an error says is of the expression, never of the values in it: one of them may be a secret.
"""

import ast
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ocpp_load.errors import OcppLoadError
from ocpp_load.scenario.evaluator import Evaluator, MissingEntry, ValueProblem, check_tree
from ocpp_load.scenario.feeders.supply import NoRowLeft
from ocpp_load.scenario.wording import did_you_mean, quoted

LONGEST = 1000

CONSTANTS: Mapping[str, Any] = {"true": True, "false": False, "null": None}
"""What YAML and JSON call Python's constants."""


class ExpressionError(OcppLoadError):
    """An expression that has no value: values that it cannot use, a name that does not exist."""

    def __init__(self, expression: str, problem: str) -> None:
        super().__init__(f"{quoted(expression)}: {problem}")
        self.expression = expression
        self.problem = problem


class MissingValueError(ExpressionError):
    """An expression that asks for what is not there, such as a key that an answer lacks."""


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression as it was written. `names` are what it asks for, but for functions."""

    text: str
    tree: ast.AST = field(repr=False, compare=False)
    names: frozenset[str]

    def value(self, name: Callable[[str], Any], functions: Mapping[str, Callable[..., Any]]) -> Any:
        """Return its value now; `name` raises `KeyError` for what there is not.

        Raises `ExpressionError`, as a `MissingValueError` where something is not there.
        """

        def look_up(node: ast.Name) -> Any:
            if node.id in CONSTANTS:
                return CONSTANTS[node.id]
            try:
                return name(node.id)
            except KeyError:
                raise MissingEntry(f"there is no {node.id}") from None

        try:
            return Evaluator(look_up, functions).eval(self.text, previously_parsed=self.tree)
        except NoRowLeft:
            raise
        except MissingEntry as error:
            raise MissingValueError(self.text, str(error)) from None
        except ValueProblem as error:
            raise ExpressionError(self.text, str(error)) from None
        except OcppLoadError:  # of a name that cannot be had, such as that of an empty feeder
            raise
        except ZeroDivisionError:
            raise ExpressionError(self.text, "it divides by zero") from None
        except TypeError:
            raise ExpressionError(self.text, "its values are not of the same kind") from None
        except Exception:  # noqa: BLE001 - whatever the values of a user make of it
            raise ExpressionError(self.text, "it has no value") from None


def parse_expression(text: str, functions: Mapping[str, Callable[..., Any]]) -> Expression:
    """Return `text` as an expression. Raises `ValueError` with what is wrong."""
    if len(text) > LONGEST:
        raise ValueError(f"an expression has at most {LONGEST} characters")
    if not text.strip():
        raise ValueError("there is no expression")
    try:
        tree = _parse(text)
        check_tree(tree)
    except SyntaxError:
        raise ValueError(f"{quoted(text)} is no expression") from None
    except (RecursionError, MemoryError):
        raise ValueError(f"{quoted(text)} is no expression: nested too deep") from None
    except ValueError as error:
        raise ValueError(f"{quoted(text)} is no expression: {error}") from None
    nodes = list(ast.walk(tree))
    called = {node.func.id for node in nodes if isinstance(node, ast.Call)}  # type: ignore[attr-defined]  # check_tree
    for unknown in sorted(called - functions.keys()):
        raise ValueError(
            f"{quoted(text)}: there is no function {unknown}{did_you_mean(unknown, functions)}"
        )
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    bound = {
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return Expression(text, tree, frozenset(names - bound - called - CONSTANTS.keys()))


def _parse(text: str) -> ast.AST:
    with warnings.catch_warnings():
        # A pattern such as "\d" has what Python takes for an escape that it does not know.
        warnings.simplefilter("ignore")
        # In parentheses it may have several lines.
        return ast.parse(f"({text}\n)", mode="eval").body
