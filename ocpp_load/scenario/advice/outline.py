"""The steps of a file as they stand in it: names, options, and the lists of steps within them."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from ocpp_load.scenario.node import MappingNode, Node, ScalarNode, SequenceNode


class Form(Enum):
    """How the lists of steps within a step belong together."""

    AGAIN = "one list, as often as may be"
    EITHER = "one of the lists"
    BESIDE = "all of the lists, side by side"


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something odd, and where it is."""

    node: Node
    problem: str


@dataclass(frozen=True, slots=True)
class Written:
    """A step. `node` is its name in the file; `lists` are the steps within it."""

    name: str
    node: Node
    options: Node | None
    lists: tuple[tuple["Written", ...], ...] = ()
    form: Form = Form.AGAIN

    def option(self, key: str) -> Node | None:
        """Return what an option has, where there is one of that name."""
        if not isinstance(self.options, MappingNode):
            return None
        return next((node for name, node in self.options.entries if name.text == key), None)

    def text(self, key: str) -> str | None:
        """Return the text of an option that is one value."""
        node = self.option(key)
        return node.text if isinstance(node, ScalarNode) else None


_LISTS = {
    "repeat": (Form.AGAIN, ("steps",)),
    "each_connector": (Form.AGAIN, ("steps",)),
    "parallel": (Form.AGAIN, ("steps",)),
    "if": (Form.EITHER, ("then", "else")),
}


def outline_of(node: Node) -> tuple[Written, ...]:
    """Return the steps of a list; what is no step is left out."""
    if not isinstance(node, SequenceNode):
        return ()
    return tuple(step for item in node.items if (step := _step(item)) is not None)


def every(steps: tuple[Written, ...]) -> Iterator[Written]:
    """Yield steps and those within them, in the order of the file."""
    for step in steps:
        yield step
        for inner in step.lists:
            yield from every(inner)


def scalars(node: Node) -> Iterator[ScalarNode]:
    """Yield the values of a tree, which are where expressions stand; not its keys."""
    match node:
        case ScalarNode():
            yield node
        case SequenceNode(items=items):
            for item in items:
                yield from scalars(item)
        case MappingNode(entries=entries):
            for _, value in entries:
                yield from scalars(value)


def _step(node: Node) -> Written | None:
    match node:
        case ScalarNode(value=str(), text=name):
            return Written(name, node, None)
        case MappingNode(entries=[(name_node, options)]):
            form, lists = _lists_of(name_node.text, options)
            return Written(name_node.text, name_node, options, lists, form)
    return None


def _lists_of(name: str, options: Node) -> tuple[Form, tuple[tuple[Written, ...], ...]]:
    if name == "parallel" and isinstance(options, SequenceNode):
        return Form.BESIDE, tuple(outline_of(branch) for branch in options.items)
    if name == "choose":
        return Form.EITHER, tuple(
            outline_of(node)
            for choice in (options.items if isinstance(options, SequenceNode) else ())
            for key, node in (choice.entries if isinstance(choice, MappingNode) else ())
            if key.text == "steps"
        )
    form, keys = _LISTS.get(name, (Form.AGAIN, ()))
    entries = options.entries if isinstance(options, MappingNode) else ()
    given = {key.text: node for key, node in entries}
    lists = [outline_of(given[key]) for key in keys if key in given]
    if name == "if" and len(lists) == 1:
        lists.append(())  # or nothing at all is done
    return form, tuple(lists)
