"""The registry of command handlers, and the gate before them.

A handler is a pure function `(station, command) → Reply | Refusal`. `@handles` only marks;
`register` collects the marked functions of a module and refuses duplicates; `dispatch` runs
the gate, then the handler.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from inspect import signature
from types import ModuleType
from typing import TypeVar

from ocpp_load.errors import DuplicateHandlerError, HandlerError
from ocpp_load.handlers.command import Command
from ocpp_load.handlers.reply import Refusal, Reply
from ocpp_load.model import Registration, Station
from ocpp_load.ocppj import ErrorCode, Payload
from ocpp_load.validation import PayloadValidator, whole_numbers

Handler = Callable[[Station, Command], Reply | Refusal]
_HandlerT = TypeVar("_HandlerT", bound=Handler)

_MARK = "_ocpp_load_handles"


@dataclass(frozen=True, slots=True)
class _Mark:
    action: str
    profile: str
    switched_off: Payload | None
    while_pending: bool
    replaces: bool


def handles(
    action: str,
    *,
    profile: str,
    switched_off: Payload | None = None,
    while_pending: bool = True,
    replaces: bool = False,
) -> Callable[[_HandlerT], _HandlerT]:
    """Mark a function as the handler of `action`, which belongs to a feature profile.

    `switched_off` is the answer of a lenient station that does not have the feature, where
    the specification knows one. `while_pending` is False for what OCPP 1.6 section 4.2 forbids
    before the station is accepted. A handler that `replaces` takes the place of another one.
    """

    def mark(handler: _HandlerT) -> _HandlerT:
        marked = _Mark(str(action), str(profile), switched_off, while_pending, replaces)
        setattr(handler, _MARK, marked)
        return handler

    return mark


@dataclass(frozen=True, slots=True)
class Leniency:
    """Where stations are more forgiving than the specification; strict unless told otherwise.

    `profiles`: a command whose feature is switched off gets the status that its response has for
    that case. `registration`: commands are answered before BootNotification is, and
    remote starts and stops while registration is pending.
    """

    profiles: bool = False
    registration: bool = False


class HandlerRegistry:
    """Handlers by action, for one OCPP version whose actions and their profiles are `actions`."""

    def __init__(
        self,
        actions: Mapping[str, str],
        validator: PayloadValidator,
        leniency: Leniency | None = None,
    ) -> None:
        self._actions = actions
        self._validator = validator
        self._leniency = leniency or Leniency()
        self._handlers: dict[str, tuple[Handler, _Mark]] = {}

    def register(self, modules: Iterable[ModuleType]) -> None:
        """Take in every marked function of these modules.

        Raises `DuplicateHandlerError` where two of them claim one action and neither replaces
        the other, `HandlerError` for one that does not fit its action.
        """
        for module in modules:
            for candidate in vars(module).values():
                if is_handler(candidate):
                    self.add(candidate)

    def add(self, handler: Handler) -> None:
        """Take in one marked function; raises what `register` raises."""
        mark: _Mark = getattr(handler, _MARK)
        problem = self._problem(handler, mark)
        if problem is not None:
            raise HandlerError(name_of(handler), problem)
        if mark.action in self._handlers:
            first, first_mark = self._handlers[mark.action]
            if first_mark.replaces == mark.replaces:
                raise DuplicateHandlerError(mark.action, name_of(first), name_of(handler))
        self._handlers[mark.action] = (handler, mark)

    @property
    def actions(self) -> Iterable[str]:
        """Return the actions that have a handler."""
        return self._handlers.keys()

    def profile_of(self, action: str) -> str:
        """Return the feature profile that the handler of `action` belongs to."""
        return self._handlers[action][1].profile

    def dispatch(self, station: Station, command: Command) -> Reply | Refusal:
        """Answer one command: the gate first, then its handler.

        What the handler raises is not caught here: it is the station's own fault and the
        actor's to report.
        """
        action = command.action
        registered = self._handlers.get(action)
        if registered is None:
            return self._without_handler(action)
        handler, mark = registered
        if not station.type.has(mark.profile, action):
            return self._without_feature(station.registration, mark)
        violation = self._validator.check_request(action, command.payload)
        if violation is not None:
            return Refusal(violation.code, violation.message)
        refused = self._before_acceptance(station.registration, mark)
        if refused is not None:
            return refused
        try:
            payload = whole_numbers(command.payload)
        except OverflowError as error:
            return Refusal(ErrorCode.PROPERTY_CONSTRAINT_VIOLATION, str(error))
        return handler(station, Command(action, payload, command.epoch_s, command.now))

    def _problem(self, handler: Handler, mark: _Mark) -> str | None:
        own_profile = self._actions.get(mark.action)
        if own_profile is not None and mark.profile != own_profile:
            return f"{mark.action} belongs to the profile {own_profile}, not to {mark.profile}"
        if own_profile is None and mark.profile in self._actions.values():
            return f"{mark.action} is no action of OCPP: name a profile of your own"
        if mark.replaces and mark.action not in self._handlers:
            return f"there is no handler of {mark.action} that it could replace"
        try:
            signature(handler).bind(None, None)
        except TypeError:
            return "a handler takes (station, command)"
        return None

    def _without_handler(self, action: str) -> Refusal:
        # OCPP-J 1.6 4.2.3, table 7: unknown, or recognised but without support.
        if action in self._actions:
            return Refusal(ErrorCode.NOT_SUPPORTED, f"{action} is not supported")
        return Refusal(ErrorCode.NOT_IMPLEMENTED, "the action is not known")

    def _without_feature(self, registration: Registration, mark: _Mark) -> Reply | Refusal:
        if self._leniency.profiles and mark.switched_off is not None:
            refused = self._before_acceptance(registration, mark)
            return Reply(mark.switched_off) if refused is None else refused
        return Refusal(ErrorCode.NOT_SUPPORTED, f"{mark.action} is switched off")

    def _before_acceptance(self, registration: Registration, mark: _Mark) -> Refusal | None:
        if registration is Registration.ACCEPTED:
            return None
        # Section 4.2: while Pending the central system may ask and configure, but start nothing;
        # a Rejected station answers nothing. OCPP-J errata 3.10 names the code for either.
        if registration is Registration.REJECTED:
            return Refusal(ErrorCode.SECURITY_ERROR, "the registration was rejected")
        if self._leniency.registration:
            return None
        if registration is Registration.NONE:
            return Refusal(ErrorCode.SECURITY_ERROR, "BootNotification has not been answered")
        if not mark.while_pending:
            return Refusal(ErrorCode.SECURITY_ERROR, "the registration is pending")
        return None


def is_handler(candidate: object) -> bool:
    """Tell whether `@handles` has marked it."""
    return isinstance(getattr(candidate, _MARK, None), _Mark)


def name_of(handler: Handler) -> str:
    """Return a handler's name and where it stands, as a message may show it."""
    code = getattr(handler, "__code__", None)
    name = getattr(handler, "__qualname__", str(handler))
    return name if code is None else f"{name} ({code.co_filename}:{code.co_firstlineno})"
