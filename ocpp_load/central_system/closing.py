"""The WebSocket closing handshake, from either side (RFC 6455 section 7.1).

Nothing stays open for a peer that does not play its part.
"""

import asyncio

from picows import WSCloseCode, WSFrame, WSTransport

CLOSE_TIMEOUT_S = 2.0


def start_closing(transport: WSTransport, code: WSCloseCode, reason: str) -> None:
    """Send a close frame; the peer has some time to answer it before the socket is cut."""
    transport.send_close(code, reason.encode())
    asyncio.get_running_loop().call_later(CLOSE_TIMEOUT_S, transport.disconnect, False)


def finish_closing(transport: WSTransport, frame: WSFrame) -> None:
    """Take the peer's close frame, answer it if it was the first, and close the socket."""
    if not transport.is_close_frame_sent:
        code = frame.get_close_code()
        # Code 0 stands for a frame without one, and must not be sent.
        transport.send_close(WSCloseCode.OK if code == WSCloseCode.NO_INFO else code)
    transport.disconnect()
