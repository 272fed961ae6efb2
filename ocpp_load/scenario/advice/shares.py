"""Shares that are hardly meant: `share: 0.5` is half a percent, and groups that do not make a whole."""

from collections.abc import Iterator
from typing import TypeGuard

from ocpp_load.scenario.advice.outline import Oddity
from ocpp_load.scenario.node import MappingNode, Node, ScalarNode, SequenceNode
from ocpp_load.scenario.wording import as_word

_WHOLE = 100
_ROUNDING = 1.0
"""Of percentages: thirds are often written as 33 %."""
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


def uneven_shares(root: MappingNode) -> Iterator[Oddity]:
    """Yield the shares of groups that stand beside percentages without being one, or their sum."""
    groups = next((node for key, node in root.entries if key.text == "groups"), None)
    shared = [
        (group, share)
        for group in (groups.items if isinstance(groups, SequenceNode) else ())
        for has_number, share in (_share_of(group),)
        if not has_number
    ]
    percents = [float(share.text.strip(" %")) for _, share in shared if _is_percentage(share)]
    if not percents:
        return
    for group, share in shared:
        if share is None:
            yield Oddity(group, "without a share it counts as 1 % beside those in percent")
        elif not _is_percentage(share):
            yield Oddity(
                share,
                f"share: {share.text} counts as {share.text} % beside those in percent; write"
                f" {_meant(share)}",
            )
    if len(percents) == len(shared) and abs(sum(percents) - _WHOLE) > _ROUNDING:
        yield Oddity(
            shared[-1][0],
            f"share: those of all groups make {sum(percents):g} %; each counts as its part of that",
        )


def _share_of(group: Node) -> tuple[bool, ScalarNode | None]:
    """Tell whether a group has a number of stations, and return its share."""
    entries = group.entries if isinstance(group, MappingNode) else ()
    given = {key.text: node for key, node in entries}
    share = given.get("share")
    return "stations" in given, share if isinstance(share, ScalarNode) else None


def _is_percentage(share: ScalarNode | None) -> TypeGuard[ScalarNode]:
    return share is not None and isinstance(share.value, str)


def _meant(share: ScalarNode) -> str:
    number = share.value
    if isinstance(number, float) and 0 < number < 1:
        return f"{number * _WHOLE:g} %, or {share.text} % if you mean it"
    return f"{share.text} %"


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
