"""The WebSocket link of one station to its central system (OCPP-J 1.6 chapter 3).

websocket-client speaks the protocol, on a socket that waits in the station's mailbox.
Used by one greenlet only; others may `post` to the mailbox.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import getrandbits
from time import monotonic
from typing import Any, Protocol
from urllib.parse import quote

from websocket import (
    ABNF,
    WebSocket,
    WebSocketException,
    WebSocketPayloadException,
    WebSocketProtocolException,
    WebSocketTimeoutException,
    _handshake,
)

from ocpp_load.transport.buffered_socket import BufferedSocket
from ocpp_load.transport.dialer import Dialer
from ocpp_load.transport.frame_buffer import MessageTooBig, bound
from ocpp_load.transport.mailbox import Mailbox
from ocpp_load.transport.outcome import (
    CLOSED_WITHOUT_CLOSE_FRAME,
    MESSAGE_TOO_BIG,
    NO_SUBPROTOCOL,
    WEBSOCKET_PROTOCOL_ERROR,
    ConnectError,
    LinkClosed,
    closed_by_peer,
    of_os_error,
    of_upgrade_error,
)

_CLOSE_FRAME_WAIT_S = 2.0


class _NoCookies:
    """A charge point is no browser.

    websocket-client keeps the cookies of all connections of a process in one jar, so that a
    load balancer would send every station to the back end that the first one met.
    """

    def add(self, _set_cookie: str | None) -> None:
        """Forget it."""

    def get(self, _host: str | None) -> str:
        """Return no cookies."""
        return ""


_handshake.CookieJar = _NoCookies()


class ConnectionObserver(Protocol):
    """Who is told of the connection's life; durations in seconds."""

    def connection_event(self, name: str, duration_s: float | None, failure: str | None, /) -> None:
        """Report one step of connecting, or the end of a connection."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The OCPP-J endpoint and how to talk to it; shared by all stations of a process."""

    url: str
    dialer: Dialer
    subprotocol: str = "ocpp1.6"
    headers: Mapping[str, str] = field(default_factory=dict)
    upgrade_timeout_s: float = 30.0
    send_timeout_s: float = 30.0
    max_message_bytes: int = 1 << 20

    def connection_url(self, identity: str) -> str:
        """Return the endpoint with `/` and the percent-encoded identity (section 3.1.1)."""
        path, mark, query = self.url.partition("?")
        return f"{path.rstrip('/')}/{quote(identity, safe='')}{mark}{query}"


