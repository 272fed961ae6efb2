"""Names for why a file was not transferred: each its own line in the statistics.

Short and without addresses, file names or sizes, so that equal failures are counted together.
What goes for any connection has its name from `ocpp_load.transport.outcome`.
"""

import errno
import ssl

from ocpp_load.errors import OcppLoadError
from ocpp_load.transport.outcome import of_os_error

NO_URL = "location is no URL"
UNSAFE_NAME = "unsafe name in the location"
UNKNOWN_SCHEME = "unknown scheme"
SCHEME_NOT_ALLOWED = "scheme not allowed"
HOST_NOT_ALLOWED = "host not allowed"
LOGIN_REFUSED = "login refused"
NOT_FOUND = "not found"
NO_SPACE_LEFT = "no space left"
TOO_BIG = "file too big"
TIMED_OUT = "timed out"
CONNECTION_LOST = "connection lost"
FTP_PROTOCOL_ERROR = "FTP protocol error"
HTTP_PROTOCOL_ERROR = "HTTP protocol error"

_LOST = frozenset({errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED, errno.ENOTCONN})


class TransferError(OcppLoadError):
    """A file was not transferred; `reason` is one of the names here, or of the same kind."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def of_error(error: OSError) -> TransferError:
    """Name what the operating system or TLS says of a transfer's connection.

    A line that drops shows as a reset, a broken pipe or an end without a word, as chance will
    have it: one name for all.
    """
    if isinstance(error, TimeoutError):
        return TransferError(TIMED_OUT)
    ended = isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError)
    if ended or error.errno in _LOST:
        return TransferError(CONNECTION_LOST)
    return TransferError(of_os_error(error))
