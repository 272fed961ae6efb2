"""The registry of command handlers, and the gate before them.

A handler is a pure function `(station, payload) → Reply | Refusal`. `@handles` only marks;
`register` collects the marked functions of a module and refuses duplicates; `dispatch`
never raises for what a peer sent.
"""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import TypeVar

from ocpp_load.errors import DuplicateHandlerError
from ocpp_load.handlers.reply import Refusal, Reply
from ocpp_load.model import Station
from ocpp_load.ocppj import ErrorCode, Payload
from ocpp_load.validation import PayloadValidator

Handler = Callable[[Station, Payload], Reply | Refusal]
_HandlerT = TypeVar("_HandlerT", bound=Handler)

_MARK = "_ocpp_load_handles"


@dataclass(frozen=True, slots=True)
class _Mark:
    action: str
    profile: str


def handles(action: str, *, profile: str) -> Callable[[_HandlerT], _HandlerT]:
    """Mark a function as the handler of `action`, which belongs to a feature profile."""

    def mark(handler: _HandlerT) -> _HandlerT:
        setattr(handler, _MARK, _Mark(str(action), str(profile)))
        return handler

    return mark


class HandlerRegistry:
    """Handlers by action, for one OCPP version whose known actions are `actions`."""

    def __init__(self, actions: Container[str], validator: PayloadValidator) -> None:
        self._actions = actions
        self._validator = validator
        self._handlers: dict[str, tuple[Handler, _Mark]] = {}

    def register(self, modules: Iterable[ModuleType]) -> None:
        """Take in every marked function of these modules.

        Raises `DuplicateHandlerError` where two of them claim one action.
        """
        for module in modules:
            for candidate in vars(module).values():
                mark = getattr(candidate, _MARK, None)
                if isinstance(mark, _Mark):
                    self._add(candidate, mark)

    def profile_of(self, action: str) -> str:
        """Return the feature profile that the handler of `action` belongs to."""
        return self._handlers[action][1].profile

    def dispatch(self, station: Station, action: str, payload: Payload) -> Reply | Refusal:
        """Answer one command: the gate first, then its handler.

        What the handler raises is not caught here: it is the station's own fault and the
        actor's to report.
        """
        registered = self._handlers.get(action)
        if registered is None:
            # OCPP-J 1.6 4.2.3, table 7: unknown, or recognised but without support.
            if action in self._actions:
                return Refusal(ErrorCode.NOT_SUPPORTED, f"{action} is not supported")
            return Refusal(ErrorCode.NOT_IMPLEMENTED, "the action is not known")
        violation = self._validator.check_request(action, payload)
        if violation is not None:
            return Refusal(violation.code, violation.message)
        return registered[0](station, payload)

    def _add(self, handler: Handler, mark: _Mark) -> None:
        if mark.action in self._handlers:
            first, _ = self._handlers[mark.action]
            raise DuplicateHandlerError(mark.action, _name(first), _name(handler))
        self._handlers[mark.action] = (handler, mark)


def _name(handler: Handler) -> str:
    return f"{handler.__module__}.{getattr(handler, '__qualname__', handler)}"
