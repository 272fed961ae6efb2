"""How websocket-client gathers frames here: bounded, and without its detours.

Left alone it reads whatever length a peer announces, and takes a lock and three calls for
each of the pieces of a frame.
"""

from collections.abc import Callable
from typing import Any

from websocket import (
    WebSocket,
    WebSocketConnectionClosedException,
    WebSocketException,
    continuous_frame,
    frame_buffer,
)


class MessageTooBig(WebSocketException):  # type: ignore[misc]
    """A peer announced or sent a message beyond the limit; to be closed with 1009."""


class _NoLock:
    """One greenlet reads, so nothing is to be locked."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


_NO_LOCK = _NoLock()


class _BoundedFrameBuffer(frame_buffer):  # type: ignore[misc]
    def __init__(self, recv: Callable[[int], bytes], max_bytes: int) -> None:
        super().__init__(recv, skip_utf8_validation=True)
        self.lock = _NO_LOCK
        self._max_bytes = max_bytes

    def recv_strict(self, bufsize: int) -> bytes:
        if bufsize > self._max_bytes:
            raise MessageTooBig
        if bufsize == 0:
            return b""
        if not self.recv_buffer:
            piece: bytes = self.recv(bufsize)
            if len(piece) == bufsize:
                return piece
            if not piece:
                raise WebSocketConnectionClosedException
            self.recv_buffer.append(piece)
        return bytes(super().recv_strict(bufsize))


class _BoundedMessage(continuous_frame):  # type: ignore[misc]
    def __init__(self, max_bytes: int) -> None:
        super().__init__(fire_cont_frame=False, skip_utf8_validation=True)
        self._max_bytes = max_bytes

    def add(self, frame: Any) -> None:
        if self.cont_data and len(self.cont_data[1]) + len(frame.data) > self._max_bytes:
            raise MessageTooBig
        super().add(frame)


def bound(websocket: WebSocket, recv: Callable[[int], bytes], max_bytes: int) -> None:
    """Make `websocket` read its frames from `recv` and refuse messages beyond `max_bytes`.

    `recv` returns 1 to n bytes, `b""` at the end of the stream, and may raise
    `WebSocketTimeoutException` at any point: the next call goes on where it was.
    """
    websocket.frame_buffer = _BoundedFrameBuffer(recv, max_bytes)
    websocket.cont_frame = _BoundedMessage(max_bytes)
