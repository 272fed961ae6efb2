"""Compression of messages: permessage-deflate (RFC 7692, allowed by OCPP-J 1.6 section 5.1).

Offered without context takeover in both directions: each message stands alone, so a station
needs no memory for it, where a window for each direction would take 300 KiB.
"""

import zlib

from websocket import WebSocketProtocolException

_RAW_DEFLATE = -15
_TAIL = b"\x00\x00\xff\xff"  # RFC 7692 7.2.1: what a sender takes off, and a reader puts back
_NAME = "permessage-deflate"

OFFER = f"{_NAME}; client_no_context_takeover; server_no_context_takeover"
"""The value of `Sec-WebSocket-Extensions` in the upgrade request."""


def is_acceptable(extensions: str, *, offered: bool) -> bool:
    """Tell whether the server's `Sec-WebSocket-Extensions` keeps within what was `offered`.

    Nothing agreed is acceptable; what was never offered is not (RFC 6455 section 4.1).
    """
    if not extensions.strip():
        return True
    name, *parameters = (part.strip().lower() for part in extensions.split(";"))
    names = {parameter.partition("=")[0].strip() for parameter in parameters}
    # RFC 7692 7.1.1.1: who accepts the offer repeats server_no_context_takeover. A smaller
    # window of the client's cannot be asked for, as it was not offered (7.1.2.2).
    known = {"client_no_context_takeover", "server_no_context_takeover", "server_max_window_bits"}
    return offered and name == _NAME and "server_no_context_takeover" in names <= known


def compressed(data: bytes) -> bytes:
    """Return the payload of a compressed message."""
    deflate = zlib.compressobj(wbits=_RAW_DEFLATE)
    return (deflate.compress(data) + deflate.flush(zlib.Z_SYNC_FLUSH)).removesuffix(_TAIL)


def decompressed(data: bytes, max_bytes: int) -> bytes | None:
    """Return the message; None if it is longer than `max_bytes`, however short `data` is.

    Raise `WebSocketProtocolException` for what is not compressed data.
    """
    inflate = zlib.decompressobj(wbits=_RAW_DEFLATE)
    try:
        message = inflate.decompress(data + _TAIL, max_bytes + 1)
    except zlib.error:
        raise WebSocketProtocolException("not compressed data") from None
    return message if len(message) <= max_bytes else None
