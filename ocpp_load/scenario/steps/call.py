"""`call`: any Call at all, as the author writes it."""

import re
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from ocpp_load.charge_point import CallFailure, Steps, call
from ocpp_load.charge_point.activity import FailureKind
from ocpp_load.scenario.expectation import Expectation, check_all, read_expectations
from ocpp_load.scenario.expression import Expression
from ocpp_load.scenario.json_value import JsonValue
from ocpp_load.scenario.local_names import knowing, naming
from ocpp_load.scenario.node import MappingNode, Node, ScalarNode, SequenceNode
from ocpp_load.scenario.payload import NO_PAYLOAD, read_payload
from ocpp_load.scenario.reader import Value
from ocpp_load.scenario.saving import Saved, read_save, save, save_nothing
from ocpp_load.scenario.script import Script
from ocpp_load.scenario.script_end import ScriptEnd
from ocpp_load.scenario.step import StepReader
from ocpp_load.scenario.substitution import Late, late, value_of
from ocpp_load.scenario.verdict import fail_all, named_after

_ERROR = re.compile(r"CallError(?: +([A-Za-z]+))?")
_REASON = "CallError "


@dataclass(frozen=True, slots=True)
class Call:
    """Send `action` with `payload`, wait for the answer, check it and keep parts of it.

    The payload goes out as it is, checked against nothing: a scenario may be wrong on purpose.
    """

    name: ClassVar[str] = "call"
    action: str | Late[str]
    payload: JsonValue
    expect: tuple[Expectation, ...] = ()
    save: tuple[Saved, ...] = ()

    @classmethod
    def parse(cls, value: Value, steps: StepReader) -> Self:  # noqa: ARG003
        """Read the options of the step."""
        options = value.section(
            ("action", "payload", "expect", "save"), required=("action",), usual="action"
        )
        action = options.read("action", late(Value.text), "")
        expect = options.read("expect", _read_expect, ())
        return cls(
            action=action,
            payload=options.read("payload", read_payload, NO_PAYLOAD),
            expect=named_after(expect, action) if isinstance(action, str) else expect,
            save=options.read("save", lambda value: read_save(knowing(value, "answer")), ()),
        )

    def run(self, script: Script) -> Steps[None]:
        """Send it; statistics tell what became of it. Raises `ScriptEnd`, `StepError`."""
        outcome = yield from call(value_of(self.action, script), self.payload.fill(script))
        if isinstance(outcome, CallFailure):
            save_nothing(self.save, script)
            with naming(script, answer=None, error=_code_of(outcome)):
                yield from self._check_failure(script, outcome)
        else:
            save(self.save, script, answer=outcome)
            with naming(script, answer=outcome, error=None):
                yield from check_all(self.expect, script)

    def _check_failure(self, script: Script, failure: CallFailure) -> Steps[None]:
        """Check what is expected of errors; all else has failed for the same reason."""
        about_errors = [each for each in self.expect if _is_about_errors(each, failure)]
        others = (each for each in self.expect if each not in about_errors)
        is_over = fail_all(others, script, failure.reason)
        yield from check_all(about_errors, script)
        if is_over:
            raise ScriptEnd


def _code_of(failure: CallFailure) -> str | None:
    if failure.kind is not FailureKind.REFUSED:
        return None
    return failure.reason.removeprefix(_REASON)


def _is_about_errors(expectation: Expectation, failure: CallFailure) -> bool:
    expression = expectation.condition.expression
    return (
        failure.kind is FailureKind.REFUSED
        and isinstance(expression, Expression)
        and "error" in expression.names
    )


def _read_expect(value: Value) -> tuple[Expectation, ...]:
    spelled_out = replace(value, node=_spelled_out(value.node))
    return read_expectations(knowing(spelled_out, "answer", "error"))


def _spelled_out(node: Node) -> Node:
    """Return the conditions with `CallError NotSupported` as the expression that it is short for."""
    match node:
        case SequenceNode(line, column, items):
            return SequenceNode(line, column, tuple(map(_spelled_out, items)))
        case MappingNode(line, column, entries):
            return MappingNode(
                line, column, tuple((key, _spelled_out(child)) for key, child in entries)
            )
        case ScalarNode(value=str(text)) if match := _ERROR.fullmatch(text.strip()):
            expression: Any = f"error == '{match[1]}'" if match[1] else "error != null"
            return replace(node, value=expression)
    return node
