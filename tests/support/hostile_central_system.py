"""A hostile central system below OCPP-J: what it does to a connection, by the name of the attack.

Scripts of a `ScriptedServer`. `SLOW_TLS` and `UPGRADES` ruin the opening handshake; `ENDINGS`,
`COMPRESSED` and `READS_NOTHING` make a station leave a connection that stands; what is in
`NUISANCES` it has to put up with. With each stands the name under which it is counted. Frames
that are wrong in themselves are in `hostile_frames`.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import gevent
from support.hostile_frames import FRAMES
from support.scripted_server import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Peer, frame

Script = Callable[[Peer], object]

LIMIT = 1 << 16
"""The largest message that the stations under attack take, in bytes."""


@dataclass(frozen=True)
class Attack:
    """What is done to one connection, and the name it is counted under."""

    script: Script
    counted_as: str


def raw(data: bytes) -> Script:
    """Return a script that sends these bytes and waits for the station to hang up."""

    def script(peer: Peer) -> None:
        peer.send(data)
        peer.read_to_the_end()

    return script


def _refuses(status: str, *headers: str, body: bytes = b"") -> Script:
    return lambda peer: (peer.respond(status, *headers, body=body), peer.read_to_the_end())


def _answers_with(response: bytes) -> Script:
    return lambda peer: (peer.read_request(), raw(response)(peer))


def _one_byte_at_a_time(peer: Peer) -> None:
    peer.read_request()
    while True:
        peer.send(b"H")
        gevent.sleep(0.01)


def _upgrade(**changes: str | None) -> Script:
    return lambda peer: (peer.upgrade(**changes), peer.read_to_the_end())


_SWITCHING = b"HTTP/1.1 101 Switching Protocols\r\n"
_NO_WEBSOCKET = "connect: not a WebSocket upgrade"

UPGRADES: dict[str, Attack] = {
    "redirect": Attack(_refuses("302 Found", "Location: ws://192.0.2.1/"), "connect: HTTP 302"),
    "HTTP 200": Attack(_refuses("200 OK", "Content-Length: 2", body=b"OK"), "connect: HTTP 200"),
    "refusal with a body of megabytes": Attack(
        _refuses("403 Forbidden", body=bytes(4_000_000)), "connect: HTTP 403"
    ),
    "headers of megabytes": Attack(
        _answers_with(_SWITCHING + b"X-Filler: x\r\n" * 300_000), _NO_WEBSOCKET
    ),
    "a header line of megabytes": Attack(
        _answers_with(_SWITCHING + b"X-Filler: " + b"x" * 4_000_000), _NO_WEBSOCKET
    ),
    "101 without headers": Attack(_answers_with(_SWITCHING + b"\r\n"), _NO_WEBSOCKET),
    "no HTTP": Attack(_answers_with(Random(1).randbytes(1000) + b"\r\n\r\n"), _NO_WEBSOCKET),
    "wrong Accept": Attack(_upgrade(Sec_WebSocket_Accept="x" * 28), _NO_WEBSOCKET),
    "no subprotocol": Attack(
        _upgrade(Sec_WebSocket_Protocol=None), "connect: no agreed subprotocol"
    ),
    "an extension never offered": Attack(
        _upgrade(Sec_WebSocket_Extensions="x-webkit-deflate-frame"),
        "connect: extension that was not offered",
    ),
    "an upgrade a byte at a time": Attack(_one_byte_at_a_time, "connect: upgrade timed out"),
    "no answer to the upgrade": Attack(Peer.read_to_the_end, "connect: upgrade timed out"),
    "hanging up during the upgrade": Attack(
        lambda peer: (peer.read_request(), peer.close()), "connect: closed during upgrade"
    ),
}

_PROTOCOL_ERROR = "connected: WebSocket protocol error"
_TOO_BIG = "connected: message too big"

ENDINGS: dict[str, Attack] = {
    "reserved bits": Attack(raw(frame(TEXT, b"[]", reserved=2)), _PROTOCOL_ERROR),
    "compression never agreed": Attack(raw(frame(TEXT, b"[]", reserved=4)), _PROTOCOL_ERROR),
    "reserved opcode": Attack(raw(frame(3)), _PROTOCOL_ERROR),
    "reserved control opcode": Attack(raw(frame(11)), _PROTOCOL_ERROR),
    "masked frame": Attack(raw(b"\x81\x82\0\0\0\0[]"), _PROTOCOL_ERROR),
    "giant ping": Attack(raw(frame(PING, bytes(60_000))), _PROTOCOL_ERROR),
    "ping in fragments": Attack(raw(frame(PING, b"", final=0)), _PROTOCOL_ERROR),
    "continuation of nothing": Attack(raw(frame(CONTINUATION, b"x")), _PROTOCOL_ERROR),
    "message within a message": Attack(raw(frame(TEXT, b"[", final=0) * 2), _PROTOCOL_ERROR),
    "invalid close code": Attack(raw(frame(CLOSE, b"\x03\xed")), _PROTOCOL_ERROR),
    "close frame of one byte": Attack(raw(frame(CLOSE, b"\x03")), _PROTOCOL_ERROR),
    "close without a reason": Attack(raw(frame(CLOSE)), "connected: closed by peer"),
    "close with a reason that is no text": Attack(
        raw(frame(CLOSE, b"\x13\x87\xff")), "connected: closed by peer (4999)"
    ),
    "message beyond the limit": Attack(raw(frame(TEXT, bytes(LIMIT + 1))), _TOO_BIG),
    "message of exabytes announced": Attack(raw(b"\x81\x7f\x7f" + b"\xff" * 7), _TOO_BIG),
    "fragments without end": Attack(
        raw(frame(TEXT, b"", final=0) + frame(CONTINUATION, bytes(999), final=0) * 100), _TOO_BIG
    ),
    "fragments of one byte": Attack(
        raw(frame(TEXT, b"", final=0) + frame(CONTINUATION, b"x", final=0) * (LIMIT + 1)), _TOO_BIG
    ),
    "half a frame, then hanging up": Attack(
        lambda peer: (peer.send(frame(TEXT, bytes(100))[:50]), peer.close()),
        "connected: closed without close frame",
    ),
    "reset": Attack(Peer.reset, "connected: connection reset"),
}


def deflated(data: bytes) -> bytes:
    """Return the payload of a compressed message."""
    deflate = zlib.compressobj(9, wbits=-15)
    return (deflate.compress(data) + deflate.flush(zlib.Z_SYNC_FLUSH))[:-4]


COMPRESSED: dict[str, Attack] = {
    "compressed bomb": Attack(raw(frame(TEXT, deflated(bytes(30_000_000)), reserved=4)), _TOO_BIG),
    "compressed rubbish": Attack(raw(frame(TEXT, b"\xff" * 100, reserved=4)), _PROTOCOL_ERROR),
    "compressed control frame": Attack(raw(frame(PING, b"", reserved=4)), _PROTOCOL_ERROR),
}
"""For a connection with permessage-deflate."""


def commands_at_once(
    count: int, draw: Callable[[Random], bytes] = FRAMES["every command"]
) -> bytes:
    """Return that many Calls, to be sent without waiting for an answer."""
    random = Random(count)
    return b"".join(frame(TEXT, draw(random)) for _ in range(count))


def _unwilling_to_read(peer: Peer) -> None:
    question = frame(TEXT, b'[2,"q","GetConfiguration",{}]') * 100
    while True:
        peer.send(question)


READS_NOTHING: dict[str, Attack] = {
    "reading nothing": Attack(_unwilling_to_read, "connected: peer reads nothing"),
}
"""It asks for answers without end and takes none of them."""


def _hello_without_end(peer: Peer) -> None:
    peer.send(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")  # a ServerHello of 16 KiB begins
    while True:
        peer.send(b"\0")
        gevent.sleep(0.01)


SLOW_TLS: dict[str, Attack] = {
    "a TLS handshake a byte at a time": Attack(
        _hello_without_end, "connect: TLS handshake timed out"
    ),
}
"""In place of a TLS handshake."""

NUISANCES: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "flood of pings": (lambda: frame(PING) * 5000, None),
    "flood of pongs": (lambda: frame(PONG, b"never asked for") * 500, None),
    "flood of binary frames": (lambda: frame(BINARY, b"\0") * 3000, "not a text frame"),
    "flood of empty texts": (lambda: frame(TEXT) * 5000, "not JSON"),
    "flood of answers": (
        lambda: frame(TEXT, b'[3,"none",{}]') * 500,
        "answer to a call never made",
    ),
    "flood of messages in single bytes": (
        lambda: (
            b"".join(
                frame(TEXT if not n else CONTINUATION, b"[2]"[n : n + 1], final=n // 2)
                for n in range(3)
            )
            * 500
        ),
        "wrong number of elements",
    ),
}
"""What is sent again and again, and the violation it is counted as."""
