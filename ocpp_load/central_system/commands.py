"""Commands of the central system to one station: asynchronous callers in front of a CallQueue.

Owns the timer of the outstanding Call and wakes whoever waits. Never touches a socket: it is
given `send`, and it is told what came in and when the connection went.
"""

import asyncio
from collections.abc import Callable
from typing import ClassVar

from ocpp_load.errors import OcppLoadError
from ocpp_load.ocppj import (
    CallError,
    CallQueue,
    CallResult,
    LateAnswer,
    MessageIds,
    OutgoingCall,
    Payload,
    ViolationKind,
)

DEFAULT_TIMEOUT_S = 30.0


class CommandError(OcppLoadError):
    """A command that did not get an answer; `outcome` is the name it is counted under."""

    outcome: ClassVar[str]


class NotConnectedError(CommandError):
    """The station is not known or has no connection now."""

    outcome = "not connected"

    def __init__(self, identity: str) -> None:
        super().__init__(f"{identity} is not connected")
        self.identity = identity


class CommandTimeout(CommandError):
    """The station has not answered in time."""

    outcome = "timed out"

    def __init__(self, action: str, timeout_s: float) -> None:
        super().__init__(f"{action} was not answered within {timeout_s:g} s")
        self.action = action
        self.timeout_s = timeout_s


class CommandCutOffError(CommandError):
    """The connection went before the answer came."""

    outcome = "cut off"

    def __init__(self, action: str) -> None:
        super().__init__(f"the connection was lost before {action} was answered")
        self.action = action


class MalformedAnswerError(CommandError):
    """The station answered with what is no OCPP-J message."""

    outcome = "answered improperly"

    def __init__(self, action: str, kind: ViolationKind) -> None:
        super().__init__(f"{action} was answered improperly: {kind}")
        self.action = action
        self.kind = kind


class CommandDeniedError(CommandError):
    """The station has answered, and whoever gave the command is told that it went wrong."""

    outcome = "denied"

    def __init__(self, action: str) -> None:
        super().__init__(f"{action} went wrong")
        self.action = action


class CommandQueue:
    """Sends one Call after the other to one station (OCPP-J 1.6 section 4.1.1).

    It outlives the station's connections, so that an answer that comes over the next one is
    known for what it is. All of it runs on one event loop.
    """

    __slots__ = ("_calls", "_send", "_timer")

    def __init__(self, send: Callable[[OutgoingCall], None]) -> None:
        self._calls = CallQueue(MessageIds())
        self._send = send
        self._timer: asyncio.TimerHandle | None = None

    @property
    def unanswered(self) -> int:
        """Return how many Calls wait to be sent or to be answered."""
        return len(self._calls) + self._calls.outstanding

    @property
    def is_outstanding(self) -> bool:
        """Tell whether a Call was sent and not answered yet."""
        return self._calls.outstanding > 0

    async def call(
        self, action: str, payload: Payload, timeout_s: float = DEFAULT_TIMEOUT_S
    ) -> CallResult | CallError:
        """Send a Call when its turn has come and return its answer.

        `timeout_s` counts from when it is sent. Raises `CommandError` where no answer comes.
        """
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[CallResult | CallError] = loop.create_future()
        self._calls.submit(action, payload, now=loop.time(), timeout_s=timeout_s, waiter=waiter)
        self._send_next()
        try:
            return await waiter
        finally:
            self._calls.withdraw(waiter)

    def answered(self, answer: CallResult | CallError) -> OutgoingCall | LateAnswer | ViolationKind:
        """Take an answer in; return what it answers, or what is wrong with it."""
        call = self._calls.answered(answer.message_id)
        if isinstance(call, OutgoingCall):
            _resolve(call, answer)
            self._send_next()
        return call

    def answered_improperly(self, message_id: str, kind: ViolationKind) -> None:
        """Take in what was meant as the answer to this Call but is no message."""
        call = self._calls.answered(message_id)
        if isinstance(call, OutgoingCall):
            _fail(call, MalformedAnswerError(call.action, kind))
            self._send_next()

    def connection_lost(self) -> None:
        """Fail what was sent and what waits to be sent."""
        for call in self._calls.drop_outstanding() + self._calls.drop_queued():
            _fail(call, CommandCutOffError(call.action))
        self._set_timer()

    def _send_next(self) -> None:
        now = asyncio.get_running_loop().time()
        while call := self._calls.next_to_send(now):
            self._send(call)
        self._set_timer()

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._calls.outstanding:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(self._calls.deadline, self._expire)

    def _expire(self) -> None:
        for call in self._calls.expire(asyncio.get_running_loop().time()):
            _fail(call, CommandTimeout(call.action, call.timeout_s))
        self._send_next()


def _resolve(call: OutgoingCall, answer: CallResult | CallError) -> None:
    if not call.waiter.done():
        call.waiter.set_result(answer)


def _fail(call: OutgoingCall, error: CommandError) -> None:
    if not call.waiter.done():
        call.waiter.set_exception(error)
