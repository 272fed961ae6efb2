"""What every answer took in truth: when its Call was read, and when the answer was written.

For whoever measures the central system from outside and wants to know how well. A frame that waits
in the kernel because this process is busy is not read yet. Bounded.
"""

from array import array
from collections.abc import Callable
from time import monotonic

from ocpp_load.ocppj import Payload

MOST_ANSWERS = 1_000_000

Note = Callable[[], None]
"""Is called when an answer has been handed to the socket."""


class AnswerRecord:
    """Times of the monotonic clock, in microseconds, by station and action."""

    __slots__ = ("_answers", "_kept", "_left_out")

    def __init__(self) -> None:
        self._answers: dict[tuple[str, str], tuple[array[int], array[int]]] = {}
        self._kept = 0
        self._left_out = 0

    def call_read(self, identity: str, action: str) -> Note:
        """Return what is to be called when the answer to a Call that was read now is written."""
        read_us = _now_us()
        return lambda: self._add(identity, action, read_us)

    def as_json(self) -> Payload:
        """Return them as the control interface shows them."""
        return {
            "answers": [
                {
                    "station": identity,
                    "action": action,
                    "readUs": read.tolist(),
                    "writtenUs": written.tolist(),
                }
                for (identity, action), (read, written) in self._answers.items()
            ],
            "leftOut": self._left_out,
        }

    def _add(self, identity: str, action: str, read_us: int) -> None:
        if self._kept >= MOST_ANSWERS:
            self._left_out += 1
            return
        self._kept += 1
        times = self._answers.get((identity, action))
        if times is None:
            times = self._answers[identity, action] = (array("q"), array("q"))
        times[0].append(read_us)
        times[1].append(_now_us())


def _now_us() -> int:
    return int(monotonic() * 1e6 + 0.5)
