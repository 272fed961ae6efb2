"""Names for what becomes of a connection: each its own line in the statistics.

Short and without addresses or ids, so that equal outcomes are counted together.
"""

import errno
import socket
import ssl

from websocket import (
    WebSocketBadStatusException,
    WebSocketConnectionClosedException,
    WebSocketTimeoutException,
)

NAME_RESOLUTION_FAILED = "name resolution failed"
CONNECT_TIMED_OUT = "connect timed out"
UPGRADE_TIMED_OUT = "upgrade timed out"
TLS_TIMED_OUT = "TLS handshake timed out"
NO_SUBPROTOCOL = "no agreed subprotocol"
NOT_A_WEBSOCKET = "not a WebSocket upgrade"
CLOSED_DURING_UPGRADE = "closed during upgrade"
CLOSED_WITHOUT_CLOSE_FRAME = "closed without close frame"
RESET = "connection reset"
MESSAGE_TOO_BIG = "message too big"
WEBSOCKET_PROTOCOL_ERROR = "WebSocket protocol error"
SEND_STALLED = "peer reads nothing"

_BY_ERRNO = {
    errno.ECONNREFUSED: "connection refused",
    errno.ECONNRESET: RESET,
    errno.EPIPE: RESET,
    errno.ECONNABORTED: RESET,
    errno.EHOSTUNREACH: "host unreachable",
    errno.ENETUNREACH: "network unreachable",
    errno.ETIMEDOUT: CONNECT_TIMED_OUT,
    # These two are the generator's own limits, and say so.
    errno.EADDRNOTAVAIL: "generator out of local ports",
    errno.EMFILE: "generator out of file descriptors",
    errno.ENFILE: "generator out of file descriptors",
}


class ConnectError(Exception):
    """No connection came about. `retry_after_s` is what a 429 or 503 asked for."""

    def __init__(self, outcome: str, retry_after_s: float | None = None) -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.retry_after_s = retry_after_s


class LinkClosed(Exception):  # noqa: N818 - an event rather than an error
    """The connection is gone."""

    def __init__(self, outcome: str) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def of_os_error(error: OSError) -> str:
    """Name an error of the operating system."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return "TLS failure: certificate not trusted"
    if isinstance(error, ssl.SSLError):
        return f"TLS failure: {(error.reason or 'unknown').lower().replace('_', ' ')}"
    if isinstance(error, socket.gaierror):
        return NAME_RESOLUTION_FAILED
    if isinstance(error, TimeoutError):
        return CONNECT_TIMED_OUT
    number = error.errno or 0
    return _BY_ERRNO.get(number) or errno.errorcode.get(number, "connection failed")


def of_upgrade_error(error: Exception) -> ConnectError:
    """Name what went wrong between the TCP connection and the first frame."""
    if isinstance(error, WebSocketBadStatusException):
        headers = error.resp_headers or {}
        return ConnectError(f"HTTP {error.status_code}", _retry_after_s(headers.get("retry-after")))
    if isinstance(error, WebSocketTimeoutException):
        return ConnectError(UPGRADE_TIMED_OUT)
    if isinstance(error, WebSocketConnectionClosedException):
        return ConnectError(CLOSED_DURING_UPGRADE)
    if isinstance(error, OSError):
        return ConnectError(of_os_error(error))
    return ConnectError(NOT_A_WEBSOCKET)


def closed_by_peer(code: int | None) -> str:
    """Name a close frame of the peer; None where it carried no code (RFC 6455 section 7.1.5)."""
    return "closed by peer" if code is None else f"closed by peer ({code})"


def _retry_after_s(value: str | None) -> float | None:
    # RFC 9110 10.2.3 also allows a date; a server that throttles a fleet sends seconds.
    if value is None or not value.strip().isdecimal():
        return None
    return float(value.strip())
