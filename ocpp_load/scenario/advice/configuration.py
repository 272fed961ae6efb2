"""Configuration keys that no specification knows: a vendor's own, or a slip of the finger."""

from collections.abc import Iterator

from ocpp_load.model.configuration.keys import STANDARD_KEYS, standard_key
from ocpp_load.scenario.advice.outline import Oddity
from ocpp_load.scenario.node import MappingNode, Node
from ocpp_load.scenario.wording import as_word, nearest


def unknown_keys(root: MappingNode) -> Iterator[Oddity]:
    """Yield the keys under `configuration` of a scenario's station, or of a template."""
    for section in (
        _entry(root, "configuration"),
        _entry(_entry(root, "station"), "configuration"),
    ):
        if not isinstance(section, MappingNode):
            continue
        for key, _ in section.entries:
            if standard_key(key.text) is None:
                near = nearest(key.text, STANDARD_KEYS)
                question = f"; did you mean {near}?" if near else ""
                yield Oddity(
                    key, f"configuration: OCPP 1.6 knows no key {as_word(key.text)}{question}"
                )


def _entry(node: Node | None, name: str) -> Node | None:
    if not isinstance(node, MappingNode):
        return None
    return next((value for key, value in node.entries if key.text == name), None)
