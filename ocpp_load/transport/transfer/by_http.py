"""HTTP/1.1 (RFC 9110, RFC 9112) for one file: PUT to send it, GET to fetch it, by h11.

One request and one connection. A redirect is not followed: its status is the outcome, since
another host than the one that was allowed would be asked. No proxy, no cookies.
"""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import gevent.ssl
import h11

from ocpp_load import __version__
from ocpp_load.transport.transfer.connecting import TlsClient, create_connection
from ocpp_load.transport.transfer.location import Location
from ocpp_load.transport.transfer.outcome import (
    CONNECTION_LOST,
    HTTP_PROTOCOL_ERROR,
    LOGIN_REFUSED,
    NO_SPACE_LEFT,
    NOT_FOUND,
    TransferError,
    of_error,
)
from ocpp_load.transport.transfer.tally import BLOCK_BYTES, Tally

# RFC 9110 section 15, RFC 4918 section 11.5; any other status is named by its number.
_REFUSALS = {401: LOGIN_REFUSED, 404: NOT_FOUND, 410: NOT_FOUND, 507: NO_SPACE_LEFT}

_Headers = list[tuple[str, str]]


def put(
    location: Location, content: bytes, tally: Tally, tls: TlsClient | None, timeout_s: float
) -> None:
    """Send a file there; raise `TransferError`. With `tls`, by HTTPS."""
    headers = [
        ("Content-Type", "application/octet-stream"),
        ("Content-Length", str(len(content))),
    ]
    with _exchange(location, tls, timeout_s) as exchange:
        exchange.ask("PUT", location, headers)
        is_sent = exchange.send_content(content, tally)
        exchange.read_status()
        if not is_sent:
            raise TransferError(CONNECTION_LOST)


def get(location: Location, tally: Tally, tls: TlsClient | None, timeout_s: float) -> None:
    """Fetch a file from there; raise `TransferError`. With `tls`, by HTTPS."""
    with _exchange(location, tls, timeout_s) as exchange:
        exchange.ask("GET", location, [])
        exchange.send(h11.EndOfMessage())
        exchange.read_status()
        for block in exchange.content():
            tally.take(block)


class _Exchange:
    """One request and its response on a connected socket."""

    def __init__(self, connected: Any) -> None:
        self._socket = connected
        self._http = h11.Connection(h11.CLIENT)
        self._has_ended = False

    def ask(self, method: str, location: Location, headers: _Headers) -> None:
        self.send(
            h11.Request(
                method=method,
                target=location.http_target,
                headers=[
                    ("Host", location.http_host),
                    ("User-Agent", f"ocpp_load/{__version__}"),
                    ("Connection", "close"),
                    *_credentials(location),
                    *headers,
                ],
            )
        )

    def send(self, event: h11.Event) -> None:
        self._socket.sendall(self._http.send(event))

    def send_content(self, content: bytes, tally: Tally) -> bool:
        """Tell whether the server took it all; if not, its response may say why."""
        try:
            for start in range(0, len(content), BLOCK_BYTES):
                block = content[start : start + BLOCK_BYTES]
                self.send(h11.Data(data=block))
                tally.take(block)
            self.send(h11.EndOfMessage())
        except (ConnectionError, gevent.ssl.SSLError):
            return False
        return True

    def read_status(self) -> None:
        """Read up to the response's content; raise `TransferError` unless all is well."""
        event = self._next_event()
        while isinstance(event, h11.InformationalResponse):
            event = self._next_event()
        if not isinstance(event, h11.Response):
            raise TransferError(CONNECTION_LOST)
        status = event.status_code
        if not 200 <= status < 300:
            raise TransferError(_REFUSALS.get(status, f"HTTP {status}"))

    def content(self) -> Iterator[bytes]:
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


@contextmanager
def _exchange(location: Location, tls: TlsClient | None, timeout_s: float) -> Iterator[_Exchange]:
    """Connect, hand out the exchange, and hang up; whatever goes wrong is a `TransferError`."""
    connected = None
    try:
        connected = create_connection((location.host, location.port), timeout_s)
        if tls is not None:
            connected = tls.wrap_socket(connected, location.host)
        yield _Exchange(connected)
    except OSError as error:
        raise of_error(error) from None
    finally:
        if connected is not None:
            connected.close()


def _credentials(location: Location) -> _Headers:
    if not location.user and not location.password:
        return []
    token = b64encode(f"{location.user}:{location.password}".encode()).decode()
    return [("Authorization", f"Basic {token}")]
