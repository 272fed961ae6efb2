"""What an expression may be made of, and how much it may do: a library's evaluator, with less in it.

The library lets expressions reach the attributes and methods of Python's objects. Here a dot takes
an entry of a mapping and nothing else, only functions that are handed in are called, and sizes are
limited, so that no expression takes long or learns anything of this program.
"""

import ast
import operator
from collections.abc import Callable, Hashable, Mapping, Sequence
from types import NoneType
from typing import Any, TypeVar

from simpleeval import DEFAULT_OPERATORS, EvalWithCompoundTypes

from ocpp_load.scenario.wording import quoted, shortened

CONSTANTS: Mapping[str, Any] = {"true": True, "false": False, "null": None}
"""What YAML and JSON call Python's constants."""

MAX_DEPTH = 50
MAX_LOOPS = 3
MAX_WORK = 10_000
"""Parts of an expression that are evaluated, those of a comprehension once for each element.

A long value counts as many parts.
"""
MAX_LENGTH = 100_000
"""Of text and lists that are joined."""
MAX_PARTS = 100_000
"""Of all that is in a list or a mapping taken together; long text counts as several parts."""

_LARGEST_BITS = 2048
_LENGTH_PER_WORK = 1000
_LENGTH_PER_PART = 20
_COMPARISONS = (
    ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn, ast.Is, ast.IsNot,
)  # fmt: skip
_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
_CONSTANTS = (str, int, float, NoneType)
_WITHOUT_ENTRIES = (
    *(ast.Constant, ast.List, ast.Tuple, ast.Set, ast.ListComp, ast.GeneratorExp),
    *(ast.Compare, ast.UnaryOp),
)
_LOOPS = (ast.ListComp, ast.GeneratorExp, ast.DictComp)
_ALLOWED = (
    *_COMPARISONS,
    *_ARITHMETIC,
    *_LOOPS,
    *(ast.Constant, ast.Name, ast.Load, ast.Store, ast.comprehension),
    *(ast.BinOp, ast.UnaryOp, ast.Not, ast.USub, ast.UAdd, ast.BoolOp, ast.And, ast.Or),
    *(ast.Compare, ast.IfExp, ast.Call, ast.Subscript, ast.Slice, ast.Attribute),
    *(ast.List, ast.Tuple, ast.Dict, ast.Set),
)

T = TypeVar("T")


class ValueProblem(Exception):
    """A value that an expression cannot go on with; says nothing of the value itself."""


class MissingEntry(ValueProblem):
    """Something that is asked for and is not there: an entry, an element."""


def check_tree(tree: ast.AST) -> None:
    """Raise `ValueError` for what no expression may be made of."""
    loops = 0
    level = [tree]
    for _ in range(MAX_DEPTH):
        for node in level:
            if not isinstance(node, _ALLOWED):
                raise ValueError(f"{type(node).__name__} cannot be used")
            if isinstance(node, ast.Constant) and not isinstance(node.value, _CONSTANTS):
                raise ValueError(f"{type(node.value).__name__} cannot be used")
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                _check_text(node.value)
            if isinstance(node, ast.Call):
                _check_call(node)
            if isinstance(node, ast.Attribute):
                _check_attribute(node)
            loops += isinstance(node, ast.comprehension)
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            break
    else:
        raise ValueError(f"nested too deep; allowed: {MAX_DEPTH} levels")
    if loops > MAX_LOOPS:
        raise ValueError(f"too many loops; allowed: {MAX_LOOPS}")


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("half of a surrogate pair is no text") from None


def _check_call(node: ast.Call) -> None:
    if not isinstance(node.func, ast.Name):
        raise ValueError("only functions can be called, and by their names")
    if node.keywords:
        raise ValueError("the arguments of a function have no names")


def _check_attribute(node: ast.Attribute) -> None:
    if node.attr.startswith("_"):
        raise ValueError(f"an entry whose name begins with _ is taken by ['{node.attr}']")
    if isinstance(node.value, _WITHOUT_ENTRIES):
        raise ValueError("a dot takes an entry of a mapping, and what stands before it is none")


class UselessArguments(ValueProblem):
    """A function that cannot use its `arguments`, which only `in_full` tells."""

    def __init__(self, function: str, arguments: Sequence[Any]) -> None:
        super().__init__(f"{function}() cannot use what it was given")
        self.function = function
        self.arguments = arguments

    @property
    def in_full(self) -> str:
        """Return the problem with the arguments, for whoever knows that none of them is secret."""
        return f"{self.function}() cannot use {', '.join(map(_shown, self.arguments))}"


def _shown(argument: Any) -> str:
    match argument:
        case str():
            return quoted(argument)
        case None:
            return "null"
        case list() | tuple() | set():
            return "a list"
        case Mapping():
            return "a mapping"
    return shortened(str(argument))


