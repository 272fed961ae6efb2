"""Text of an author's that goes out as it is, with `${…}` in it."""

import json
from typing import TYPE_CHECKING, Any

from ocpp_load.scenario.json_value import JsonValue, read_json
from ocpp_load.scenario.node import ScalarNode
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.substitution import written

if TYPE_CHECKING:
    from ocpp_load.scenario.script import Script


def read_plain_text(value: Value) -> JsonValue:
    """Read any text, an empty one too."""
    if not isinstance(value.node, ScalarNode) or value.node.value != "":
        value.text()
    return read_json(value)


def plain_text(text: JsonValue, script: "Script") -> str:
    """Return the text for that script; what is a list or a mapping, as JSON. Raises `StepError`."""
    filled = text.fill(script)
    return json_text(filled) if isinstance(filled, dict | list) else written(filled)


def json_text(filled: Any) -> str:
    """Return anything that an expression may give as JSON; what JSON has no form for, as text."""
    return json.dumps(filled, default=str, ensure_ascii=False)
