"""Frames and messages of a WebSocket (RFC 6455 section 5).

websocket-client's frame buffer reads the pieces of a frame. Left alone it believes whatever
length a peer announces, accepts what a server must not send, and takes a lock for every
frame. What is sent is framed here: that is ten lines, and takes a third of the time.
"""

from collections.abc import Callable
from random import getrandbits
from struct import pack, unpack

from websocket import ABNF, WebSocketException, WebSocketProtocolException, frame_buffer

from ocpp_load.transport.compression import compressed, decompressed

CLOSE = ABNF.OPCODE_CLOSE
PING = ABNF.OPCODE_PING
PONG = ABNF.OPCODE_PONG
TEXT = ABNF.OPCODE_TEXT
BINARY = ABNF.OPCODE_BINARY

_CONTINUATION = ABNF.OPCODE_CONT
_FINAL = 0x80
_RESERVED = 0x70
_COMPRESSED = 0x40
_CONTROL = 0x08
_MASKED = 0x80


class MessageTooBig(WebSocketException):
    """A peer announced or sent a message beyond the limit; to be closed with 1009."""


class MessageReader(frame_buffer):
    """Puts together what a server sends, up to a limit.

    `recv` returns 1 to n bytes, and may raise at any point: the next `receive` goes on where
    this one was. `recv_text` returns the text of a frame that is at hand as a whole, or None.
    With `compression` messages may be compressed (RFC 7692).
    """

    def __init__(
        self,
        recv: Callable[[int], bytes],
        max_bytes: int,
        *,
        compression: bool = False,
        recv_text: Callable[[], bytes | None] = lambda: None,
    ) -> None:
        super().__init__(recv, skip_utf8_validation=True)
        del self.lock, self.recv_buffer  # one greenlet reads, and into one buffer
        self._partial = bytearray()
        self._max_bytes = max_bytes
        self._recv_text = recv_text
        self._reserved = _RESERVED & ~_COMPRESSED if compression else _RESERVED
        self._is_compressed = False
        self._fragments: bytearray | None = None
        self._fragments_opcode = _CONTINUATION

    def receive(self) -> tuple[int, bytes]:
        """Return opcode and data of the next message or control frame.

        Raise `MessageTooBig`, and `WebSocketProtocolException` where the peer breaks RFC 6455.
        """
        if self.header is None and self._fragments is None and not self._partial:
            text = self._recv_text()
            if text is not None:
                if len(text) > self._max_bytes:
                    raise MessageTooBig
                return TEXT, text
        while True:
            if self.header is None:
                self.recv_header()
            if self.length is None:
                self.recv_length()
            data = self.recv_strict(self.length)  # type: ignore[arg-type] # just read
            is_final, rsv1, _, _, opcode, _, _ = self.header  # type: ignore[misc] # likewise
            self.clear()
            if opcode & _CONTROL:
                if opcode == CLOSE:
                    ABNF(1, opcode=CLOSE, data=data).validate(skip_utf8_validation=True)
                return opcode, data
            if is_final and opcode and self._fragments is None:
                return opcode, self._decompressed(data) if rsv1 else data
            if opcode:
                self._is_compressed = bool(rsv1)
            fragments = self._add_fragment(opcode, data)
            if is_final:
                self._fragments = None
                data = bytes(fragments)
                message = self._decompressed(data) if self._is_compressed else data
                return self._fragments_opcode, message

    def _decompressed(self, data: bytes) -> bytes:
        message = decompressed(data, self._max_bytes)
        if message is None:
            raise MessageTooBig
        return message

    def _add_fragment(self, opcode: int, data: bytes) -> bytearray:
        if (opcode == _CONTINUATION) is (self._fragments is None):
            raise WebSocketProtocolException("a fragment where none can be")
        if self._fragments is None:
            self._fragments = bytearray()
            self._fragments_opcode = opcode
        self._fragments += data
        if len(self._fragments) > self._max_bytes:
            raise MessageTooBig
        return self._fragments

    def recv_header(self) -> None:
        """Read the first two bytes of a frame, and refuse what no server may send."""
        first, second = self.recv_strict(2)
        opcode = first & 0x0F
        if first & self._reserved or second & _MASKED or opcode not in ABNF.OPCODES:
            raise WebSocketProtocolException("reserved bits, masked by a server, or no opcode")
        if opcode & _CONTROL and (not first & _FINAL or second > 125):
            raise WebSocketProtocolException("a control frame in fragments, or too long")
        rsv1 = first & _COMPRESSED
        if rsv1 and opcode not in (TEXT, BINARY):
            # RFC 7692 6.1: set on the first frame of a message, and on no other.
            raise WebSocketProtocolException("compression of what cannot be compressed")
        self.header = (first & _FINAL, rsv1, 0, 0, opcode, 0, second)

    def recv_strict(self, bufsize: int) -> bytes:
        """Return exactly `bufsize` bytes; what has come so far is kept if `recv` raises."""
        if bufsize > self._max_bytes:
            raise MessageTooBig
        partial = self._partial
        if not partial:
            if bufsize == 0:
                return b""
            piece = self.recv(bufsize)
            if len(piece) == bufsize:
                return piece
            partial += piece
        # In one buffer: of a message that comes in single bytes, each as an object of its own
        # would take fifty times the memory.
        while (missing := bufsize - len(partial)) > 0:
            partial += self.recv(missing)
        self._partial = bytearray()
        return bytes(partial)


def compressed_frame(opcode: int, data: bytes) -> bytes:
    """Return what `client_frame` does, with its data compressed (RFC 7692)."""
    return client_frame(_COMPRESSED | opcode, compressed(data))


def client_fragments(data: bytes, size: int, *, compression: bool = False) -> list[bytes]:
    """Return a text message in fragments of `size` bytes (RFC 6455 section 5.4)."""
    whole = compressed(data) if compression else data
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)] or [b""]
    firsts = [_CONTINUATION] * len(pieces)
    firsts[0] = TEXT | _COMPRESSED if compression else TEXT
    firsts[-1] |= _FINAL
    return [
        client_frame(first, piece, final=0) for first, piece in zip(firsts, pieces, strict=True)
    ]


def client_frame(opcode: int, data: bytes, final: int = _FINAL) -> bytes:
    """Return an unfragmented frame, masked as a client's must be (RFC 6455 section 5.3)."""
    first = final | opcode
    length = len(data)
    if length < 126:
        header = bytes((first, _MASKED | length))
    elif length < 1 << 16:
        header = pack("!BBH", first, _MASKED | 126, length)
    else:
        header = pack("!BBQ", first, _MASKED | 127, length)
    # Masking protects proxies from browsers (10.3); os.urandom would be a system call.
    key = getrandbits(32).to_bytes(4, "little")
    mask = int.from_bytes((key * (length // 4 + 1))[:length], "little")
    masked = int.from_bytes(data, "little") ^ mask
    return header + key + masked.to_bytes(length, "little")


def close_frame(code: int) -> bytes:
    """Return a close frame with that code and no reason."""
    return client_frame(CLOSE, pack("!H", code))


def close_code(data: bytes) -> int | None:
    """Return the code in a peer's close frame; None where it carried none (7.1.5)."""
    code: int | None = unpack("!H", data[:2])[0] if data else None
    return code