class _Evaluator(EvalWithCompoundTypes):  # type: ignore[misc]  # the library has no types
    """Evaluates trees that `check_tree` has let through, one at a time."""

    _name: Callable[[str], Any]
    _function: Callable[[str], Callable[..., Any]]
    _work = 0

    def __init__(self) -> None:
        # The library makes a dictionary of its own of everything that it is handed: it gets nothing.
        super().__init__(operators=_OPERATORS, names={}, functions={})

    def value(
        self,
        tree: ast.AST,
        name: Callable[[str], Any],
        function: Callable[[str], Callable[..., Any]],
    ) -> Any:
        self._name, self._function, self._work = name, function, 0
        return self.eval("", previously_parsed=tree)

    def _eval(self, node: ast.AST) -> Any:
        value = self.nodes[type(node)](node)
        self._work += 1 + (
            len(value) // _LENGTH_PER_WORK if isinstance(value, _WITH_A_LENGTH) else 0
        )
        if self._work > MAX_WORK:
            raise ValueProblem("it takes too long")
        return value

    def _eval_name(self, node: ast.Name) -> Any:
        if node.id in CONSTANTS:
            return CONSTANTS[node.id]
        try:
            return self._name(node.id)
        except KeyError:
            raise MissingEntry(f"there is no {node.id}") from None

    def _eval_list(self, node: ast.List) -> Any:
        return checked_size(super()._eval_list(node))

    def _eval_tuple(self, node: ast.Tuple) -> Any:
        return checked_size(super()._eval_tuple(node))

    def _eval_set(self, node: ast.Set) -> Any:
        return checked_size(super()._eval_set(node))

    def _eval_dict(self, node: ast.Dict) -> Any:
        return checked_size(super()._eval_dict(node))

    def _eval_comprehension(self, node: ast.AST) -> Any:
        return checked_size(super()._eval_comprehension(node))

    def _eval_attribute(self, node: ast.Attribute) -> Any:
        return _entry(self._eval(node.value), node.attr, node.attr)

    def _eval_subscript(self, node: ast.Subscript) -> Any:
        container = self._eval(node.value)
        key = self._eval(node.slice)
        if isinstance(container, Mapping) or container is None:
            # Of a key that is computed nothing is told: it may be a value of the environment.
            shown = node.slice.value if isinstance(node.slice, ast.Constant) else "such key"
            return _entry(container, key, shown)
        try:
            return container[key]
        except IndexError:
            raise MissingEntry("there is no element of that number") from None

    def _eval_call(self, node: ast.Call) -> Any:
        assert isinstance(node.func, ast.Name)  # noqa: S101
        name = node.func.id
        arguments = [self._eval(argument) for argument in node.args]
        try:
            return self._function(name)(*arguments)
        except ValueProblem:
            raise
        except Exception:  # noqa: BLE001 - whatever a function makes of a user's values
            raise UselessArguments(name, arguments) from None


def evaluate(
    tree: ast.AST, name: Callable[[str], Any], function: Callable[[str], Callable[..., Any]]
) -> Any:
    """Return the value of a tree; `name` and `function` raise `KeyError` for what there is not.

    Raises `ValueProblem`, and whatever the values of a user make of it.
    """
    # Making one takes as long as evaluating most expressions; a name may lead to another one.
    evaluator = _IDLE.pop() if _IDLE else _Evaluator()
    try:
        return evaluator.value(tree, name, function)
    finally:
        _IDLE.append(evaluator)


def checked_size(value: T) -> T:
    """Return a value that is not too large, with all that is in it.

    What occurs twice counts twice, as it does when it is written out. Raises `ValueProblem`.
    """
    size, level, depth = 0, [value], 0
    while level:
        inner: list[Any] = []
        for part in level:
            if isinstance(part, Mapping):
                inner += (*part, *part.values())
            elif isinstance(part, list | tuple | set):
                inner += part
            size += 1 + (len(part) // _LENGTH_PER_PART if isinstance(part, str) else 0)
            if size + len(inner) > MAX_PARTS:
                raise ValueProblem("it makes something too long")
        level, depth = inner, depth + 1
        if depth > MAX_DEPTH:
            raise ValueProblem("it makes something that is nested too deep")
    return value


def _entry(container: Any, key: Any, shown: Any) -> Any:
    if isinstance(container, Mapping) and isinstance(key, Hashable) and key in container:
        return container[key]
    raise MissingEntry(f"there is no {shown}")


def _add(left: Any, right: Any) -> Any:
    if hasattr(left, "__len__") and hasattr(right, "__len__"):
        _check_length(len(left) + len(right))
    return left + right


def _check_length(length: int) -> None:
    if length > MAX_LENGTH:
        raise ValueProblem("it makes something too long")


def _multiply(left: Any, right: Any) -> Any:
    if not _are_numbers(left, right):
        raise ValueProblem("only numbers can be multiplied")
    if _bits(left) + _bits(right) > _LARGEST_BITS:
        raise ValueProblem("it makes a number that is too large")
    return left * right


def _power(left: Any, right: Any) -> Any:
    if not _are_numbers(left, right):
        raise ValueProblem("only numbers have powers")
    if isinstance(left, int) and abs(right) * max(_bits(left), 1) > _LARGEST_BITS:
        raise ValueProblem("it makes a number that is too large")
    result = left**right
    if isinstance(result, complex):
        raise ValueProblem("a negative number has no such power")
    return result


def _modulo(left: Any, right: Any) -> Any:
    if not _are_numbers(left, right):
        raise ValueProblem("only numbers have a remainder")
    return left % right


def _are_numbers(*values: Any) -> bool:
    return all(isinstance(value, int | float) for value in values)


def _bits(number: float) -> int:
    return number.bit_length() if isinstance(number, int) else 0


_WITH_A_LENGTH = (str, list)
_IDLE: list[_Evaluator] = []
_OPERATORS: Mapping[type[ast.AST], Callable[..., Any]] = {
    **DEFAULT_OPERATORS,
    ast.Add: _add,
    ast.Mult: _multiply,
    ast.Pow: _power,
    ast.Mod: _modulo,
    ast.Is: operator.eq,
    ast.IsNot: operator.ne,
}
