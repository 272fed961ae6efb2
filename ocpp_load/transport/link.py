"""The WebSocket link of one station to its central system (OCPP-J 1.6 chapter 3).

websocket-client speaks the protocol, on a socket that waits in the station's mailbox.
Used by one greenlet only; others may `post` to the mailbox and `abandon_opening`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Protocol
from urllib.parse import quote

import gevent
from websocket import (
    WebSocketException,
    WebSocketProtocolException,
    WebSocketTimeoutException,
)

from ocpp_load.credentials import basic_authorization
from ocpp_load.model.security.credentials import NO_CREDENTIALS, Credentials
from ocpp_load.transport.buffered_socket import BufferedSocket
from ocpp_load.transport.dialer import Dialer
from ocpp_load.transport.framing import (
    BINARY,
    CLOSE,
    PING,
    PONG,
    TEXT,
    MessageReader,
    MessageTooBig,
    client_frame,
    close_code,
    close_frame,
    compressed_frame,
)
from ocpp_load.transport.mailbox import Mailbox
from ocpp_load.transport.outcome import (
    CLOSED_WITHOUT_CLOSE_FRAME,
    MESSAGE_TOO_BIG,
    NO_SECURE_ENDPOINT,
    OPENING_ABANDONED,
    WEBSOCKET_PROTOCOL_ERROR,
    ConnectError,
    LinkClosed,
    closed_by_peer,
    of_os_error,
)
from ocpp_load.transport.trust import anchor_of
from ocpp_load.transport.upgrade import upgrade

MAX_MESSAGE_BYTES = 1 << 20
"""The largest message that a station reads, unless it is told otherwise."""

_CLOSE_WAIT_S = 2.0
_NO_CLOSE_FRAME = 1006  # RFC 6455 section 7.4.1: a code that never stands in a frame


class ConnectionObserver(Protocol):
    """Who is told of the connection's life; durations in seconds."""

    def connecting(self, begins: bool, /) -> None:
        """Report that a connection is being opened, or, when that has an end, no longer."""

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
    max_message_bytes: int = MAX_MESSAGE_BYTES
    compression: bool = False
    secured: "Endpoint | None" = None

    def under(self, credentials: Credentials) -> "Endpoint":
        """Return where a station with these credentials connects; raise `ConnectError`.

        `secured` is for the security profiles with TLS, where this one is without.
        """
        if not credentials.needs_tls or self.dialer.is_secure:
            return self
        if self.secured is None:
            raise ConnectError(NO_SECURE_ENDPOINT)
        return self.secured

    def connection_url(self, identity: str) -> str:
        """Return the endpoint with `/` and the percent-encoded identity (section 3.1.1)."""
        path, mark, query = self.url.partition("?")
        return f"{path.rstrip('/')}/{quote(identity, safe='')}{mark}{query}"


@dataclass(slots=True)
class Text:
    """A text frame, reassembled.

    Not frozen, which takes half of the time to make: there is one for every message.
    """

    data: bytes


@dataclass(frozen=True, slots=True)
class Binary:
    """A binary frame, which OCPP-J does not know."""


@dataclass(frozen=True, slots=True)
class Pong:
    """A ping or a pong of the peer."""


Received = Text | Binary | Pong


