"""What one station and the central system have said to each other, for a scenario that asks.

No scenario that does not ask has its stations keep one. No I/O and no clock.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ocpp_load.ocppj import Payload

_KEPT = 200
_KEPT_BYTES = 1_048_576
"""Commands kept, and how long they may be together, the latest apart; the oldest are forgotten."""


@dataclass(slots=True)
class ReceivedCommand:
    """A command of the central system, and what the station has answered.

    `number` counts the commands of the station from 1. Once it `is_answered`, `answer` is the
    payload and `error` the code of a CallError; both are None where nothing was said. A step that
    waited for the command has `taken` it, and no other finds it.
    """

    number: int
    action: str
    payload: Any
    received_at: float
    received_bytes: int
    answer: Any = None
    error: str | None = None
    is_answered: bool = False
    taken: bool = False

    def answered(self, answer: Any, error: str | None) -> None:
        """Note what the station has said: a payload, the code of a CallError, or nothing."""
        self.answer, self.error, self.is_answered = answer, error, True


class Journal:
    """The latest Call, answer and failure by action, and the latest commands.

    `sent` are payloads of Calls that have left. `answers` and `failures` exclude each other:
    whichever came last. The station wakes the pauses that are woken by its journal whenever an
    answer, a failure or a command has been noted here. Actions are plain text, which JSON takes for
    keys.
    """

    __slots__ = ("_kept_bytes", "answers", "commands", "failures", "received", "sent")

    def __init__(self) -> None:
        self.answers: dict[str, Payload] = {}
        self.failures: dict[str, str] = {}
        self.commands: deque[ReceivedCommand] = deque()
        self._kept_bytes = 0
        self.received = 0
        self.sent: dict[str, Payload] = {}

    @property
    def last_commands(self) -> Mapping[str, Any]:
        """Return the payload of the latest command of each action."""
        return {command.action: command.payload for command in self.commands}

    def call_sent(self, action: str, payload: Payload) -> None:
        """Keep what has left in a Call, whatever comes of it."""
        self.sent[str(action)] = payload

    def call_answered(self, action: str, answer: Payload) -> None:
        """Keep an answer that fits its schema."""
        self.failures.pop(action, None)
        self.answers[str(action)] = answer

    def call_failed(self, action: str, reason: str) -> None:
        """Keep why a Call has no usable answer."""
        self.answers.pop(action, None)
        self.failures[str(action)] = reason

    def command_received(
        self, action: str, payload: Any, now: float, received_bytes: int
    ) -> ReceivedCommand:
        """Keep a command that has just come; its answer is noted when there is one."""
        self.received += 1
        command = ReceivedCommand(self.received, action, payload, now, received_bytes)
        self.commands.append(command)
        while len(self.commands) > _KEPT or self._kept_bytes > _KEPT_BYTES:
            self._kept_bytes -= self.commands.popleft().received_bytes
        self._kept_bytes += received_bytes
        return command
