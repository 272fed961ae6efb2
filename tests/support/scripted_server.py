"""A server of raw bytes, in greenlets beside the test: the test decides on every one of them.

It speaks as much HTTP and WebSocket as a test asks it to, right or wrong.
"""

import base64
import hashlib
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import gevent
from gevent import socket
from gevent.queue import Queue

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


class Peer:
    """The server's end of one connection."""

    def __init__(self, connection: Any) -> None:
        self.socket = connection
        self.request = b""
        self._received = b""

    def read_request(self) -> bytes:
        """Read up to the end of the upgrade request."""
        while b"\r\n\r\n" not in self._received:
            self._receive()
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        self.request = head
        return head

    @property
    def request_target(self) -> str:
        """Return what the upgrade request asked for."""
        return self.request.split(b" ", 2)[1].decode()

    @property
    def request_headers(self) -> dict[str, str]:
        """Return the headers of the upgrade request, names in lower case."""
        lines = self.request.decode().split("\r\n")[1:]
        return {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}

    def respond(self, status: str, *headers: str, body: bytes = b"") -> None:
        """Read the request and answer it as a web server."""
        self.read_request()
        self.send("\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode() + body)

    def upgrade(self, **changes: str | None) -> None:
        """Read the request and complete the handshake.

        `changes` replace response headers, None leaves one out: `Sec_WebSocket_Accept="x"`.
        """
        self.read_request()
        key = self.request_headers["sec-websocket-key"].encode()
        digest = hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()
        headers: dict[str, str | None] = {
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Accept": base64.b64encode(digest).decode(),
            "Sec-WebSocket-Protocol": "ocpp1.6",
        }
        headers |= {name.replace("_", "-"): value for name, value in changes.items()}
        lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
        self.send(
            "\r\n".join(["HTTP/1.1 101 Switching Protocols", *lines, "", ""]).encode("latin-1")
        )

    def send(self, raw: bytes) -> None:
        """Send bytes as they are."""
        self.socket.sendall(raw)

    def send_frame(self, opcode: int, data: bytes = b"", **bits: int) -> None:
        """Send a frame; `bits` as in `frame`."""
        self.send(frame(opcode, data, **bits))

    def read_frame(self) -> tuple[int, bytes]:
        """Return opcode and data of the next frame, which must be whole and masked."""
        first, second = self._read(2)
        assert first & 0xF0 == 0x80, "a final frame without reserved bits"
        assert second & 0x80, "a client masks what it sends"
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", self._read(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", self._read(8))
        key, masked = self._read(4), self._read(length)
        return first & 0x0F, bytes(b ^ key[i % 4] for i, b in enumerate(masked))

    def read_close_code(self) -> int:
        """Skip frames up to a close frame, and return its code."""
        while True:
            opcode, data = self.read_frame()
            if opcode == CLOSE:
                return int(struct.unpack("!H", data)[0])

    def read_to_the_end(self) -> bytes:
        """Return all that comes until the client hangs up, however it does so."""
        with suppress(OSError, EOFError):
            while True:
                self._receive()
        rest, self._received = self._received, b""
        return rest

    def close(self) -> None:
        """Hang up."""
        self.socket.close()

    def reset(self) -> None:
        """Hang up with a TCP reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def _read(self, size: int) -> bytes:
        while len(self._received) < size:
            self._receive()
        data, self._received = self._received[:size], self._received[size:]
        return data

    def _receive(self) -> None:
        data = self.socket.recv(65536)
        if not data:
            raise EOFError
        self._received += data


class ScriptedServer:
    """Listens on a free port of `host`, an address, and runs `script` for each connection.

    Connections whose script has run wait for `next_peer`; all are closed with the server.
    A script that fails for another reason than a client gone makes `close` raise.
    """

    def __init__(
        self,
        script: Callable[[Peer], object] = Peer.upgrade,
        tls: Any = None,
        host: str = "127.0.0.1",
    ) -> None:
        self._script = script
        self._tls = tls
        self._peers: Queue[Peer] = Queue()
        self._all: list[Any] = []
        self._failures: list[BaseException] = []
        self.accepted = 0
        self._listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        self._listener.bind((host, 0))
        self._listener.listen(512)
        self.port: int = self._listener.getsockname()[1]
        self._acceptor: gevent.Greenlet = gevent.spawn(self._accept)
        self._greenlets: list[gevent.Greenlet] = []

    @property
    def url(self) -> str:
        """Return the endpoint that stations connect to."""
        return f"{'ws' if self._tls is None else 'wss'}://127.0.0.1:{self.port}/ocpp"

    def next_peer(self) -> Peer:
        """Return the next connection whose script has run."""
        return self._peers.get()

    def close(self) -> None:
        """Stop listening, end what runs, and close every connection."""
        self._acceptor.kill()  # first: until it is dead it may bring one more
        gevent.killall(self._greenlets)
        self._listener.close()
        for connection in self._all:
            connection.close()
        if self._failures:
            raise self._failures[0]

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            self.accepted += 1
            # Here, since a greenlet may be killed before it has begun.
            self._all.append(connection)
            self._greenlets.append(gevent.spawn(self._serve, connection))

    def _serve(self, connection: Any) -> None:
        try:
            if self._tls is not None:
                connection = self._tls.wrap_socket(
                    connection, server_side=True, do_handshake_on_connect=False
                )
                self._all.append(connection)
                connection.do_handshake()
            peer = Peer(connection)
            self._script(peer)
            self._peers.put(peer)
        except (OSError, EOFError):
            connection.close()  # the client is gone: the test looks at what it made of that
        except Exception as failure:  # noqa: BLE001 - told by `close`
            self._failures.append(failure)


def frame(opcode: int, data: bytes = b"", *, final: int = 1, reserved: int = 0) -> bytes:
    """Return a frame as a server sends it."""
    length = len(data)
    first = final << 7 | reserved << 4 | opcode
    if length < 126:
        return bytes((first, length)) + data
    if length < 65536:
        return struct.pack("!BBH", first, 126, length) + data
    return struct.pack("!BBQ", first, 127, length) + data


def answer_requests(respond: Callable[[bytes], bytes | None]) -> Callable[[Peer], None]:
    """Return a script that upgrades and then answers each text frame; None answers nothing."""

    def script(peer: Peer) -> None:
        peer.upgrade()
        while True:
            opcode, data = peer.read_frame()
            if opcode == CLOSE:
                peer.send_frame(CLOSE, data)
                peer.close()
                return
            if opcode == TEXT and (answer := respond(data)) is not None:
                peer.send_frame(TEXT, answer)

    return script
