"""The bodies of POST /stations/{identity}/commands and POST /commands: what to send, checked.

Pure. Every problem of a body is told at once.
"""

from dataclasses import dataclass
from typing import Any

import orjson

from ocpp_load.central_system.commands import DEFAULT_TIMEOUT_S
from ocpp_load.central_system.desk import REGISTER_STATION
from ocpp_load.errors import UserInputError
from ocpp_load.messages.v16.actions import Action, Sender
from ocpp_load.ocppj import Payload
from ocpp_load.validation import PayloadValidator

_LONGEST_TIMEOUT_S = 3600.0
_FIELDS = ("action", "payload", "timeout", "validate")
_BROADCAST_FIELDS = (*_FIELDS, "stations", "share")
_ALL = "all"
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


@dataclass(frozen=True, slots=True)
class BroadcastRequest:
    """A command for many stations: those named, or None for all that are connected.

    `share` (above 0, up to 1) is how much of them is drawn.
    """

    command: CommandRequest
    stations: tuple[str, ...] | None
    share: float


def read_command_request(body: bytes, validator: PayloadValidator) -> CommandRequest:
    """Read `{"action": …, "payload": {…}, "timeout": 30, "validate": true}`.

    With `"validate": false` any action and any payload may go out. Raises
    `CommandRequestError`.
    """
    fields = read_json_object(body)
    return _command(fields, _FIELDS, [], validator)


def read_broadcast_request(body: bytes, validator: PayloadValidator) -> BroadcastRequest:
    """Read the same with `"stations": ["CP1", …]` or `"all"`, and perhaps `"share": 0.1`.

    Raises `CommandRequestError`.
    """
    fields = read_json_object(body)
    stations: Any = fields.get("stations")
    share: Any = fields.get("share", 1.0)
    problems = []
    is_list = isinstance(stations, list) and all(isinstance(name, str) for name in stations)
    if stations != _ALL and not is_list:
        problems.append('stations is neither "all" nor a list of identities')
    if not isinstance(share, int | float) or isinstance(share, bool) or not 0 < share <= 1:
        problems.append("share is not a number above 0, up to 1")
    command = _command(fields, _BROADCAST_FIELDS, problems, validator)
    # An identity that stands there twice is one station all the same.
    named = None if stations == _ALL else tuple(dict.fromkeys(stations))
    return BroadcastRequest(command, named, float(share))


def read_json_object(body: bytes) -> dict[str, Any]:
    """Return the fields of a body. Raises `CommandRequestError` where it has none."""
    try:
        fields = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise CommandRequestError([f"the body is not JSON: {error}"]) from error
    if not isinstance(fields, dict):
        raise CommandRequestError(["the body is not a JSON object"])
    return fields


def _command(
    fields: dict[str, Any],
    known: tuple[str, ...],
    problems: list[str],
    validator: PayloadValidator,
) -> CommandRequest:
    action: Any = fields.get("action")
    payload: Any = fields.get("payload", {})
    timeout_s: Any = fields.get("timeout", DEFAULT_TIMEOUT_S)
    validate: Any = fields.get("validate", True)
    problems = unknown_fields(fields, known) + problems
    problems += _problems(action, payload, timeout_s, validate)
    if validate is True and not problems:
        problems = _problems_of_content(action, payload, validator)
    if problems:
        raise CommandRequestError(problems)
    return CommandRequest(action, payload, float(timeout_s))


def unknown_fields(fields: dict[str, Any], known: tuple[str, ...]) -> list[str]:
    """Return a problem for each field that there is not."""
    return [
        f"{field!r} is no field: there are {', '.join(known)}"
        for field in fields
        if field not in known
    ]


def _problems(action: Any, payload: Any, timeout_s: Any, validate: Any) -> list[str]:
    problems = []
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
    if action == REGISTER_STATION:
        return []
    if action not in _COMMANDS:
        known = ", ".join(_COMMANDS)
        problem = f"{action!r} is no command of a central system: there are {known}"
        return [f'{problem}; "validate": false sends any']
    violation = validator.check_request(action, payload)
    if violation is None:
        return []
    return [f"payload: {violation.reason} ({violation.message})"]
