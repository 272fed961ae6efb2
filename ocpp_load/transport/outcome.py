"""Names for what becomes of a connection: each its own line in the statistics.

Short and without addresses or ids, so that equal outcomes are counted together.
"""

import errno
import re
import socket
import ssl

from websocket import WebSocketConnectionClosedException, WebSocketTimeoutException

from ocpp_load.errors import OcppLoadError

NAME_RESOLUTION_FAILED = "name resolution failed"
CONNECT_TIMED_OUT = "connect timed out"
UPGRADE_TIMED_OUT = "upgrade timed out"
TLS_TIMED_OUT = "TLS handshake timed out"
NO_SUBPROTOCOL = "no agreed subprotocol"
EXTENSION_NOT_OFFERED = "extension that was not offered"
NOT_A_WEBSOCKET = "not a WebSocket upgrade"
CLOSED_DURING_UPGRADE = "closed during upgrade"
CLOSED_WITHOUT_CLOSE_FRAME = "closed without close frame"
RESET = "connection reset"
MESSAGE_TOO_BIG = "message too big"
WEBSOCKET_PROTOCOL_ERROR = "WebSocket protocol error"
SEND_STALLED = "peer reads nothing"
OPENING_ABANDONED = "opening abandoned"

_BY_ERRNO = {
    errno.ECONNREFUSED: "connection refused",
    errno.ECONNRESET: RESET,
    errno.EPIPE: RESET,
    errno.ECONNABORTED: RESET,
    errno.EHOSTUNREACH: "host unreachable",
    errno.ENETUNREACH: "network unreachable",
    errno.ETIMEDOUT: "connection timed out",
    # These are the generator's own limits, and say so.
    errno.EADDRNOTAVAIL: "generator out of local ports",
    errno.EMFILE: "generator out of file descriptors",
    errno.ENFILE: "generator out of file descriptors",
}

# X509_V_ERR_... of OpenSSL, as `SSLCertVerificationError.verify_code` has them.
_BY_VERIFY_CODE = {
    9: "certificate not yet valid",
    10: "certificate expired",
    62: "certificate names another host",
    64: "certificate names another host",
}

_STATUS_LINE = re.compile(rb"HTTP/\d\.\d (\d{3})\b")
_RETRY_AFTER = re.compile(rb"^retry-after:[ \t]*(\d{1,9})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


class ConnectError(OcppLoadError):
    """No connection came about. `retry_after_s` is what a 429 or 503 asked for."""

    def __init__(self, outcome: str, retry_after_s: float | None = None) -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.retry_after_s = retry_after_s


class LinkClosed(OcppLoadError):
    """The connection is gone."""

    def __init__(self, outcome: str) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def of_os_error(error: OSError) -> str:
    """Name an error of the operating system, of name resolution or of TLS."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"TLS failure: {_BY_VERIFY_CODE.get(error.verify_code, 'certificate not trusted')}"
    if isinstance(error, ssl.SSLError):
        return f"TLS failure: {(error.reason or 'unknown').lower().replace('_', ' ')}"
    if isinstance(error, socket.gaierror):
        return NAME_RESOLUTION_FAILED
    number = error.errno or 0
    return _BY_ERRNO.get(number) or errno.errorcode.get(number, "connection failed")


def of_upgrade_error(error: Exception, response: bytes) -> ConnectError:
    """Name what went wrong in the upgrade, of whose response that much had come."""
    head, _, _ = response.partition(b"\r\n\r\n")
    status = _STATUS_LINE.match(head)
    if status is not None and status[1] != b"101":
        # RFC 9110 10.2.3 also allows a date; a server that throttles a fleet sends seconds.
        retry_after = _RETRY_AFTER.search(head)
        return ConnectError(
            f"HTTP {status[1].decode()}", None if retry_after is None else float(retry_after[1])
        )
    if isinstance(error, WebSocketTimeoutException | LinkClosed):
        return ConnectError(UPGRADE_TIMED_OUT)
    if isinstance(error, WebSocketConnectionClosedException):
        return ConnectError(CLOSED_DURING_UPGRADE)
    if isinstance(error, OSError):
        return ConnectError(of_os_error(error))
    return ConnectError(NOT_A_WEBSOCKET)


def closed_by_peer(code: int | None) -> str:
    """Name a close frame of the peer; None where it carried no code (RFC 6455 section 7.1.5)."""
    return "closed by peer" if code is None else f"closed by peer ({code})"
