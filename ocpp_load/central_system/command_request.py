"""The body of POST /stations/{identity}/commands: what to send, checked.

Pure. Every problem of a body is told at once.
"""

from dataclasses import dataclass
from typing import Any

import orjson

from ocpp_load.central_system.commands import DEFAULT_TIMEOUT_S
from ocpp_load.errors import UserInputError
from ocpp_load.messages.v16.actions import Action, Sender
from ocpp_load.ocppj import Payload
from ocpp_load.validation import PayloadValidator

_LONGEST_TIMEOUT_S = 3600.0
_FIELDS = ("action", "payload", "timeout", "validate")
_COMMANDS = sorted(action.value for action in Action if action.sender is not Sender.CHARGE_POINT)


class CommandRequestError(UserInputError):
    """A body that is no command."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class CommandRequest:
    """A command for a station; `timeout_s` counts from when it is sent."""

    action: str
    payload: Payload
    timeout_s: float


def read_command_request(body: bytes, validator: PayloadValidator) -> CommandRequest:
    """Read `{"action": …, "payload": {…}, "timeout": 30, "validate": true}`.

    With `"validate": false` any action and any payload may go out. Raises
    `CommandRequestError`.
    """
    try:
        fields = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise CommandRequestError([f"the body is not JSON: {error}"]) from error
    if not isinstance(fields, dict):
        raise CommandRequestError(["the body is not a JSON object"])
    action: Any = fields.get("action")
    payload: Any = fields.get("payload", {})
    timeout_s: Any = fields.get("timeout", DEFAULT_TIMEOUT_S)
    validate: Any = fields.get("validate", True)
    problems = _problems(fields, action, payload, timeout_s, validate)
    if validate is True and not problems:
        problems = _problems_of_content(action, payload, validator)
    if problems:
        raise CommandRequestError(problems)
    return CommandRequest(action, payload, float(timeout_s))


def _problems(
    fields: dict[str, Any], action: Any, payload: Any, timeout_s: Any, validate: Any
) -> list[str]:
    problems = [
        f"{field!r} is no field: there are {', '.join(_FIELDS)}"
        for field in fields
        if field not in _FIELDS
    ]
    if not isinstance(action, str):
        problems.append("action is missing or no string")
    if not isinstance(payload, dict):
        problems.append("payload is not an object")
    if (
        not isinstance(timeout_s, int | float)
        or isinstance(timeout_s, bool)
        or not 0 < timeout_s <= _LONGEST_TIMEOUT_S
    ):
        problems.append(f"timeout is not a number of seconds up to {_LONGEST_TIMEOUT_S:g}")
    if not isinstance(validate, bool):
        problems.append("validate is neither true nor false")
    return problems


def _problems_of_content(action: str, payload: Payload, validator: PayloadValidator) -> list[str]:
    if action not in _COMMANDS:
        return [f"{action!r} is no command of a central system: there are {', '.join(_COMMANDS)}"]
    violation = validator.check_request(action, payload)
    if violation is None:
        return []
    return [f"payload: {violation.reason} ({violation.message})"]
