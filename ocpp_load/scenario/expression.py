"""Expressions of scenarios: read once, evaluated by a library that lets nothing out.

Names and functions are handed in; there is no I/O, no clock and no randomness of its own here. What
an error says is of the expression, never of the values in it, for one of them may be a secret; its
`in_full` is for where none is.
"""

import ast
import re
import warnings
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from ocpp_load.errors import OcppLoadError
from ocpp_load.scenario.evaluator import (
    CONSTANTS,
    MissingEntry,
    UselessArguments,
    ValueProblem,
    check_tree,
    evaluate,
)
from ocpp_load.scenario.feeders.supply import NoRowLeft
from ocpp_load.scenario.wording import did_you_mean, quoted

LONGEST = 1000

_LONE_EQUALS = re.compile(r"(?<![=!<>])=(?!=)")


class ExpressionError(OcppLoadError):
    """An expression that has no value: values that it cannot use, a name that does not exist.

    `in_full` is the text with such values in it, for where none of them is secret.
    """

    def __init__(self, expression: str, problem: str, in_full: str | None = None) -> None:
        super().__init__(f"{quoted(expression)}: {problem}")
        self.expression = expression
        self.problem = problem
        self.in_full = f"{quoted(expression)}: {in_full or problem}"


class MissingValueError(ExpressionError):
    """An expression that asks for what is not there, such as a key that an answer lacks."""


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression as it was written. `names` are what it asks for, but for functions."""

    text: str
    tree: ast.AST = field(repr=False, compare=False)
    names: frozenset[str]

    @property
    def compared(self) -> "Expression | None":
        """Return what one comparison is about: `answer.status` of `answer.status == 'Accepted'`.

        None where that is anything else than an entry or a variable, which can be looked at again.
        """
        if not isinstance(self.tree, ast.Compare) or len(self.tree.ops) > 1:
            return None
        root = left = self.tree.left
        while isinstance(root, ast.Attribute) or (
            isinstance(root, ast.Subscript) and isinstance(root.slice, ast.Constant)
        ):
            root = root.value
        if not isinstance(root, ast.Name) or root.id in CONSTANTS:
            return None
        return Expression(ast.unparse(left), left, frozenset({root.id}))

    def value(
        self, name: Callable[[str], Any], function: Callable[[str], Callable[..., Any]]
    ) -> Any:
        """Return its value now; `name` and `function` raise `KeyError` for what there is not.

        Raises `ExpressionError`, as a `MissingValueError` where something is not there.
        """
        try:
            return evaluate(self.tree, name, function)
        except NoRowLeft:
            raise
        except MissingEntry as error:
            raise MissingValueError(self.text, str(error)) from None
        except UselessArguments as error:
            raise ExpressionError(self.text, str(error), error.in_full) from None
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


def parse_expression(text: str, functions: Collection[str]) -> Expression:
    """Return `text`, which may call `functions`, as an expression.

    Raises `ValueError` with what is wrong.
    """
    if len(text) > LONGEST:
        raise ValueError(f"an expression has at most {LONGEST} characters")
    if not text.strip():
        raise ValueError("there is no expression")
    try:
        tree = _parse(text)
        check_tree(tree)
    except SyntaxError:
        advice = "; write == to compare" if _LONE_EQUALS.search(text) else ""
        raise ValueError(f"{quoted(text)} is no expression{advice}") from None
    except (RecursionError, MemoryError):
        raise ValueError(f"{quoted(text)} is no expression: nested too deep") from None
    except ValueError as error:
        raise ValueError(f"{quoted(text)} is no expression: {error}") from None
    nodes = list(ast.walk(tree))
    called = {node.func.id for node in nodes if isinstance(node, ast.Call)}  # type: ignore[attr-defined]  # check_tree
    for unknown in sorted(called - set(functions)):
        raise ValueError(
            f"{quoted(text)}: there is no function {unknown}{did_you_mean(unknown, sorted(functions))}"
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
        # In brackets it may have several lines.
        whole = ast.parse(f"[{text}\n]", mode="eval").body
    match whole:
        case ast.List(elts=[tree]):
            return tree
    raise SyntaxError  # several, none but a comment, or brackets that are closed by the text