@dataclass(frozen=True, slots=True)
class Text:
    """A text frame, reassembled."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Binary:
    """A binary frame, which OCPP-J does not know."""


@dataclass(frozen=True, slots=True)
class Pong:
    """A ping or a pong of the peer."""


Received = Text | Binary | Pong


def _mask_key(_length: int) -> bytes:
    # Masking protects proxies from browsers (RFC 6455 10.3); os.urandom is a system call.
    return getrandbits(32).to_bytes(4, "big")


class Link:
    """One station's connection, opened and closed as often as it must be."""

    __slots__ = ("_connected_at", "_endpoint", "_observer", "_socket", "_websocket", "mailbox")

    def __init__(self, endpoint: Endpoint, observer: ConnectionObserver) -> None:
        self._endpoint = endpoint
        self._observer = observer
        self._websocket: WebSocket | None = None
        self._socket: BufferedSocket | None = None
        self._connected_at = 0.0
        self.mailbox = Mailbox()

    @property
    def is_open(self) -> bool:
        """Tell whether frames can be sent."""
        return self._websocket is not None

    def open(self, identity: str) -> None:
        """Connect as `identity`; raise `ConnectError`. Every step is reported."""
        started_at = monotonic()
        try:
            self._open(identity)
        except ConnectError as error:
            self._observer.connection_event("connect", None, error.outcome)
            raise
        self._connected_at = monotonic()
        self._observer.connection_event("connect", self._connected_at - started_at, None)

    def _open(self, identity: str) -> None:
        endpoint = self._endpoint
        observer = self._observer
        connected = endpoint.dialer.dial(
            lambda name, duration_s: observer.connection_event(name, duration_s, None)
        )
        buffered = BufferedSocket(connected, self.mailbox, endpoint.send_timeout_s)
        websocket = WebSocket(
            get_mask_key=_mask_key, enable_multithread=False, skip_utf8_validation=True
        )
        bound(websocket, buffered.recv, endpoint.max_message_bytes)
        started_at = monotonic()
        buffered.until = started_at + endpoint.upgrade_timeout_s
        try:
            websocket.connect(
                endpoint.connection_url(identity),
                socket=buffered,
                header=[
                    f"Sec-WebSocket-Protocol: {endpoint.subprotocol}",
                    *(f"{name}: {value}" for name, value in endpoint.headers.items()),
                ],
                suppress_origin=True,
                redirect_limit=0,
            )
        except (WebSocketException, LinkClosed, OSError, ValueError) as error:
            buffered.close()
            raise of_upgrade_error(error) from None
        except BaseException:
            buffered.close()
            raise
        self._websocket, self._socket = websocket, buffered
        # Section 3.2: a central system that agrees to nothing completes the handshake without
        # the header and closes.
        agreed = (websocket.headers or {}).get("sec-websocket-protocol", "")
        if agreed.lower() != endpoint.subprotocol:
            self._send_close(1002)
            self._drop()
            raise ConnectError(NO_SUBPROTOCOL)
        observer.connection_event("websocket upgrade", monotonic() - started_at, None)

    def send(self, frame: bytes) -> None:
        """Send a text frame; raise `LinkClosed`."""
        self._send(frame, ABNF.OPCODE_TEXT)

    def ping(self) -> None:
        """Send a WebSocket ping; raise `LinkClosed`."""
        self._send(b"", ABNF.OPCODE_PING)

    def wait(self, until: float) -> Received | None:
        """Return what comes in, or None at `until` or when there is a note; raise `LinkClosed`."""
        websocket, buffered = self._websocket, self._socket
        if websocket is None or buffered is None:
            self.mailbox.wait(until)
            return None
        buffered.until = until
        try:
            opcode, frame = websocket.recv_data_frame(control_frame=True)
        except WebSocketTimeoutException:
            return None
        except MessageTooBig:
            raise self._broken(MESSAGE_TOO_BIG, 1009) from None
        except (WebSocketProtocolException, WebSocketPayloadException):
            raise self._broken(WEBSOCKET_PROTOCOL_ERROR, 1002) from None
        except LinkClosed as closed:
            raise self._broken(closed.outcome) from None
        except (WebSocketException, OSError) as error:
            raise self._broken(_of_lost(error)) from None
        if opcode == ABNF.OPCODE_TEXT:
            return Text(frame.data)
        if opcode == ABNF.OPCODE_BINARY:
            return Binary()
        if opcode == ABNF.OPCODE_CLOSE:
            raise self._broken(closed_by_peer(_close_code(frame.data)))
        return Pong()

    def close(self, code: int, outcome: str, wait_s: float = _CLOSE_FRAME_WAIT_S) -> None:
        """Say good-bye with a close frame, wait a little for the peer's, and hang up.

        With `wait_s` 0 this never sleeps, which is what a greenlet that is being killed needs.
        """
        if self._websocket is None:
            return
        self._send_close(code)
        try:
            if wait_s > 0:
                self._await_close_frame(monotonic() + wait_s)
        finally:
            self._broken(outcome)

    def dispose(self) -> None:
        """Give everything back; the link is of no use afterwards."""
        self._drop()
        self.mailbox.close()

    def _send(self, data: bytes, opcode: int) -> None:
        websocket = self._websocket
        if websocket is None:
            raise LinkClosed(CLOSED_WITHOUT_CLOSE_FRAME)
        try:
            websocket.send(data, opcode)
        except LinkClosed as closed:
            raise self._broken(closed.outcome) from None
        except (WebSocketException, OSError) as error:
            raise self._broken(_of_lost(error)) from None

    def _send_close(self, code: int) -> None:
        websocket, buffered = self._websocket, self._socket
        if websocket is None or buffered is None:
            return
        frame = ABNF.create_frame(struct.pack("!H", code), ABNF.OPCODE_CLOSE)
        frame.get_mask_key = _mask_key
        buffered.send_at_once(frame.format())

    def _await_close_frame(self, deadline: float) -> None:
        websocket, buffered = self._websocket, self._socket
        assert websocket is not None
        assert buffered is not None
        buffered.until = deadline
        while monotonic() < deadline:
            self.mailbox.notes.clear()  # too late for anything else
            try:
                if websocket.recv_frame().opcode == ABNF.OPCODE_CLOSE:
                    return
            except WebSocketTimeoutException:
                continue
            except (WebSocketException, MessageTooBig, OSError):
                return

    def _broken(self, outcome: str, code: int | None = None) -> LinkClosed:
        """Drop the connection, report its end and return what is to be raised.

        `code` is sent in a close frame before, where the peer is to be told why.
        """
        if self._websocket is not None:
            if code is not None:
                self._send_close(code)
            self._drop()
            self._observer.connection_event("connected", monotonic() - self._connected_at, outcome)
        return LinkClosed(outcome)

    def _drop(self) -> None:
        buffered = self._socket
        self._websocket = self._socket = None
        if buffered is not None:
            buffered.close()


def _close_code(data: bytes) -> int | None:
    return struct.unpack("!H", data[:2])[0] if len(data) >= 2 else None


def _of_lost(error: Exception) -> str:
    return of_os_error(error) if isinstance(error, OSError) else CLOSED_WITHOUT_CLOSE_FRAME
