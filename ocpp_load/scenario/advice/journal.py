"""Actions that an expression asks the journal of, and nobody knows: `answers.Bootnotification`."""

import re
from collections.abc import Iterable, Iterator

from ocpp_load.scenario.advice.outline import Oddity, scalars
from ocpp_load.scenario.node import MappingNode, Node, ScalarNode, SequenceNode
from ocpp_load.scenario.wording import as_word, nearest
from ocpp_load.validation import SchemaStore

_ASKED = re.compile(r"(?<![\w.])(answers|commands|failures|sent)(?:\.|\[['\"])([A-Za-z]\w*)")
_RESPONSE = "Response"
_PROSE = frozenset({"name", "description"})


def unknown_actions(root: MappingNode, schemas: SchemaStore) -> Iterator[Oddity]:
    """Yield every place that asks for an action of neither OCPP nor the file itself."""
    ocpp = (name for name in schemas.names if not name.endswith(_RESPONSE))
    known = {*ocpp, *_named_in(root)}
    for key, section in root.entries:
        if key.text in _PROSE:
            continue
        for node in scalars(section):
            for name, action in dict.fromkeys(_ASKED.findall(node.text)):
                if action not in known:
                    yield Oddity(node, _problem(name, action, known))


def _named_in(node: Node) -> Iterator[str]:
    """Yield the actions that steps name, of whatever vendor they are."""
    match node:
        case SequenceNode(items=items):
            for item in items:
                yield from _named_in(item)
        case MappingNode(entries=entries):
            for key, value in entries:
                if key.text == "action" and isinstance(value, ScalarNode):
                    yield value.text
                yield from _named_in(value)


def _problem(name: str, action: str, known: Iterable[str]) -> str:
    near = nearest(action, sorted(known))
    question = f"; did you mean {near}?" if near else ""
    return f"{name}: OCPP 1.6 knows no action {as_word(action)}{question}"
