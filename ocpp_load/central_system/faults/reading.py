"""Orders for faults, from the command line and from the control interface, to values.

Pure. Raises `FaultError` with every problem of an order.
"""

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

import orjson

from ocpp_load.central_system.faults.fault import Fault
from ocpp_load.central_system.faults.kinds import KINDS, FaultKind
from ocpp_load.central_system.latency import Latency, parse_duration_s, parse_latency
from ocpp_load.errors import UserInputError
from ocpp_load.messages.v16.actions import Action
from ocpp_load.ocppj import ErrorCode

_ACTIONS = frozenset(action.value for action in Action)
_LONGEST_S = 86_400.0
_STATUSES = (
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.INTERNAL_SERVER_ERROR,
)
# A latency may have commas of its own: uniform:10ms,50ms
_NEXT_FIELD = re.compile(r",(?=[a-z-]+=)")


class FaultError(UserInputError):
    """An order that is for no fault there is."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def parse_fault(text: str) -> Fault:
    """Read `late,latency=2s,share=0.1,for=30s,after=10s,stations=CP0*`."""
    kind, *fields = _NEXT_FIELD.split(text)
    order: dict[str, Any] = {"fault": kind}
    problems = []
    for field in fields:
        name, _, value = field.partition("=")
        if name in order:
            problems.append(f"{name} stands there twice")
        order[name] = value
    if problems:
        raise FaultError(problems)
    return read_fault(order)


def read_fault(order: Mapping[str, Any]) -> Fault:
    """Read `{"fault": "late", "latency": "2s", "share": 0.1, "for": 30}`.

    A time is a number of seconds or a text such as 50ms, what is a number may be a text.
    """
    name = order.get("fault")
    if not isinstance(name, str) or name not in set(FaultKind):
        raise FaultError([f"{name!r} is no fault: there are {', '.join(FaultKind)}"])
    kind = FaultKind(name)
    allowed = ("after", *KINDS[kind].fields)
    problems, values = [], {}
    for field, given in order.items():
        if field == "fault":
            continue
        if field not in allowed:
            problems.append(f"{kind} takes no {field!r}: there are {', '.join(allowed)}")
            continue
        attribute, read = _FIELDS[field]
        try:
            values[attribute] = read(given)
        except (TypeError, ValueError) as error:
            problems.append(f"{field}: {error}")
    if kind is FaultKind.LATE and "latency" not in order:
        problems.append("late needs a latency")
    if problems:
        raise FaultError(problems)
    return Fault(kind=kind, **values)


def read_faults(body: bytes) -> list[Fault]:
    """Read the body of POST /faults: one order or a list of them."""
    try:
        orders = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise FaultError([f"the body is not JSON: {error}"]) from error
    if isinstance(orders, dict):
        orders = [orders]
    if not isinstance(orders, list) or not all(isinstance(order, dict) for order in orders):
        raise FaultError(["the body is neither a JSON object nor a list of them"])
    return [read_fault(order) for order in orders]


def _number(given: Any, wanted: str) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise ValueError(f"{given!r} is not {wanted}")
    try:
        return float(given)
    except ValueError:
        raise ValueError(f"{given!r} is not {wanted}") from None


def _seconds(given: Any) -> float:
    if isinstance(given, str) and given[-1:].isalpha():
        seconds = parse_duration_s(given)
    else:
        seconds = _number(given, "a duration")
    if not 0 <= seconds <= _LONGEST_S:
        raise ValueError(f"{given!r} is not from 0 to {_LONGEST_S:g} seconds")
    return seconds


def _share(given: Any) -> float:
    wanted = "a number above 0, up to 1"
    share = _number(given, wanted)
    if not 0 < share <= 1:
        raise ValueError(f"{given!r} is not {wanted}")
    return share


def _stations(given: Any) -> tuple[str, ...]:
    return _names(given, "patterns of identities")


def _actions(given: Any) -> tuple[str, ...]:
    names = _names(given, "actions")
    for name in names:
        if name not in _ACTIONS:
            raise ValueError(f"{name!r} is no action of OCPP 1.6")
    return names


def _names(given: Any, what: str) -> tuple[str, ...]:
    if given == "all":
        return ()
    if isinstance(given, str):
        return tuple(given.split("|"))
    if isinstance(given, list) and given and all(isinstance(name, str) for name in given):
        return tuple(given)
    raise ValueError(f'neither "all" nor {what}')


def _latency(given: Any) -> Latency:
    if not isinstance(given, str):
        raise ValueError(f"{given!r} is no text such as 50ms or uniform:10ms,50ms")
    return parse_latency(given)


def _status(given: Any) -> HTTPStatus:
    for status in _STATUSES:
        if str(given) == str(status.value):
            return status
    raise ValueError(f"{given!r} is none of {', '.join(str(s.value) for s in _STATUSES)}")


def _whole_seconds(given: Any) -> int:
    # RFC 9110 section 10.2.3: a delay is a whole number of seconds.
    seconds = _seconds(given)
    if seconds != int(seconds):
        raise ValueError(f"{given!r} is not a whole number of seconds")
    return int(seconds)


def _code(given: Any) -> ErrorCode:
    if not isinstance(given, str) or given not in set(ErrorCode):
        raise ValueError(f"{given!r} is none of {', '.join(ErrorCode)}")
    return ErrorCode(given)


_FIELDS: Final[Mapping[str, tuple[str, Callable[[Any], Any]]]] = {
    "after": ("after_s", _seconds),
    "for": ("duration_s", _seconds),
    "share": ("share", _share),
    "stations": ("stations", _stations),
    "actions": ("actions", _actions),
    "latency": ("latency", _latency),
    "status": ("status", _status),
    "retry-after": ("retry_after_s", _whole_seconds),
    "code": ("code", _code),
}