class Link:
    """One station's connection, opened and closed as often as it must be."""

    __slots__ = (
        "_connected_at",
        "_endpoint",
        "_observer",
        "_opener",
        "_reader",
        "_socket",
        "_text_frame",
        "mailbox",
    )

    def __init__(self, endpoint: Endpoint, observer: ConnectionObserver) -> None:
        self._endpoint = endpoint
        self._observer = observer
        self._opener: Any = None
        self._reader: MessageReader | None = None
        self._socket: BufferedSocket | None = None
        self._text_frame: Callable[[int, bytes], bytes] = client_frame
        self._connected_at = 0.0
        self.mailbox = Mailbox()

    @property
    def endpoint(self) -> Endpoint:
        """Return where it connects."""
        return self._endpoint

    @property
    def is_open(self) -> bool:
        """Tell whether frames can be sent."""
        return self._socket is not None

    def open(
        self, identity: str, credentials: Credentials = NO_CREDENTIALS, number: int = 0
    ) -> bytes | None:
        """Connect as `identity`, the station `number`; raise `ConnectError`. Every step is reported.

        Return, in DER, the root that the peer's certificate was verified with, where that is one
        of several that the station has installed.
        """
        started_at = monotonic()
        self._opener = gevent.getcurrent()
        self._observer.connecting(True)
        try:
            anchor = self._open(identity, credentials, number)
        except ConnectError as error:
            if error.outcome != OPENING_ABANDONED:
                self._observer.connection_event("connect", None, error.outcome)
            raise
        finally:
            self._opener = None
            self._observer.connecting(False)
        self._connected_at = monotonic()
        self._observer.connection_event("connect", self._connected_at - started_at, None)
        return anchor

    def abandon_opening(self) -> None:
        """End an `open` that is under way, from another greenlet of this thread.

        It raises `ConnectError`, and reports neither a success nor a failure.
        """
        gevent.get_hub().loop.run_callback(self._interrupt_opener)

    def _interrupt_opener(self) -> None:
        # Called by the hub, so that whoever opens stands still somewhere within.
        if self._opener is not None:
            self._opener.throw(ConnectError(OPENING_ABANDONED))

    def _open(self, identity: str, credentials: Credentials, number: int) -> bytes | None:
        if credentials.missing is not None:
            raise ConnectError(credentials.missing)
        endpoint, report = self._endpoint.under(credentials), self._report_step
        connected = endpoint.dialer.dial(report, credentials, number)
        may_differ = len(credentials.roots) > 1 and endpoint.dialer.is_secure
        anchor = anchor_of(connected) if may_differ else None
        buffered = self._buffered(connected, endpoint.send_timeout_s)
        started_at = monotonic()
        buffered.until = started_at + endpoint.upgrade_timeout_s
        try:
            compression = upgrade(
                buffered,
                endpoint.connection_url(identity),
                upgrade_headers(endpoint.headers, identity, credentials),
                endpoint.subprotocol,
                compression=endpoint.compression,
            )
        except BaseException:
            buffered.close()
            raise
        buffered.heeds_notes = True
        self._socket = buffered
        self._reader = MessageReader(
            buffered.recv,
            endpoint.max_message_bytes,
            compression=compression,
            recv_text=buffered.recv_text,
        )
        self._text_frame = compressed_frame if compression else client_frame
        report("websocket upgrade", monotonic() - started_at)
        return anchor

    def _buffered(self, connected: Any, send_timeout_s: float) -> BufferedSocket:
        return BufferedSocket(connected, self.mailbox, send_timeout_s)

    def _report_step(self, name: str, duration_s: float) -> None:
        self._observer.connection_event(name, duration_s, None)

    def send(self, frame: bytes) -> None:
        """Send a text frame; raise `LinkClosed`."""
        self._send(self._text_frame(TEXT, frame))

    def send_binary(self, frame: bytes) -> None:
        """Send a binary frame, which no station of ours has a use for; raise `LinkClosed`."""
        self._send(self._text_frame(BINARY, frame))

    def ping(self) -> None:
        """Send a WebSocket ping; raise `LinkClosed`."""
        self._send(client_frame(PING, b""))

    def _send(self, frame: bytes) -> bool:
        """Send bytes; return False where the peer has closed, and takes none."""
        if self._socket is None:
            raise LinkClosed(CLOSED_WITHOUT_CLOSE_FRAME)
        try:
            self._socket.send(frame)
        except LinkClosed as closed:
            raise self._broken(closed.outcome) from None
        except BrokenPipeError:
            # The peer has closed. Its close frame, if it sent one, is yet to be read: `wait`
            # comes to the end, and knows why.
            return False
        except OSError as error:
            raise self._broken(of_os_error(error)) from None
        return True

    def wait(self, until: float, *, expects_answer: bool = True) -> Received | None:
        """Return what comes in, or None at `until` or when there is a note; raise `LinkClosed`.

        Where it `expects_answer`, what has come by `until` is returned, however late this is looked
        for; otherwise it may be left for the next call.
        """
        buffered, reader = self._socket, self._reader
        if buffered is None or reader is None:
            if not self.mailbox.notes:
                self.mailbox.wait(until)
            return None
        buffered.until = until
        buffered.expects_answer = expects_answer
        try:
            # Most waits end with a time that has come, and an exception costs what two calls do.
            if not buffered.wait():
                return None
            opcode, data = reader.receive()
        except WebSocketTimeoutException:
            return None
        except MessageTooBig:
            raise self._broken(MESSAGE_TOO_BIG, 1009) from None
        except WebSocketProtocolException:
            raise self._broken(WEBSOCKET_PROTOCOL_ERROR, 1002) from None
        except WebSocketException:
            raise self._broken(CLOSED_WITHOUT_CLOSE_FRAME) from None
        except OSError as error:
            raise self._broken(of_os_error(error)) from None
        if opcode == TEXT:
            return Text(data)
        if opcode == CLOSE:
            code = close_code(data)
            raise self._broken(closed_by_peer(code), code or 1000)
        if opcode == PING:
            self._answer_ping(data)
        elif opcode != PONG:
            return Binary()
        return Pong()

    def _answer_ping(self, data: bytes) -> None:
        self._send(client_frame(PONG, data))

    def close(
        self, code: int, outcome: str, wait_s: float = _CLOSE_WAIT_S, *, resets: bool = False
    ) -> None:
        """Say good-bye with a close frame, and hang up once the peer has, or after a while.

        With `wait_s` 0 this never sleeps, which is what a greenlet that is being killed needs.
        With the code 1006 there is no close frame: the connection breaks off, as in a power cut,
        and ends by a TCP reset if it `resets`.
        """
        if self._socket is None:
            return
        if code == _NO_CLOSE_FRAME:
            if resets:
                self._socket.reset_at_close()
            self._broken(outcome)
            return
        self._socket.send_at_once(close_frame(code))
        try:
            if wait_s > 0:
                self._await_end(monotonic() + wait_s)
        finally:
            self._broken(outcome)

    def _await_end(self, deadline: float) -> None:
        # To hang up first is the server's part (RFC 6455 7.1.1): whoever does so keeps the port.
        buffered, reader = self._socket, self._reader
        if buffered is None or reader is None:
            return
        buffered.until, buffered.heeds_notes = deadline, False
        try:
            while True:
                reader.receive()
        except (WebSocketException, OSError):
            return

    def dispose(self) -> None:
        """Give everything back; the link is of no use afterwards."""
        self._drop()
        self.mailbox.close()

    def _broken(self, outcome: str, code: int | None = None) -> LinkClosed:
        """Drop the connection, report its end and return what is to be raised.

        `code` is sent in a close frame before, where the peer is to be told one.
        """
        if self._socket is not None:
            if code is not None:
                self._socket.send_at_once(close_frame(code))
            self._drop()
            self._observer.connection_event("connected", monotonic() - self._connected_at, outcome)
        return LinkClosed(outcome)

    def _drop(self) -> None:
        buffered = self._socket
        self._socket = self._reader = None
        if buffered is not None:
            buffered.close()


def upgrade_headers(
    common: Mapping[str, str], identity: str, credentials: Credentials
) -> Iterable[tuple[str, str]]:
    """Return the further headers of the upgrade request; a password's goes before any other."""
    if credentials.password is None:
        return common.items()
    own = basic_authorization(identity, credentials.password)
    others = [header for header in common.items() if header[0].lower() != "authorization"]
    return [*others, ("Authorization", own)]
