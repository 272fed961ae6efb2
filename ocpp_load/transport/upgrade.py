"""The HTTP upgrade that makes a WebSocket of a connection (RFC 6455 section 4.1, OCPP-J 1.6 section 3.1).

Written here, because websocket-client takes four times the CPU for it, which is a fifth of a whole
boot; it reads in single bytes, and keeps cookies for the process: a charge point is no browser.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha1
from random import randbytes
from urllib.parse import urlsplit

from websocket import WebSocketException, WebSocketProtocolException

from ocpp_load.transport.buffered_socket import BufferedSocket
from ocpp_load.transport.compression import OFFER, is_acceptable
from ocpp_load.transport.framing import close_frame
from ocpp_load.transport.outcome import (
    EXTENSION_NOT_OFFERED,
    NO_SUBPROTOCOL,
    ConnectError,
    LinkClosed,
    of_upgrade_error,
)

_SWITCHING = re.compile(r"HTTP/\d\.\d 101\b")
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_UNSAID_PORTS = (None, 80, 443)


def upgrade(
    buffered: BufferedSocket,
    url: str,
    headers: Iterable[tuple[str, str]],
    subprotocol: str,
    *,
    compression: bool,
) -> bool:
    """Ask for `url`, with further `headers`; raise `ConnectError` unless `subprotocol` is agreed.

    With `compression`, that is offered; return whether it is agreed. `buffered.until` says
    how long it all may take.
    """
    offer = [("Sec-WebSocket-Extensions", OFFER)] if compression else []
    answer = ask_for_upgrade(buffered, url, [*offer, *headers], subprotocol)
    # Section 3.2: a central system that agrees to nothing completes the handshake without
    # the header and closes.
    if answer.get("sec-websocket-protocol", "").lower() != subprotocol:
        buffered.send_at_once(close_frame(1002))
        raise ConnectError(NO_SUBPROTOCOL)
    extensions = answer.get("sec-websocket-extensions", "")
    if not is_acceptable(extensions, offered=compression):
        buffered.send_at_once(close_frame(1010))
        raise ConnectError(EXTENSION_NOT_OFFERED)
    return bool(extensions)


def ask_for_upgrade(
    buffered: BufferedSocket, url: str, headers: Iterable[tuple[str, str]], offered: str
) -> Mapping[str, str]:
    """Ask for `url`, whatever subprotocol of those `offered` is agreed; raise `ConnectError`.

    Return the headers of the answer, their names in lower case.
    """
    key = b64encode(randbytes(16))  # a nonce, and no secret: it is to differ
    request = _request(url, key, headers, offered)
    response = bytearray()
    try:
        buffered.send(request)
        return _agreed(buffered.read_head(response).decode(), key)
    except (WebSocketException, LinkClosed, OSError, ValueError) as error:
        raise of_upgrade_error(error, bytes(response)) from None


def _request(url: str, key: bytes, headers: Iterable[tuple[str, str]], offered: str) -> bytes:
    authority, slash, path = url.partition("://")[2].partition("/")
    lines = [
        f"GET {slash}{path} HTTP/1.1",
        "Upgrade: websocket",
        f"Host: {_host(authority)}",
        f"Sec-WebSocket-Key: {key.decode()}",
        "Sec-WebSocket-Version: 13",
        "Connection: Upgrade",
        f"Sec-WebSocket-Protocol: {offered}",
        *[f"{name}: {value}" for name, value in headers],
        "\r\n",
    ]
    return "\r\n".join(lines).encode()


@lru_cache(maxsize=64)
def _host(authority: str) -> str:
    """Return what the header Host says of an authority: without the port that goes without saying."""
    parts = urlsplit(f"//{authority}")
    name = parts.hostname or ""
    host = f"[{name}]" if ":" in name else name
    return host if parts.port in _UNSAID_PORTS else f"{host}:{parts.port}"


def _agreed(head: str, key: bytes) -> dict[str, str]:
    """Return the headers of an answer that agrees; raise `WebSocketProtocolException` otherwise."""
    status, *lines = head.split("\n")
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon:
            raise WebSocketProtocolException("not a header")
        headers[name.strip().lower()] = value.strip()
    accept = b64encode(sha1(key + _GUID, usedforsecurity=False).digest()).decode()
    if not (
        _SWITCHING.match(status)
        and "websocket" in _members(headers, "upgrade")
        and "upgrade" in _members(headers, "connection")
        # In any case: there are servers that write it in small letters, and nothing hangs on it.
        and headers.get("sec-websocket-accept", "").lower() == accept.lower()
    ):
        raise WebSocketProtocolException("no upgrade")
    return headers


def _members(headers: Mapping[str, str], name: str) -> list[str]:
    return [member.strip() for member in headers.get(name, "").lower().split(",")]
