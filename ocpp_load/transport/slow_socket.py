"""A socket that is read slowly, so that the peer's data piles up on its own side.

For stations with the fault `slow_reading`, and while they have it. The upgrade and the farewell
are read as ever.
"""

import socket
from time import monotonic
from typing import Any

from ocpp_load.model.misbehaviour import FaultKind, Misbehaviour
from ocpp_load.transport.buffered_socket import BufferedSocket
from ocpp_load.transport.mailbox import Mailbox

# The system keeps twice as much, and for a connection on the same host some more.
_NARROW_BYTES = 2048
_USUAL_BYTES = 131_072
_READS_PER_SECOND = 10


class SlowSocket(BufferedSocket):
    """A `BufferedSocket` that keeps to the rate of its station's fault, if there is one."""

    __slots__ = ("_is_narrow", "_next_read_at", "_wrong")

    def __init__(
        self, connected: Any, mailbox: Mailbox, send_timeout_s: float, wrong: Misbehaviour
    ) -> None:
        """Take over `connected`, which must be non-blocking."""
        super().__init__(connected, mailbox, send_timeout_s)
        self._wrong = wrong
        self._is_narrow = False
        self._next_read_at = 0.0

    def wait(self) -> bool:
        """Wait for something to read, as ever or slowly."""
        fault = self._wrong.of(FaultKind.SLOW_READING)
        if fault is None or not self.heeds_notes:
            if self._is_narrow:
                self._set_buffer(_USUAL_BYTES)
                self._is_narrow = False
            return super().wait()
        if not self._is_narrow:
            self._set_buffer(_NARROW_BYTES)
            self._is_narrow = True
        return bool(self._buffer) or self._wait_slowly(fault.bytes_per_second)

    def _wait_slowly(self, bytes_per_second: int) -> bool:
        mailbox = self._mailbox
        if self._has_to_give_up(mailbox):
            mailbox.pass_hub()
            return False
        while monotonic() < self._next_read_at:
            mailbox.rest(min(self.until, self._next_read_at))
            if self._has_to_give_up(mailbox):
                return False
        size = max(1, bytes_per_second // _READS_PER_SECOND)
        # First, because bytes may wait inside a TLS object while the descriptor is silent.
        while (data := self._read_some(size)) is None:
            mailbox.wait(self.until)
            if self._has_to_give_up(mailbox):
                return False
        self._next_read_at = monotonic() + len(data) / bytes_per_second
        self._buffer = data
        return True

    def _set_buffer(self, size: int) -> None:
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size)
