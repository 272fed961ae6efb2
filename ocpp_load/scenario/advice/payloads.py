"""Payloads of `call` steps that their schema would not have (OCPP-J 1.6 section 4.2.3).

A warning and no mistake: scenarios may be wrong on purpose, to see what the central system makes of
it, and where one expects a CallError it is. Where `${…}` stands, any value is taken to fit.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any

import jsonschema_rs

from ocpp_load.scenario.advice.outline import Oddity, Written, every
from ocpp_load.scenario.node import MappingNode, Node, ScalarNode, SequenceNode
from ocpp_load.scenario.wording import as_word, nearest
from ocpp_load.validation import SchemaStore
from ocpp_load.validation.schema_store import compile_schema
from ocpp_load.validation.secret import may_hold_password
from ocpp_load.validation.violation import shortened

_RESPONSE = "Response"
_ERROR = re.compile(r"\b(?:CallError|error)\b")

_Kind = jsonschema_rs.ValidationErrorKind
_Place = tuple[str | int, ...]


def wrong_payloads(steps: tuple[Written, ...], schemas: SchemaStore) -> Iterator[Oddity]:
    """Yield what is wrong with the action or the payload of each `call`, unless it is meant to be."""
    compiled: dict[str, jsonschema_rs.Validator] = {}
    for step in every(steps):
        action = step.option("action")
        if step.name != "call" or _expects_error(step.option("expect")):
            continue
        if not isinstance(action, ScalarNode) or "${" in action.text:
            continue
        if action.text not in schemas.names or action.text.endswith(_RESPONSE):
            yield Oddity(action, _unknown(action.text, schemas))
            continue
        payload = step.option("payload") or MappingNode(action.line, action.column, ())
        if isinstance(payload, MappingNode):
            if action.text not in compiled:
                compiled[action.text] = compile_schema(schemas.load(action.text))
            fields = schemas.load(action.text).get("properties", ())
            yield from _violations(action.text, payload, compiled[action.text], fields)


def _expects_error(node: Node | None) -> bool:
    """Tell whether a step is there for the CallError that it gets."""
    match node:
        case ScalarNode(text=text):
            return _ERROR.search(text) is not None
        case SequenceNode(items=items):
            return any(map(_expects_error, items))
        case MappingNode(entries=entries):
            return any(_expects_error(value) for _, value in entries)
    return False


def _unknown(action: str, schemas: SchemaStore) -> str:
    near = nearest(action, [name for name in schemas.names if not name.endswith(_RESPONSE)])
    question = f"; did you mean {near}?" if near else ""
    return f"call: there is no schema of {as_word(action)}, so nobody checks its payload{question}"


def _violations(
    action: str, payload: MappingNode, schema: jsonschema_rs.Validator, fields: Collection[str]
) -> Iterator[Oddity]:
    late: set[_Place] = set()
    nodes: dict[_Place, Node] = {}
    content = _content(payload, (), nodes, late)
    try:
        errors = list(schema.iter_errors(content))
    except ValueError:  # no JSON, which the reader tells
        return
    missing = {(_place(each), key) for each in errors if (key := _missing(each))}
    for error in errors:
        place = _place(error)
        for name in _unexpected(error):
            meant = nearest(name, [key for at, key in missing if at == place] if place else fields)
            missing.discard((place, meant or ""))
            question = f"; did you mean {meant}?" if meant else ""
            yield Oddity(
                nodes[*place, name],
                f"call: {_path(action, place)} has no {as_word(name)}{question}",
            )
    for error in errors:
        place, key = _place(error), _missing(error)
        if place in late or _unexpected(error) or (key and (place, key) not in missing):
            continue
        message = error.kind.name if may_hold_password(content) else error.message
        yield Oddity(nodes[place], f"call: {_path(action, place)}: {shortened(message)}")


def _missing(error: jsonschema_rs.ValidationError) -> str | None:
    """Return the key that is required and not there, where the error is that."""
    return error.kind.property if isinstance(error.kind, _Kind.Required) else None


def _unexpected(error: jsonschema_rs.ValidationError) -> list[str]:
    """Return the keys that the schema does not have, where the error is that."""
    return error.kind.unexpected if isinstance(error.kind, _Kind.AdditionalProperties) else []


def _place(error: jsonschema_rs.ValidationError) -> _Place:
    return tuple(error.instance_path)


def _path(action: str, place: _Place) -> str:
    return ".".join(map(str, (action, *place)))


def _content(node: Node, place: _Place, nodes: dict[_Place, Node], late: set[_Place]) -> Any:
    """Return the JSON of a node; note where each part of it stands, and which are yet to be known."""
    nodes[place] = node
    match node:
        case MappingNode(entries=entries):
            return {
                key.text: _content(each, (*place, key.text), nodes, late) for key, each in entries
            }
        case SequenceNode(items=items):
            return [
                _content(each, (*place, index), nodes, late) for index, each in enumerate(items)
            ]
        case ScalarNode(value=str(text)) if "${" in text:
            late.add(place)
    return node.value
