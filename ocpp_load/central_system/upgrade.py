"""Who may open a WebSocket, under which identity (OCPP-J 1.6 sections 3.1 and 3.2).

Reads the request, decides, and names the answer; what happens on the connection is not here.
"""

from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport

from ocpp_load.central_system.closing import finish_closing, start_closing

SUBPROTOCOL = "ocpp1.6"


def identity_in(target: bytes, path: str) -> str | None:
    """Return the identity at the end of a request target; None where it is not `path/identity`."""
    prefix = path.rstrip("/").encode() + b"/"
    if not target.startswith(prefix):
        return None
    encoded = target.removeprefix(prefix).partition(b"?")[0]
    if not encoded or b"/" in encoded:
        return None
    try:
        return unquote_to_bytes(encoded).decode()
    except UnicodeDecodeError:
        return None


def offers_subprotocol(headers: Iterable[str]) -> bool:
    """Tell whether ours is among what the Sec-WebSocket-Protocol headers offer."""
    return any(offer.strip() == SUBPROTOCOL for header in headers for offer in header.split(","))


class UnagreedConnection(WSListener):
    """A connection without an agreed subprotocol, which is closed at once.

    OCPP-J 1.6 section 3.2: the handshake is completed without a Sec-WebSocket-Protocol header,
    and then the central system closes the connection.
    """

    def on_ws_connected(self, transport: WSTransport) -> None:
        start_closing(transport, WSCloseCode.PROTOCOL_ERROR, f"offer subprotocol {SUBPROTOCOL}")

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is WSMsgType.CLOSE:
            finish_closing(transport, frame)
