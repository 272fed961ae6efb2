"""A central system that floods every station that boots: commands without end, answers discarded.

Plain sockets and threads. Run as a process of its own; prints its port.
"""

import base64
import hashlib
import socket
import struct
from threading import Thread

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455 section 1.3
_COMMANDS = (
    b'[2,"f-1","GetConfiguration",{}]',
    b'[2,"f-2","TriggerMessage",{"requestedMessage":"Heartbeat"}]',
    b'[2,"f-3","NoSuchAction",{}]',
    b'[3,"never asked for",{}]',
    b"no JSON",
)
_ACCEPTED = b'{"status":"Accepted","currentTime":"2026-09-21T13:33:20Z","interval":300}'
_PING = b"\x89\x00"


def _text(data: bytes) -> bytes:
    assert len(data) < 126
    return struct.pack("!BB", 0x81, len(data)) + data


_FLOOD = (b"".join(_text(command) for command in _COMMANDS) + _PING) * 200


def _serve(connection: socket.socket) -> None:
    request = b""
    while b"\r\n\r\n" not in request:
        request += connection.recv(65536)
    lines = request.split(b"\r\n")
    [key] = [line[18:].strip() for line in lines if line.lower().startswith(b"sec-websocket-key:")]
    accept = base64.b64encode(hashlib.sha1(key + _GUID).digest())
    connection.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Protocol: ocpp1.6\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )
    connection.sendall(_text(b'[3,"%s",%s]' % (_boot_id(connection), _ACCEPTED)))
    Thread(target=_discard, args=(connection,), daemon=True).start()
    try:
        while True:
            connection.sendall(_FLOOD)
    except OSError:
        connection.close()


def _boot_id(connection: socket.socket) -> bytes:
    """Return the message id of the first Call, which comes masked in one frame."""
    frame = connection.recv(65536)
    start = 8 if frame[1] & 0x7F == 126 else 6
    key = frame[start - 4 : start]
    call = bytes(byte ^ key[place % 4] for place, byte in enumerate(frame[start:]))
    return call.split(b'"')[1]


def _discard(connection: socket.socket) -> None:
    try:
        while connection.recv(1 << 20):
            pass
    except OSError:
        return


def main() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(listener.getsockname()[1], flush=True)
        while True:
            connection, _ = listener.accept()
            Thread(target=_serve, args=(connection,), daemon=True).start()


if __name__ == "__main__":
    main()
