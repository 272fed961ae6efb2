"""The socket that websocket-client reads from and writes to.

websocket-client reads a handshake byte by byte and a frame in two or three pieces; here
each piece comes out of one buffer that is filled by one `recv`. A read that finds nothing
waits in the station's mailbox, and gives up with `WebSocketTimeoutException` as soon as the
station has something else to do: websocket-client goes on where it was with the next call.
"""

import ssl
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any

import gevent
from websocket import WebSocketTimeoutException

from ocpp_load.transport.mailbox import Mailbox
from ocpp_load.transport.outcome import SEND_STALLED, LinkClosed

_CHUNK = 16384


class BufferedSocket:
    """A connected, non-blocking socket with a buffer; as much of a socket as is needed."""

    __slots__ = (
        "_buffer",
        "_closed",
        "_mailbox",
        "_pending",
        "_position",
        "_send_timeout_s",
        "_socket",
        "until",
    )

    def __init__(self, connected: Any, mailbox: Mailbox, send_timeout_s: float) -> None:
        """Take over `connected`, which must be non-blocking."""
        self._socket = connected
        self._mailbox = mailbox
        self._send_timeout_s = send_timeout_s
        self._buffer = b""
        self._position = 0
        self._closed = False
        # Under TLS, bytes can wait inside the SSL object while the descriptor is silent.
        self._pending: Callable[[], int] | None = getattr(connected, "pending", None)
        self.until = 0.0
        """When a read that finds nothing gives up, in seconds of `time.monotonic`."""
        mailbox.watch(connected.fileno())

    def recv(self, size: int) -> bytes:
        """Return 1 to `size` bytes; `b""` at the end of the stream."""
        position = self._position
        buffer = self._buffer
        if position >= len(buffer):
            buffer = self._buffer = self._fill()
            position = 0
        end = position + size
        if position == 0 and end >= len(buffer):
            self._buffer = b""
            self._position = 0
            return buffer
        self._position = end
        return buffer[position:end]

    def _fill(self) -> bytes:
        mailbox = self._mailbox
        if self._pending is None or not self._pending():
            self._wait(mailbox)
        while True:
            try:
                return bytes(self._socket.recv(_CHUNK))
            except (BlockingIOError, ssl.SSLWantReadError):
                self._wait(mailbox)

    def _wait(self, mailbox: Mailbox) -> None:
        if mailbox.notes or self.until <= monotonic():
            gevent.sleep(0)  # a station that always has something to do must not starve others
            raise WebSocketTimeoutException
        mailbox.wait(self.until)

    def send(self, data: bytes) -> int:
        """Send some of `data` and return how much; raise `LinkClosed` if the peer reads nothing."""
        deadline = 0.0
        while True:
            try:
                return int(self._socket.send(data))
            except (BlockingIOError, ssl.SSLWantWriteError):
                deadline = deadline or monotonic() + self._send_timeout_s
                left = deadline - monotonic()
                if left <= 0 or not self._mailbox.wait_writable(self.fileno(), left):
                    raise LinkClosed(SEND_STALLED) from None

    def send_at_once(self, data: bytes) -> None:
        """Send `data` if that is possible without waiting and without an error."""
        with suppress(OSError):
            self._socket.send(data)

    def gettimeout(self) -> float:
        """Return 0: websocket-client then leaves all waiting to this class."""
        return 0.0

    def settimeout(self, timeout: float | None) -> None:
        """Do nothing: `until` rules."""

    def fileno(self) -> int:
        """Return the descriptor of the socket."""
        return int(self._socket.fileno())

    def shutdown(self, how: int) -> None:
        """Shut the connection down."""
        self._socket.shutdown(how)

    def close(self) -> None:
        """Stop watching and close."""
        if not self._closed:
            self._closed = True
            self._mailbox.unwatch()
            self._socket.close()
