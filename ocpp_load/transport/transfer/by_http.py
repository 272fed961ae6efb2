"""Files by HTTP (RFC 9110): PUT to send one, GET to fetch one.

A redirect is not followed: its status is the outcome, since another host than the one that was
allowed would be asked.
"""

from ocpp_load.transport.transfer.connecting import TlsClient
from ocpp_load.transport.transfer.http_exchange import exchange_with
from ocpp_load.transport.transfer.location import Location
from ocpp_load.transport.transfer.outcome import (
    CONNECTION_LOST,
    LOGIN_REFUSED,
    NO_SPACE_LEFT,
    NOT_FOUND,
    TransferError,
)
from ocpp_load.transport.transfer.tally import Tally

# RFC 9110 section 15, RFC 4918 section 11.5; any other status is named by its number.
_REFUSALS = {401: LOGIN_REFUSED, 404: NOT_FOUND, 410: NOT_FOUND, 507: NO_SPACE_LEFT}


def put(
    location: Location, content: bytes, tally: Tally, tls: TlsClient | None, timeout_s: float
) -> None:
    """Send a file there; raise `TransferError`. With `tls`, by HTTPS."""
    headers = [
        ("Content-Type", "application/octet-stream"),
        ("Content-Length", str(len(content))),
    ]
    with exchange_with(location, tls, timeout_s) as exchange:
        exchange.ask("PUT", location, headers)
        is_sent = exchange.send_content(content, tally)
        _check(exchange.read_status())
        if not is_sent:
            raise TransferError(CONNECTION_LOST)


def get(location: Location, tally: Tally, tls: TlsClient | None, timeout_s: float) -> None:
    """Fetch a file from there; raise `TransferError`. With `tls`, by HTTPS."""
    with exchange_with(location, tls, timeout_s) as exchange:
        exchange.ask("GET", location, [])
        exchange.end()
        _check(exchange.read_status())
        for block in exchange.content():
            tally.take(block)


def _check(status: int) -> None:
    """Raise `TransferError` unless all is well."""
    if not 200 <= status < 300:
        raise TransferError(_REFUSALS.get(status, f"HTTP {status}"))
