"""Numbers whose unit was left out where it matters: `power: 22`, `charge: {until: "${kwh}"}`."""

import ast
from collections.abc import Iterator, Mapping

from ocpp_load.scenario.advice.outline import Oddity, Written, every
from ocpp_load.scenario.expression import parse_expression
from ocpp_load.scenario.functions import FUNCTIONS
from ocpp_load.scenario.node import MappingNode, Node, ScalarNode
from ocpp_load.scenario.substitution import whole_expression
from ocpp_load.scenario.wording import shortened

_UNITS = {"power": "W", "max_power": "W", "battery": "Wh"}
_HARDLY_MEANT = 500
_GIVE_NUMBERS = frozenset(
    {"abs", "float", "int", "len", "random", "random_int", "round", "seconds_from_now", "sum"}
)
_OF_NUMBERS_ALONE = (ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Pow)
_DEEPEST = 5


def missing_units(root: MappingNode, steps: tuple[Written, ...]) -> Iterator[Oddity]:
    """Yield the powers and batteries of a station that are too small, and energies that are bare."""
    for key, node in root.entries:
        if key.text == "station":
            yield from _small(node)
    yield from _small(root)  # a template
    variables = _variables(steps)
    for step in every(steps):
        until = step.option("until")
        if step.name == "charge" and isinstance(until, ScalarNode):
            bare = whole_expression(until.text.strip())
            if bare is not None and _is_number(bare, variables):
                yield Oddity(
                    until,
                    f"until: {shortened(until.text)} gives a number without a unit; write"
                    f' "{shortened(until.text)} kWh"',
                )


def _small(node: Node) -> Iterator[Oddity]:
    if not isinstance(node, MappingNode):
        return
    for key, value in node.entries:
        if key.text == "ev":
            yield from _small(value)
        elif (unit := _UNITS.get(key.text)) and isinstance(value, ScalarNode):
            number = value.value
            if isinstance(number, int | float) and 0 < number < _HARDLY_MEANT:
                yield Oddity(
                    value,
                    f"{key.text}: {value.text} is {value.text} {unit}; write {value.text} k{unit},"
                    f" or {value.text} {unit} if you mean it",
                )


def _variables(steps: tuple[Written, ...]) -> Mapping[str, list[Node]]:
    """Return what steps set each variable to."""
    variables: dict[str, list[Node]] = {}
    for step in every(steps):
        if step.name == "set" and isinstance(step.options, MappingNode):
            for key, value in step.options.entries:
                variables.setdefault(key.text, []).append(value)
    return variables


def _is_number(text: str, variables: Mapping[str, list[Node]], depth: int = 0) -> bool:
    """Tell whether an expression gives a number for certain."""
    try:
        tree = parse_expression(text, FUNCTIONS).tree
    except ValueError:
        return False
    match tree:
        case ast.Constant(value=int() | float()):
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in _GIVE_NUMBERS
        case ast.BinOp(op=op):
            return isinstance(op, _OF_NUMBERS_ALONE)
        case ast.Name(id=name) if depth < _DEEPEST:
            values = variables.get(name, ())
            return bool(values) and all(
                _is_set_to_number(each, variables, depth) for each in values
            )
    return False


def _is_set_to_number(node: Node, variables: Mapping[str, list[Node]], depth: int) -> bool:
    if not isinstance(node, ScalarNode):
        return False
    if not isinstance(node.value, str):
        return isinstance(node.value, int | float)
    bare = whole_expression(node.text.strip())
    return bare is not None and _is_number(bare, variables, depth + 1)
