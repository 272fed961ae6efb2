"""The HTTP upgrade that makes a WebSocket of a connection (OCPP-J 1.6 section 3.1).

websocket-client shakes hands; its bounds and what it keeps between connections are seen to here.
"""

from collections.abc import Iterable, Mapping

from websocket import WebSocket, WebSocketException, _handshake
from websocket._cookiejar import SimpleCookieJar

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


class _NoCookies(SimpleCookieJar):
    """A charge point is no browser.

    websocket-client keeps the cookies of all connections of a process in one jar, so that a
    load balancer would send every station to the back end that the first one met.
    """

    def add(self, set_cookie: str | None) -> None:
        """Forget it."""

    def get(self, host: str | None) -> str:  # noqa: ARG002
        """Return no cookies."""
        return ""


_handshake.CookieJar = _NoCookies()


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
    websocket = WebSocket(enable_multithread=False)
    response = buffered.response = bytearray()
    try:
        websocket.connect(
            url,
            socket=buffered,
            # Not by `subprotocols=`: another answer would be no more than an invalid header.
            header=[
                f"Sec-WebSocket-Protocol: {offered}",
                *(f"{name}: {value}" for name, value in headers),
            ],
            suppress_origin=True,
            redirect_limit=0,
        )
    except (WebSocketException, LinkClosed, OSError, ValueError) as error:
        raise of_upgrade_error(error, bytes(response)) from None
    finally:
        buffered.response = None
    return websocket.headers or {}
