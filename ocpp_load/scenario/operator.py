"""How a button is pressed at a central system: ours, or one that a file describes."""

import ast
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from ocpp_load.charge_point import HttpRequest
from ocpp_load.errors import OcppLoadError, ScenarioError
from ocpp_load.ocppj import Payload
from ocpp_load.scenario.document import parse_document, read_source
from ocpp_load.scenario.http_template import (
    KEYS,
    NO_REQUEST,
    HttpTemplate,
    read_headers,
    read_method,
    read_template,
    read_url,
)
from ocpp_load.scenario.json_value import read_json
from ocpp_load.scenario.local_names import naming
from ocpp_load.scenario.names import Names
from ocpp_load.scenario.plain_text import json_text
from ocpp_load.scenario.reader import MistakeList, Value
from ocpp_load.scenario.script import NAMES

if TYPE_CHECKING:
    from ocpp_load.scenario.script import Script

NO_OPERATOR = (
    "nothing says how a button is pressed at the central system; give --operator FILE,"
    " --control-url of an embedded central system, or run with --embedded-csms"
)

_NAMES = ("action", "payload", "timeout")
# The central system waits for the station as long as it was told; its own answer takes a moment more.
_MARGIN_S = 5.0


class OperatorError(OcppLoadError):
    """Nobody knows how to press that button."""


@dataclass(frozen=True, slots=True)
class EmbeddedOperator:
    """Presses the buttons of an embedded central system, by its control interface."""

    control_url: str

    def request(
        self, script: "Script", action: str, payload: Payload, timeout_s: float
    ) -> HttpRequest:
        """Return the request that has it send the command, valid or not."""
        identity = quote(script.station.identity, safe="")
        command = {"action": action, "payload": payload, "timeout": timeout_s, "validate": False}
        return HttpRequest(
            "POST",
            f"{self.control_url.rstrip('/')}/stations/{identity}/commands",
            (("Content-Type", "application/json"),),
            json_text(command).encode(),
            timeout_s + _MARGIN_S,
        )


@dataclass(frozen=True, slots=True)
class DescribedOperator:
    """Presses the buttons of a central system as a file has it: all alike, or some in their own way."""

    usual: HttpTemplate | None
    by_action: Mapping[str, HttpTemplate] = field(default_factory=dict)

    def request(
        self, script: "Script", action: str, payload: Payload, timeout_s: float
    ) -> HttpRequest:
        """Return the request of that action. Raises `OcppLoadError`."""
        template = self.by_action.get(action, self.usual)
        if template is None:
            raise OperatorError(f"the file of --operator does not say how to send {action}")
        with naming(script, action=action, payload=payload, timeout=timeout_s):
            return template.fill(script, timeout_s)


def load_operator(path: Path) -> DescribedOperator:
    """Return what the file of `--operator` describes; raise `ScenarioError` with every mistake."""
    mistakes = MistakeList(str(path))
    source = read_source(path, mistakes.found)
    root = None if source is None else parse_document(source, str(path), mistakes.found)
    mistakes.names = _NamesOfRun()
    operator = None if root is None else _read(Value(root, "", mistakes))
    mistakes.names.reject_unknown({*NAMES, *_NAMES})
    if operator is None or mistakes.found:
        raise ScenarioError(sorted(set(mistakes.found)))
    return operator


class _NamesOfRun(Names):
    """Names of a file that is read for a run: what its environment lacks is a mistake by now."""

    __slots__ = ()

    def reject_unknown_columns(self, tree: ast.AST, value: Value) -> None:
        super().reject_unknown_columns(tree, value)
        for node in ast.walk(tree):
            match node:
                case ast.Attribute(value=ast.Name(id="env"), attr=name) if name not in os.environ:
                    value.reject(f"the environment has no {name}")


def _read(root: Value) -> DescribedOperator:
    options = root.section((*KEYS, "description", "actions"))
    options.read("description", Value.text, None)
    usual = read_template(options)
    if usual is None and any(key in options for key in KEYS):
        root.reject("the key url is missing")
    if usual is None and "actions" not in options:
        root.reject("needs url, actions or both")
    by_action = options.read("actions", lambda value: _read_actions(value, usual), {})
    return DescribedOperator(usual, by_action)


def _read_actions(value: Value, usual: HttpTemplate | None) -> Mapping[str, HttpTemplate]:
    return {key.text: _read_action(entry, usual) for key, entry in value.entries()}


def _read_action(value: Value, usual: HttpTemplate | None) -> HttpTemplate:
    """Read what is different about one action; all else is as usual."""
    options = value.section(KEYS, required=() if usual else ("url",))
    usual = usual or NO_REQUEST
    return HttpTemplate(
        options.read("url", read_url, usual.url),
        options.read("method", read_method, usual.method),
        {**usual.headers, **options.read("headers", read_headers, {})},
        options.read("body", read_json, usual.body),
    )
