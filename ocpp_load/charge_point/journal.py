"""What the central system has said to one station, for a scenario that asks.

No scenario that does not ask has its stations keep one. No I/O and no clock.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ocpp_load.ocppj import Payload

_KEPT = 200
"""Commands kept; a station that is flooded forgets the oldest."""


@dataclass(frozen=True, slots=True)
class ReceivedCommand:
    """A command and the station's answer: a payload, or the code of a CallError.

    `number` counts the commands of the station from 1.
    """

    number: int
    action: str
    payload: Any
    answer: Any
    error: str | None
    received_at: float


class Journal:
    """The latest answer by action, the latest failure by action, and the latest commands.

    `answers` and `failures` exclude each other: whichever came last. A pause that is woken by the
    journal is woken by every command.
    """

    __slots__ = ("answers", "commands", "failures", "received")

    def __init__(self) -> None:
        self.answers: dict[str, Payload] = {}
        self.failures: dict[str, str] = {}
        self.commands: deque[ReceivedCommand] = deque(maxlen=_KEPT)
        self.received = 0

    @property
    def last_commands(self) -> Mapping[str, Any]:
        """Return the payload of the latest command of each action."""
        return {command.action: command.payload for command in self.commands}

    def call_answered(self, action: str, answer: Payload) -> None:
        """Keep an answer that fits its schema."""
        self.failures.pop(action, None)
        self.answers[action] = answer

    def call_failed(self, action: str, reason: str) -> None:
        """Keep why a Call has no usable answer."""
        self.answers.pop(action, None)
        self.failures[action] = reason

    def command_received(
        self, action: str, payload: Any, answer: Any, error: str | None, now: float
    ) -> None:
        """Keep a command that has been answered."""
        self.received += 1
        self.commands.append(ReceivedCommand(self.received, action, payload, answer, error, now))
