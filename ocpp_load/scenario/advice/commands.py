"""Commands that no central system sends, and what is asked of their payloads in vain.

A warning and no mistake: a vendor has commands of its own.
"""

import re
from collections.abc import Iterator

from ocpp_load.messages.v16.actions import Action, Sender
from ocpp_load.scenario.advice.outline import Oddity, Written, every, scalars
from ocpp_load.scenario.node import MappingNode, Node, ScalarNode, SequenceNode
from ocpp_load.scenario.wording import as_word, nearest
from ocpp_load.validation import SchemaStore

_COMMANDS = [each.value for each in Action if each.sender is not Sender.CHARGE_POINT]
_ASKED = re.compile(r"(?<![\w.])payload(?:\.|\[['\"])([A-Za-z]\w*)")


def unknown_commands(
    root: MappingNode, steps: tuple[Written, ...], schemas: SchemaStore
) -> Iterator[Oddity]:
    """Yield what the rules of `answers` and the steps `expect_call` have of no command."""
    for key, section in root.entries:
        if key.text == "answers" and isinstance(section, SequenceNode):
            for rule in section.items:
                yield from _odd(_entry(rule, "command"), rule, schemas)
    for step in every(steps):
        if step.name == "expect_call" and step.options is not None:
            yield from _odd(step.option("action"), step.options, schemas)


def _odd(command: Node | None, whole: Node, schemas: SchemaStore) -> Iterator[Oddity]:
    if not isinstance(command, ScalarNode):
        return
    if command.text not in _COMMANDS:
        yield Oddity(
            command,
            f"OCPP 1.6 knows no command {as_word(command.text)}{_near(command.text, _COMMANDS)}",
        )
        return
    fields = list(schemas.load(command.text).get("properties", ()))
    for node in scalars(whole):
        for name in dict.fromkeys(_ASKED.findall(node.text)):
            if name not in fields:
                yield Oddity(
                    node, f"payload: {command.text} has no {as_word(name)}{_near(name, fields)}"
                )


def _near(word: str, known: list[str]) -> str:
    near = nearest(word, known)
    return f"; did you mean {near}?" if near else ""


def _entry(node: Node, name: str) -> Node | None:
    if not isinstance(node, MappingNode):
        return None
    return next((value for key, value in node.entries if key.text == name), None)
