"""The rules of `answers:`, from file to what a charge point goes by.

Their expressions know the station and the command, and no variable of the script: a command may
come at any time.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ocpp_load.charge_point import ChargePoint
from ocpp_load.charge_point.answer_rules import AnswerRule, GivenAnswer, GivenError, every_command
from ocpp_load.ocppj import Call
from ocpp_load.scenario.condition import read_condition
from ocpp_load.scenario.distribution import read_distribution
from ocpp_load.scenario.json_value import JsonValue, read_json
from ocpp_load.scenario.names import Names
from ocpp_load.scenario.node import MappingNode, ScalarNode
from ocpp_load.scenario.payload import NO_PAYLOAD, read_payload
from ocpp_load.scenario.percentage import read_percentage
from ocpp_load.scenario.plain_text import plain_text, read_plain_text
from ocpp_load.scenario.reader import MistakeList, Section, Value
from ocpp_load.scenario.script import NAMES, Script

GIVEN = ("status", "payload", "error")
_SPOILED = ("silence", "malformed", "wrong_message_id")
_KEYS = ("command", "where", "share", "once", "times", "delay", *GIVEN, *_SPOILED, "carry_out")
_NAMES = ("payload", "command", "message_id")
_MOST_TIMES = 1_000_000
_ERROR_CODE = re.compile(r"[A-Za-z]+")


def read_answers(value: Value) -> tuple[AnswerRule, ...]:
    """Read a list of rules; the first that applies to a command decides."""
    names = Names()
    mistakes = MistakeList(value.mistakes.file)
    mistakes.found, mistakes.names = value.mistakes.found, names
    rules = tuple(map(_read_rule, replace(value, mistakes=mistakes).items()))
    names.reject_unknown({*NAMES, *_NAMES})
    value.mistakes.names.asks_journal |= names.asks_journal
    return rules


def _read_rule(value: Value) -> AnswerRule:
    if value.is_empty:
        value.reject(f"{value.shown} is not allowed; allowed: a mapping")
    options = value.section(_KEYS)
    _reject_contradictions(value, options)
    limits = {"once": 1} if options.read("once", _true, False) else {}
    times = options.read("times", lambda value: value.integer(minimum=1, maximum=_MOST_TIMES), None)
    gives = _gives(options)
    silence = options.read("silence", _true, False)
    malformed = options.read("malformed", _read_malformed, None)
    return AnswerRule(
        action=options.read("command", Value.text, None),
        applies=options.read("where", _read_where, every_command),
        share=options.read("share", read_percentage, 1.0),
        times=limits.get("once", times),
        delay=options.read("delay", read_distribution, None),
        gives=gives,
        carries_out=options.read("carry_out", Value.flag, gives is None and not silence),
        silence=silence,
        wrong_message_id=options.read("wrong_message_id", _true, False),
        malformed=malformed is not None,
        malformed_text=None if malformed is None else _text_of(malformed),
    )


def _reject_contradictions(value: Value, options: Section) -> None:
    for exclusive in (GIVEN, _SPOILED, ("silence", *GIVEN), ("once", "times")):
        if sum(key in options for key in exclusive) > 1:
            value.reject(f"has more than one of {', '.join(exclusive)}")
    overrides = ("silence", *GIVEN)
    if "carry_out" in options and not any(key in options for key in overrides):
        value.reject(f"carry_out means nothing without one of {', '.join(overrides)}")


def _true(value: Value) -> bool:
    """Read what is either there or not."""
    if not value.flag():
        value.reject("is not allowed to be false; leave it out")
    return True


def _read_where(value: Value) -> Callable[[ChargePoint, Call], bool]:
    condition = read_condition(value)
    return lambda charge_point, command: condition.holds(_script(charge_point, command))


def _gives(options: Section) -> GivenAnswer | None:
    if "status" in options:
        status = options.read("status", _read_status, NO_PAYLOAD)
        return lambda charge_point, command: status.fill(_script(charge_point, command))
    if "payload" in options:
        payload = options.read("payload", read_payload, NO_PAYLOAD)
        return lambda charge_point, command: payload.fill(_script(charge_point, command))
    return options.read("error", _read_error, None)


def _read_status(value: Value) -> JsonValue:
    value.text()
    status = read_json(value)
    return JsonValue({"status": status.content}, status.is_late)


def _read_error(value: Value) -> GivenAnswer:
    if not isinstance(value.node, MappingNode):
        error = GivenError(_read_code(value))
        return lambda _charge_point, _command: error
    options = value.section(("code", "description", "details"), required=("code",))
    code = options.read("code", _read_code, "")
    description = options.read("description", read_plain_text, JsonValue("", is_late=False))
    details = options.read("details", read_payload, NO_PAYLOAD)

    def gives(charge_point: ChargePoint, command: Call) -> GivenError:
        script = _script(charge_point, command)
        return GivenError(code, plain_text(description, script), details.fill(script))

    return gives


def _read_code(value: Value) -> str:
    code = value.text()
    if code and not _ERROR_CODE.fullmatch(code):
        value.reject(f"{value.shown} is no code of a CallError; write for example InternalError")
    return code


def _read_malformed(value: Value) -> JsonValue | bool:
    """Read the text of a frame; True for what becomes of the answer by itself."""
    if isinstance(value.node, ScalarNode) and isinstance(value.node.value, bool):
        return _true(value)
    return read_plain_text(value)


def _text_of(malformed: JsonValue | bool) -> Callable[[ChargePoint, Call], str] | None:
    if isinstance(malformed, bool):
        return None
    return lambda charge_point, command: plain_text(malformed, _script(charge_point, command))


def _script(charge_point: ChargePoint, command: Call) -> Script:
    named: dict[str, Any] = {
        "payload": command.payload,
        "command": command.action,
        "message_id": command.message_id,
    }
    return Script(charge_point, named)
