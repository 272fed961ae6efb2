"""Variables, parameters and feeders that nothing asks for."""

import re
from collections.abc import Iterator

from ocpp_load.scenario.advice.outline import Oddity, Written, every, scalars
from ocpp_load.scenario.node import MappingNode, ScalarNode
from ocpp_load.scenario.wording import as_word

_WITHOUT_EXPRESSIONS = frozenset({"name", "description", "data"})
_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*")


def unused_names(root: MappingNode, steps: tuple[Written, ...]) -> Iterator[Oddity]:
    """Yield what `set` and `save` give a name, parameters, and feeders, where no text has it."""
    words = words_in(root)
    for step in every(steps):
        for key in _variables(step):
            if key.text not in words:
                yield Oddity(key, f"{step.name}: nothing asks for the variable {as_word(key.text)}")
    for key in keys_below(root, "parameters"):
        if key.text not in words:
            yield Oddity(key, f"parameters: nothing asks for {as_word(key.text)}")
    uses = any(step.name == "use" for step in every(steps))
    for key in keys_below(root, "data"):
        # A file that is used sees the feeders as well.
        if not uses and key.text not in words:
            yield Oddity(key, f"data: nothing asks for the feeder {as_word(key.text)}")


def words_in(root: MappingNode) -> set[str]:
    """Return the words of a file in which an expression may be, without those of its feeders."""
    return {
        word
        for key, section in root.entries
        if key.text not in _WITHOUT_EXPRESSIONS
        for node in scalars(section)
        for word in _NAME.findall(node.text)
    }


def keys_below(root: MappingNode, name: str) -> list[ScalarNode]:
    """Return the keys of the mapping that a section is, if it is one."""
    for key, node in root.entries:
        if key.text == name and isinstance(node, MappingNode):
            return [each for each, _ in node.entries]
    return []


def _variables(step: Written) -> Iterator[ScalarNode]:
    given = step.options if step.name == "set" else step.option("save")
    if isinstance(given, MappingNode):
        yield from (key for key, _ in given.entries)
