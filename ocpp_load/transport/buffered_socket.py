"""The socket that websocket-client reads from and writes to.

websocket-client reads a frame in two or three pieces; here each piece comes out of one buffer
that is filled by one `recv`. A read that finds nothing waits in the station's mailbox, and gives up with `WebSocketTimeoutException` as soon as the
station has something else to do: websocket-client goes on where it was with the next call.
"""

import re
import socket
import ssl
from contextlib import suppress
from struct import pack
from time import monotonic
from typing import Any

from websocket import (
    WebSocketConnectionClosedException,
    WebSocketProtocolException,
    WebSocketTimeoutException,
)

from ocpp_load.transport.mailbox import Mailbox
from ocpp_load.transport.outcome import SEND_STALLED, LinkClosed

# The largest record of TLS. One `recv` takes all of it, so that no bytes wait inside the SSL
# object while the descriptor is silent.
_CHUNK = 16384
_MAX_RESPONSE_BYTES = 16384
# A frame is read in one to three pieces, and a command may take milliseconds to answer: so this
# is two frames, or what one `recv` of a station that is spoken to now and then has brought.
_PIECES_IN_A_TURN = 4
_PIECES_OF_A_FRAME = 2
# The first byte of a text frame in one piece, and the second of one whose length stands in the two
# behind it (RFC 6455 section 5.2). A second byte beyond that is of one that is longer, or masked.
_WHOLE_TEXT = 0x81
_LONG = 126
# Some servers end lines by a line feed alone (RFC 9112 section 2.2).
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_BEGINNING = re.compile(rb"(?:HTTP/\d\.\d \d{3}\b|[^\n]*\Z)")
# The first byte of Linux's TCP_INFO is the state of the connection.
_TCP_INFO: int | None = getattr(socket, "TCP_INFO", None)
_TCP_CLOSE, _TCP_CLOSE_WAIT = 7, 8
_WOULD_BLOCK = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class BufferedSocket:
    """A connected, non-blocking socket with a buffer; as much of a socket as is needed."""

    __slots__ = (
        "_buffer",
        "_closed",
        "_mailbox",
        "_pieces",
        "_position",
        "_send_timeout_s",
        "_socket",
        "expects_answer",
        "heeds_notes",
        "until",
    )

    def __init__(self, connected: Any, mailbox: Mailbox, send_timeout_s: float) -> None:
        """Take over `connected`, which must be non-blocking."""
        self._socket = connected
        self._mailbox = mailbox
        self._send_timeout_s = send_timeout_s
        self._buffer = b""
        self._position = 0
        self._pieces = 0
        self._closed = False
        self.until = 0.0
        """When a read that finds nothing gives up, in seconds of `time.monotonic`."""
        self.heeds_notes = False
        """Whether it gives up for a note as well."""
        self.expects_answer = True
        """Whether it looks for what may have come at the very moment at which it gives up."""
        mailbox.watch(connected.fileno())

    def recv(self, size: int) -> bytes:
        """Return 1 to `size` bytes.

        Raise `WebSocketConnectionClosedException` at the end of the stream.
        """
        if self._buffer:
            self._pieces += 1
            if self._pieces > _PIECES_IN_A_TURN:
                self._end_turn()
            buffer = self._buffer
        else:
            buffer = self._read()
        position = self._position
        end = position + size
        if end < len(buffer):
            self._buffer = buffer
            self._position = end
            return buffer[position:end]
        self._buffer = b""
        self._position = 0
        return buffer[position:] if position else buffer

    def recv_text(self) -> bytes | None:
        """Return the text of a frame that is here as a whole; waits where nothing is here.

        To be called where a frame begins. It knows those that almost all are: text, in one piece,
        not compressed, below 64 KiB. For any other return None: `recv` gives its pieces.
        """
        if self._buffer:
            self._pieces += _PIECES_OF_A_FRAME
            if self._pieces > _PIECES_IN_A_TURN:
                self._end_turn()
            buffer = self._buffer
        else:
            # Kept: it may be the beginning of what `recv` is to give.
            buffer = self._buffer = self._read()
            self._pieces = 1
        begin = self._position + 2
        size = len(buffer)
        if begin > size or buffer[begin - 2] != _WHOLE_TEXT:
            return None
        length = buffer[begin - 1]
        if length == _LONG:
            begin += 2
            length = (buffer[begin - 2] << 8) | buffer[begin - 1] if begin <= size else size
        elif length > _LONG:
            return None
        end = begin + length
        if end > size:
            return None
        if end < size:
            self._position = end
        else:
            self._buffer = b""
            self._position = 0
        return buffer[begin:end]

    def read_head(self, response: bytearray) -> bytes:
        """Return the head of the answer to an upgrade; what stands behind it is left to be read.

        What has come stands in `response`, also where it is of no use: raise
        `WebSocketProtocolException` for what is no answer by HTTP, or too long for one, and
        `WebSocketTimeoutException` at the time `until`.
        """
        looked = 0
        while (end := _END_OF_HEAD.search(response, looked)) is None:
            if len(response) > _MAX_RESPONSE_BYTES or not _BEGINNING.match(response):
                raise WebSocketProtocolException
            looked = max(0, len(response) - 3)
            response += self._read()
        self._buffer = bytes(response[end.end() :])
        return bytes(response[: end.start()])

    def _end_turn(self) -> None:
        """Let every other station have a turn, though thousands of frames are at hand here.

        Raise `WebSocketTimeoutException` where this one has something else to do.
        """
        self._pieces = 0
        mailbox = self._mailbox
        mailbox.pass_hub()
        if self._has_to_give_up(mailbox):
            raise WebSocketTimeoutException

    def wait(self) -> bool:
        """Wait for something to read; return False where the station has something else to do.

        Every way through here that finds nothing at hand passes the hub once. So neither a peer that
        sends without end nor a station that always has something to do starves the others.
        """
        if self._buffer:
            return True
        self._pieces = 0
        mailbox = self._mailbox
        if self._has_to_give_up(mailbox):
            mailbox.pass_hub()
            # What has come is at hand for the next call: timers must not starve the peer either.
            self._buffer = self._read_some() or b""
            return False
        mailbox.wait(self.until)
        if (
            not self.expects_answer
            and self.until <= monotonic()
            and not mailbox.is_known_to_be_readable
        ):
            # Most that a station does by the clock it does while nobody speaks.
            return False
        # Also when it was the time that came: an answer that is there already is not late.
        while (data := self._read_some()) is None:
            if self._has_to_give_up(mailbox):
                return False
            mailbox.wait(self.until)
        self._buffer = data
        return True

    def _read(self) -> bytes:
        """Return what has come; raise `WebSocketTimeoutException` where `wait` returns False."""
        if not self.wait():
            raise WebSocketTimeoutException
        data, self._buffer = self._buffer, b""
        return data

    def _has_to_give_up(self, mailbox: Mailbox) -> bool:
        return bool(mailbox.notes and self.heeds_notes) or self.until <= monotonic()

    def _read_some(self, size: int = _CHUNK) -> bytes | None:
        try:
            data: bytes = self._socket.recv(size)
        except _WOULD_BLOCK:
            return None
        if not data:
            raise WebSocketConnectionClosedException
        return data

    def send(self, data: bytes) -> int:
        """Send all of `data`; raise `LinkClosed` if the peer does not take it."""
        sent = self._send_some(data)
        if sent < len(data):
            self._send_rest(memoryview(data)[sent:])
        return len(data)

    def _send_rest(self, data: memoryview) -> None:
        deadline = monotonic() + self._send_timeout_s
        while data:
            left = deadline - monotonic()
            if left <= 0:
                raise LinkClosed(SEND_STALLED)
            self._mailbox.wait_writable(self.fileno(), left)
            # Also when the time ran out: a large buffer counts as writable late.
            if sent := self._send_some(data):
                data = data[sent:]
                deadline = monotonic() + self._send_timeout_s

    def _send_some(self, data: bytes | memoryview) -> int:
        try:
            # gevent's TLS socket returns 0 where it would block.
            return int(self._socket.send(data))
        except _WOULD_BLOCK:
            return 0

    def send_at_once(self, data: bytes) -> None:
        """Send `data` if that is possible without waiting and without an error."""
        with suppress(OSError):
            self._socket.send(data)

    @property
    def is_ended_by_peer(self) -> bool:
        """Tell whether the peer has hung up or reset the connection, without reading anything.

        Where the system does not say, it is not known and told as False.
        """
        if _TCP_INFO is None:
            return False
        try:
            state = self._socket.getsockopt(socket.IPPROTO_TCP, _TCP_INFO, 1)[0]
        except OSError:
            return True
        return state in (_TCP_CLOSE, _TCP_CLOSE_WAIT)

    def gettimeout(self) -> float:
        """Return 0: websocket-client then leaves all waiting to this class."""
        return 0.0

    def fileno(self) -> int:
        """Return the descriptor of the socket."""
        return int(self._socket.fileno())

    def reset_at_close(self) -> None:
        """Have the connection end by a TCP reset (RFC 9293 section 3.10.5), and not in order."""
        no_time_to_linger = pack("ii", 1, 0)
        with suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_time_to_linger)

    def close(self) -> None:
        """Stop watching and close."""
        if not self._closed:
            self._closed = True
            self._mailbox.unwatch()
            self._socket.close()
