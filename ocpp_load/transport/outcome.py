"""Names for what becomes of a connection: each its own line in the statistics.

Short and without addresses or ids, so that equal outcomes are counted together.
"""

import errno
import re
import socket
import ssl
import time
from datetime import UTC
from email.utils import parsedate_to_datetime

from websocket import WebSocketConnectionClosedException, WebSocketTimeoutException

from ocpp_load.errors import OcppLoadError
from ocpp_load.model.security.access import ConnectFault
from ocpp_load.transport.source import NOT_OURS, NotOurAddress

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
NO_SECURE_ENDPOINT = "no wss endpoint (--secure-host)"
NO_TARGET_OF_FAMILY = "host has no address of the source address's family"
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
    errno.EADDRINUSE: "generator out of local ports",  # bound to an address, on some systems
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

# Reasons of OpenSSL: its own, and alerts of the peer.
_BY_TLS_REASON = {
    "UNSUPPORTED_PROTOCOL": ConnectFault.TLS_VERSION,
    "TLSV1_ALERT_PROTOCOL_VERSION": ConnectFault.TLS_VERSION,
    "VERSION_TOO_LOW": ConnectFault.TLS_VERSION,
    "NO_SHARED_CIPHER": ConnectFault.TLS_CIPHER_SUITE,
    "SSLV3_ALERT_HANDSHAKE_FAILURE": ConnectFault.TLS_CIPHER_SUITE,
    "SSLV3_ALERT_ILLEGAL_PARAMETER": ConnectFault.TLS_CIPHER_SUITE,
    "TLSV1_ALERT_INSUFFICIENT_SECURITY": ConnectFault.TLS_CIPHER_SUITE,
    "WRONG_CIPHER_RETURNED": ConnectFault.TLS_CIPHER_SUITE,
    "SSLV3_ALERT_BAD_CERTIFICATE": ConnectFault.AUTHENTICATION,
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": ConnectFault.AUTHENTICATION,
    "SSLV3_ALERT_CERTIFICATE_REVOKED": ConnectFault.AUTHENTICATION,
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": ConnectFault.AUTHENTICATION,
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": ConnectFault.AUTHENTICATION,
    "TLSV1_ALERT_ACCESS_DENIED": ConnectFault.AUTHENTICATION,
    "TLSV1_ALERT_UNKNOWN_CA": ConnectFault.AUTHENTICATION,
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": ConnectFault.AUTHENTICATION,
}
_UNAUTHORIZED = (b"401", b"403")

_STATUS_LINE = re.compile(rb"HTTP/\d\.\d (\d{3})\b")
_HEADER = rb"^%s:[ \t]*(.*?)[ \t]*\r?$"
_RETRY_AFTER, _DATE = (
    re.compile(_HEADER % name, re.IGNORECASE | re.MULTILINE) for name in (b"retry-after", b"date")
)
_SECONDS = re.compile(rb"[0-9]+")


class ConnectError(OcppLoadError):
    """No connection came about. `retry_after_s` is what a 429 or 503 asked for.

    `fault` is set where credentials or trust were what it failed for, `status` where the peer
    answered by HTTP.
    """

    def __init__(
        self,
        outcome: str,
        retry_after_s: float | None = None,
        fault: ConnectFault | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.retry_after_s = retry_after_s
        self.fault = fault
        self.status = status


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
    if isinstance(error, NotOurAddress):
        return NOT_OURS
    number = error.errno or 0
    return _BY_ERRNO.get(number) or errno.errorcode.get(number, "connection failed")


def fault_of(error: OSError) -> ConnectFault | None:
    """Return what a TLS failure tells the security log, if it does."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return ConnectFault.CENTRAL_SYSTEM_CERTIFICATE
    if isinstance(error, ssl.SSLError):
        return _BY_TLS_REASON.get(error.reason or "")
    return None


def of_upgrade_error(error: Exception, response: bytes) -> ConnectError:
    """Name what went wrong in the upgrade, of whose response that much had come."""
    head, _, _ = response.partition(b"\r\n\r\n")
    status = _STATUS_LINE.match(head)
    if status is not None and status[1] != b"101":
        return ConnectError(
            f"HTTP {status[1].decode()}",
            _retry_after_s(head),
            ConnectFault.AUTHENTICATION if status[1] in _UNAUTHORIZED else None,
            int(status[1]),
        )
    if isinstance(error, WebSocketTimeoutException | LinkClosed):
        return ConnectError(UPGRADE_TIMED_OUT)
    if isinstance(error, WebSocketConnectionClosedException):
        return ConnectError(CLOSED_DURING_UPGRADE)
    if isinstance(error, OSError):
        # With TLS 1.3 the peer says only now what it makes of the station's certificate.
        return ConnectError(of_os_error(error), fault=fault_of(error))
    return ConnectError(NOT_A_WEBSOCKET)


def _retry_after_s(head: bytes) -> float | None:
    """Return what Retry-After says, in seconds or as a date (RFC 9110 section 10.2.3)."""
    header = _RETRY_AFTER.search(head)
    if header is None:
        return None
    if _SECONDS.fullmatch(header[1]):
        return float(header[1])
    until = _epoch_s(header[1])
    if until is None:
        return None
    # By the server's own clock where it tells it: the generator's may be another.
    date = _DATE.search(head)
    now = None if date is None else _epoch_s(date[1])
    return max(0.0, until - (time.time() if now is None else now))


def _epoch_s(http_date: bytes) -> float | None:
    try:
        # Section 5.6.7: an HTTP-date is always in GMT, whatever zone it bears.
        return parsedate_to_datetime(http_date.decode("latin-1")).replace(tzinfo=UTC).timestamp()
    except (ValueError, OverflowError):
        return None


def closed_by_peer(code: int | None) -> str:
    """Name a close frame of the peer; None where it carried no code (RFC 6455 section 7.1.5)."""
    return "closed by peer" if code is None else f"closed by peer ({code})"
