"""One HTTP/1.1 request and its response (RFC 9110, RFC 9112) on a connection of its own, by h11.

No redirect is followed, no proxy asked, no cookie kept.
"""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import gevent
import gevent.ssl
import h11

from ocpp_load import __version__
from ocpp_load.transport.transfer.connecting import TlsClient, create_connection
from ocpp_load.transport.transfer.location import Location
from ocpp_load.transport.transfer.outcome import (
    CONNECTION_LOST,
    HTTP_PROTOCOL_ERROR,
    TransferError,
    of_error,
)
from ocpp_load.transport.transfer.tally import BLOCK_BYTES, Tally

Headers = list[tuple[str, str]]


class HttpExchange:
    """One request and its response on a connected socket; whatever fails is a `TransferError`."""

    def __init__(self, connected: Any) -> None:
        self._socket = connected
        self._http = h11.Connection(h11.CLIENT)
        self._has_ended = False

    def ask(self, method: str, location: Location, headers: Headers) -> None:
        """Send the head of a request."""
        self.send(request_head(method, location, headers))

    def send(self, event: h11.Event) -> None:
        """Send a part of the request."""
        self._socket.sendall(self._http.send(event))

    def end(self) -> None:
        """Tell that the request has no more to it."""
        self.send(h11.EndOfMessage())

    def send_content(self, content: bytes, tally: Tally) -> bool:
        """Tell whether the server took it all; if not, its response may say why."""
        try:
            for start in range(0, len(content), BLOCK_BYTES):
                block = content[start : start + BLOCK_BYTES]
                self.send(h11.Data(data=block))
                tally.take(block)
            self.end()
        except (ConnectionError, gevent.ssl.SSLError):
            return False
        return True

    def read_status(self) -> int:
        """Read up to the response's content and return the status, whatever it is."""
        event = self._next_event()
        while isinstance(event, h11.InformationalResponse):
            event = self._next_event()
        if not isinstance(event, h11.Response):
            raise TransferError(CONNECTION_LOST)
        return event.status_code

    def content(self) -> Iterator[bytes]:
        """Yield the response's content in blocks."""
        while isinstance(event := self._next_event(), h11.Data):
            yield bytes(event.data)

    def _next_event(self) -> Any:
        try:
            while (event := self._http.next_event()) is h11.NEED_DATA:
                data = self._socket.recv(BLOCK_BYTES)
                self._has_ended = not data
                self._http.receive_data(data)
                gevent.sleep(0)  # as in `Tally.take`
        except h11.RemoteProtocolError:
            reason = CONNECTION_LOST if self._has_ended else HTTP_PROTOCOL_ERROR
            raise TransferError(reason) from None
        return event


def request_head(method: str, location: Location, headers: Headers) -> h11.Request:
    """Return the head of a request; a header among `headers` goes over one of ours.

    Raises `h11.LocalProtocolError` or `UnicodeEncodeError` for what cannot be sent.
    """
    given = {name.lower() for name, _ in headers}
    own = [
        ("Host", location.http_host),
        ("User-Agent", f"ocpp_load/{__version__}"),
        ("Connection", "close"),
        *_credentials(location),
    ]
    return h11.Request(
        method=method,
        target=location.http_target,
        headers=[*(one for one in own if one[0].lower() not in given), *headers],
    )


@contextmanager
def exchange_with(
    location: Location, tls: TlsClient | None, timeout_s: float
) -> Iterator[HttpExchange]:
    """Connect, hand out the exchange, and hang up; whatever goes wrong is a `TransferError`."""
    connected = None
    try:
        connected = create_connection((location.host, location.port), timeout_s)
        if tls is not None:
            connected = tls.wrap_socket(connected, location.host)
        yield HttpExchange(connected)
    except OSError as error:
        raise of_error(error) from None
    finally:
        if connected is not None:
            connected.close()


def _credentials(location: Location) -> Headers:
    if not location.user and not location.password:
        return []
    token = b64encode(f"{location.user}:{location.password}".encode()).decode()
    return [("Authorization", f"Basic {token}")]
