"""Percentages below one percent that are hardly meant: `share: 0.5` is half a percent, not half."""

from collections.abc import Iterator

from ocpp_load.scenario.advice.outline import Oddity
from ocpp_load.scenario.node import MappingNode, Node, ScalarNode, SequenceNode
from ocpp_load.scenario.wording import as_word

_SECTIONS = frozenset({"events", "faults", "answers"})
_SHARES = frozenset({"share", "probability", "disconnect", "restore", "reboot"})


def tiny_shares(root: Node) -> Iterator[Oddity]:
    """Yield the plain numbers below 1 that stand for percentages of events, faults and answers.

    The shares of groups count against each other: of them any number will do.
    """
    match root:
        case MappingNode(entries=entries):
            for key, value in entries:
                yield from _tiny_in(value) if key.text in _SECTIONS else tiny_shares(value)
        case SequenceNode(items=items):
            for item in items:
                yield from tiny_shares(item)


def _tiny_in(node: Node) -> Iterator[Oddity]:
    match node:
        case MappingNode(entries=entries):
            for key, value in entries:
                if key.text in _SHARES and isinstance(value, ScalarNode):
                    yield from _tiny(key.text, value)
                elif key.text not in ("steps", "payload", "body"):
                    yield from _tiny_in(value)
        case SequenceNode(items=items):
            for item in items:
                yield from _tiny_in(item)


def _tiny(key: str, node: ScalarNode) -> Iterator[Oddity]:
    if isinstance(node.value, float) and 0 < node.value < 1:
        yield Oddity(
            node,
            f"{as_word(key)}: {node.text} is {node.value:g} %; write {node.value:g} %, or"
            f" {node.value * 100:g} %",
        )
