"""The station's own log of its messages, which GetDiagnostics and GetLog upload.

Bounded: the oldest give way. Frames are kept as they passed, and written as lines when asked for.
No clock: callers pass seconds since the epoch.
"""

from ocpp_load.ocppj import Call, CallResult, format_timestamp
from ocpp_load.validation.secret import GUARDED_KEY, may_hold_password

_ENTRY_BYTES = 160  # what Python keeps beside the frame itself
_NOT_KEPT = b"(a message about AuthorizationKey)"


class MessageLog:
    """The last messages in either direction, as far as `limit_bytes` of memory go; 0: none."""

    __slots__ = ("_entries", "_limit_bytes", "_size_bytes")

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._size_bytes = 0
        # A few dozen at most: a deque would take more memory than its quicker end is worth.
        self._entries: list[tuple[float, bool, bytes]] = []

    def add_received(self, epoch_s: float, frame: bytes, message: object) -> None:
        """Keep a frame and what it was read as; one that may hold a password is only noted."""
        # What a CallResult answers was a Call of ours, none of which bears a password.
        if type(message) is not CallResult and _holds_password(frame, message):
            frame = _NOT_KEPT
        self.add(epoch_s, False, frame)

    def add(self, epoch_s: float, sent: bool, frame: bytes) -> None:
        """Keep a frame as it is."""
        limit_bytes = self._limit_bytes
        if not limit_bytes:
            return
        if sent:
            # A copy: orjson's own bytes keep the kilobytes that they were written in.
            frame = bytes(memoryview(frame))
        entries = self._entries
        entries.append((epoch_s, sent, frame))
        size_bytes = self._size_bytes + _ENTRY_BYTES + len(frame)
        while size_bytes > limit_bytes:
            size_bytes -= _ENTRY_BYTES + len(entries.pop(0)[2])
        self._size_bytes = size_bytes

    def text(self, start_s: float, stop_s: float) -> bytes:
        """Return the messages of that time, one in a line; nothing where there are none."""
        return b"".join(
            b"%s %s %s\n" % (format_timestamp(epoch_s).encode(), b"->" if sent else b"<-", frame)
            for epoch_s, sent, frame in self._entries
            if start_s <= epoch_s <= stop_s
        )


def _holds_password(frame: bytes, message: object) -> bool:
    if isinstance(message, Call) and may_hold_password(message.payload):
        return True  # however JSON has escaped it
    return GUARDED_KEY.encode() in frame.lower()
