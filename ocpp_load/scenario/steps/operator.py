"""`operator`: what somebody does at the central system: a button that is pressed there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

import orjson

from ocpp_load.charge_point import HttpRequest, HttpResponse, Steps, TransferFailure
from ocpp_load.scenario import verdict
from ocpp_load.scenario.duration import read_duration
from ocpp_load.scenario.expectation import Expectation, check_all, read_expectations
from ocpp_load.scenario.http_template import HttpTemplate, read_headers, read_method, read_url
from ocpp_load.scenario.json_value import JsonValue, read_json
from ocpp_load.scenario.local_names import knowing, naming
from ocpp_load.scenario.operator import NO_OPERATOR, OperatorError
from ocpp_load.scenario.payload import NO_PAYLOAD, read_payload
from ocpp_load.scenario.reader import Section, Value
from ocpp_load.scenario.saving import Saved, read_save, save, save_nothing
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.script_end import ScriptEnd
from ocpp_load.scenario.step import StepReader
from ocpp_load.scenario.substitution import Late, late, value_of

_TIMEOUT_S = 30.0
_BUTTON = ("action", "payload")
_REQUEST = ("url", "method", "headers", "body")


@dataclass(frozen=True, slots=True)
class Operator:
    """Have the central system send `action`, or make the request that is spelled out by `url`.

    That it succeeded is a check where nothing else is expected of the response.
    """

    name: ClassVar[str] = "operator"
    action: str | None = None
    payload: JsonValue = NO_PAYLOAD
    url: JsonValue | None = None
    method: str | None = None
    headers: Mapping[str, JsonValue] = field(default_factory=dict)
    body: JsonValue | None = None
    timeout: float | Late[float] = _TIMEOUT_S
    expect: tuple[Expectation, ...] = ()
    save: tuple[Saved, ...] = ()
    name_: str | None = None
    clause: str | None = None
    required: bool = False

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:  # noqa: ARG003
        """Read the options of the step."""
        keys = (*_BUTTON, *_REQUEST, "timeout", "expect", "save", *verdict.OPTIONS)
        options = value.section(keys)
        if ("action" in options) == ("url" in options):
            value.reject("needs exactly one of action, url")
        elif "action" in options:
            value.mistakes.names.asks_operator = True
            _reject(value, options, _REQUEST, "without url")
        else:
            _reject(value, options, _BUTTON, "without action")
        action = options.read("action", Value.text, None)
        required, name = verdict.read_required(options), verdict.read_name(options)
        clause = verdict.read_clause(options)
        return cls(
            action=action,
            payload=options.read("payload", read_payload, NO_PAYLOAD),
            url=options.read("url", read_url, None),
            method=options.read("method", read_method, None),
            headers=options.read("headers", read_headers, {}),
            body=options.read("body", read_json, None),
            timeout=options.read("timeout", late(read_duration), _TIMEOUT_S),
            expect=verdict.named_after(
                options.read("expect", _read_expect, ()),
                name or _label(action),
                clause,
                required=required,
            ),
            save=options.read("save", lambda value: read_save(knowing(value, "response")), ()),
            name_=name,
            clause=clause,
            required=required,
        )

    def run(self, script: Script) -> Steps[None]:
        """Press it and wait for what comes of it. Raises `ScriptEnd`, `OcppLoadError`."""
        outcome: HttpResponse | TransferFailure = yield self._request(script)
        if isinstance(outcome, TransferFailure):
            save_nothing(self.save, script)
            self._tell(script, outcome.reason)
            return
        failure = None if outcome.is_success else f"HTTP {outcome.status}"
        response = {"status": outcome.status, "body": _content(outcome.body)}
        save(self.save, script, response=response)
        if self.expect:
            with naming(script, response=response):
                yield from check_all(self.expect, script, failure)
        else:
            self._tell(script, failure)

    def _tell(self, script: Script, failure: str | None) -> None:
        if not self.expect or failure is None:
            name = self.name_ or _label(self.action)
            verdict.tell(script, failure, name, self.clause, required=self.required)
        elif verdict.fail_all(self.expect, script, failure):
            raise ScriptEnd

    def _request(self, script: Script) -> HttpRequest:
        timeout_s = value_of(self.timeout, script)
        if self.url is not None:
            template = HttpTemplate(self.url, self.method, self.headers, self.body)
            return template.fill(script, timeout_s)
        operator = script.charge_point.behaviour.operator
        if operator is None:
            raise OperatorError(NO_OPERATOR)
        return operator.request(script, self.action or "", self.payload.fill(script), timeout_s)


def _label(action: str | None) -> str:
    return f"operator {action or 'request'}"


def _read_expect(value: Value) -> tuple[Expectation, ...]:
    return read_expectations(knowing(value, "response"))


def _reject(value: Value, options: Section, keys: tuple[str, ...], why: str) -> None:
    for key in keys:
        if key in options:
            value.reject(f"{key} means nothing {why}")


def _content(body: bytes) -> Any:
    """Return what a response holds: JSON where it is that, else text."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return body.decode(errors="replace")
