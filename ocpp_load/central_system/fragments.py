"""Messages that come in several WebSocket frames (RFC 6455 section 5.4).

Puts them together up to a size; control frames never come here. No I/O.
"""

from picows import WSCloseCode, WSMsgType, WSProtocolError


class Fragments:
    """The message that is being received in parts, if there is one."""

    __slots__ = ("_kind", "_max_bytes", "_parts")

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._kind: WSMsgType | None = None
        self._parts = bytearray()

    def feed(
        self, kind: WSMsgType, payload: bytes, is_last: bool
    ) -> tuple[WSMsgType, bytes] | None:
        """Take one data frame in; return kind and payload of the message that it completes.

        Raises `WSProtocolError` with the close code for what RFC 6455 forbids.
        """
        if kind is WSMsgType.CONTINUATION:
            if self._kind is None:
                raise WSProtocolError(WSCloseCode.PROTOCOL_ERROR, "continuation of nothing")
        elif self._kind is not None:
            raise WSProtocolError(WSCloseCode.PROTOCOL_ERROR, "message within a message")
        else:
            self._kind = kind
        if len(self._parts) + len(payload) > self._max_bytes:
            raise WSProtocolError(WSCloseCode.MESSAGE_TOO_BIG, "message is too big")
        self._parts += payload
        if not is_last:
            return None
        message = self._kind, bytes(self._parts)
        self._kind = None
        self._parts.clear()
        return message
