"""Steps that are never reached, and loops that never rest."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Never

from ocpp_load.scenario.advice.outline import Form, Oddity, Written, every
from ocpp_load.scenario.expression import Expression, ExpressionError, parse_expression
from ocpp_load.scenario.functions import FUNCTIONS
from ocpp_load.scenario.node import ScalarNode

_ENDS = ("times", "for", "until")
_WAITS_FOR_NOBODY = frozenset(
    {
        "authorize",
        "boot",
        "call",
        "connect",
        "disconnect",
        "expect",
        "handshake",
        "heartbeat",
        "meter_values",
        "plug_in",
        "present_card",
        "recover",
        "send_raw",
        "set",
        "take",
        "start_transaction",
        "status",
        "stop_transaction",
        "unplug",
    }
)
"""Steps that take no longer than the answers of the central system."""


def unreachable(steps: tuple[Written, ...]) -> Iterator[Oddity]:
    """Yield the first step of each list that nothing ever comes to."""
    for step, following in pairwise(steps):
        if _is_endless(step):
            yield Oddity(
                following.node,
                f"is never reached: the {step.name} in line {step.node.line} has no end",
            )
            break
    for step in steps:
        yield from _never_chosen(step)
        for inner in step.lists:
            yield from unreachable(inner)


def endless_hurry(steps: tuple[Written, ...]) -> Iterator[Oddity]:
    """Yield every endless loop in which nothing takes any time."""
    for step in every(steps):
        if not _repeats_for_ever(step) or step.option("every") is not None:
            continue
        within = [each for inner in step.lists for each in every(inner)]
        if within and all(each.name in _WAITS_FOR_NOBODY or each.lists for each in within):
            yield Oddity(
                step.node,
                "repeat: goes on for ever without a wait, as fast as the answers come;"
                " put a wait into it, or say how often",
            )


def _is_endless(step: Written) -> bool:
    if _repeats_for_ever(step):
        return True
    endless = [any(map(_is_endless, inner)) for inner in step.lists]
    if not endless:
        return False
    return all(endless) if step.form is Form.EITHER else any(endless)


def _repeats_for_ever(step: Written) -> bool:
    if step.name != "repeat":
        return False
    until = _constant(step, "until")
    return not any(step.option(key) is not None for key in _ENDS) or (
        until is False and step.option("times") is None and step.option("for") is None
    )


def _never_chosen(step: Written) -> Iterator[Oddity]:
    if step.name != "if":
        return
    condition = _constant(step, "condition")
    if condition is None:
        return
    lost = step.option("else" if condition else "then")
    if lost is not None:
        always = "true" if condition else "false"
        yield Oddity(lost, f"is never reached: the condition is always {always}")
    elif condition:
        yield Oddity(step.node, "if: the condition is always true; leave the if out")


def _constant(step: Written, key: str) -> bool | None:
    """Return what the expression of an option always is; None where that depends on something."""
    node = step.option(key)
    if not isinstance(node, ScalarNode):
        return None
    if isinstance(node.value, bool):
        return node.value
    expression = _parsed(node.text)
    if expression is None or expression.names:
        return None
    try:
        return bool(expression.value(_nothing, _nothing))
    except ExpressionError:  # it calls a function
        return None


def _parsed(text: str) -> Expression | None:
    bare = text.strip()
    if bare.startswith("${") and bare.endswith("}"):
        bare = bare[2:-1]
    try:
        return parse_expression(bare, FUNCTIONS)
    except ValueError:
        return None


def _nothing(name: str) -> Never:
    raise KeyError(name)
