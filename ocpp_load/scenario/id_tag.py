"""Id tags of drivers (IdToken, OCPP 1.6 section 7.28): a pattern, or an expression that gives one."""

import re
from typing import TYPE_CHECKING

from ocpp_load.scenario.pattern import Pattern, read_ci_string_pattern
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.substitution import Late, read_late, value_of

if TYPE_CHECKING:
    from ocpp_load.scenario.script import Script

IdTag = Pattern | Late[Pattern] | None
"""None is the driver of the session."""

_CONNECTOR_OR_BRACES = re.compile(r"\{\{|\}\}|\{connector(?P<format>:0?[0-9]{0,2}[dxX]?)?\}")


def read_id_tag(value: Value, connector: int | None = None) -> Pattern:
    """Read a pattern for id tags (IdToken, OCPP 1.6 section 7.28).

    Where it is one for a connector, `{connector}` stands for its number.
    """
    if connector is not None:
        value = value.rewritten(lambda text: _at_connector(text, connector))
    return read_ci_string_pattern(value, 20)


def read_late_id_tag(value: Value, connector: int | None) -> IdTag:
    """Read the id tag of a step at that connector: a pattern, or an expression that gives one.

    None is a connector that is not known yet, whose number cannot be part of a pattern.
    """
    id_tag = read_late(value, lambda given: read_id_tag(given, connector))
    if isinstance(id_tag, Late):
        for expression in id_tag.placed.text.expressions:
            value.mistakes.names.reject_whole_row(expression.tree, value)
    return id_tag


def id_tag_of(id_tag: IdTag | str, script: "Script") -> str:
    """Return the id tag that a step names, or the one of its session. Raises `StepError`."""
    if id_tag is None:
        id_tag = script.id_tag
    if id_tag is None:
        return script.station.id_tag
    if isinstance(id_tag, str):
        return id_tag
    return value_of(id_tag, script).format(script.station.number)


def _at_connector(text: str, connector: int) -> str:
    def number(found: re.Match[str]) -> str:
        if not found[0].startswith("{connector"):
            return found[0]
        return format(connector, (found["format"] or ":")[1:])

    return _CONNECTOR_OR_BRACES.sub(number, text)
