"""FTP (RFC 959) and FTP over TLS (RFC 4217), by the standard library's `ftplib`.

FTPS is explicit: AUTH TLS on the FTP port, and the data connection is encrypted too (PROT P).
Data connections are passive, and go to the host that the control connection has, whatever
address the answer to PASV names.
"""

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import gevent.socket
import gevent.ssl

from ocpp_load.transport.transfer.connecting import TlsClient, create_connection
from ocpp_load.transport.transfer.location import Location
from ocpp_load.transport.transfer.outcome import (
    CONNECTION_LOST,
    FTP_PROTOCOL_ERROR,
    LOGIN_REFUSED,
    NO_SPACE_LEFT,
    NOT_FOUND,
    TransferError,
    of_error,
)
from ocpp_load.transport.transfer.tally import BLOCK_BYTES, Tally

_MOST_LINES = 100  # of one reply
_GOOD_BYE_S = 2.0

# RFC 959 section 4.2.2; any other reply is named by its number.
_REFUSALS = {
    "426": CONNECTION_LOST,
    "452": NO_SPACE_LEFT,
    "530": LOGIN_REFUSED,
    "532": LOGIN_REFUSED,
    "552": NO_SPACE_LEFT,
}


def _cooperative_ftplib() -> Any:
    """Return a copy of `ftplib` for ourselves, on gevent's sockets.

    Everybody else's `ftplib` stays as it is, patched or not.
    """
    specification = importlib.util.find_spec("ftplib")
    assert specification is not None  # noqa: S101
    assert specification.loader is not None  # noqa: S101
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    names = vars(module)
    names["socket"] = SimpleNamespace(
        AF_INET=gevent.socket.AF_INET, create_connection=create_connection
    )
    names["ssl"] = gevent.ssl
    return module


if TYPE_CHECKING:
    import ftplib
else:
    ftplib = _cooperative_ftplib()


class _Bounded(ftplib.FTP):
    """Reads replies of a bounded length; `ftplib` bounds a line, but not their number.

    A server that always has another line ready would not even let a timeout come through.
    """

    _lines_left = _MOST_LINES

    def getresp(self) -> str:
        self._lines_left = _MOST_LINES
        return super().getresp()

    def getline(self) -> str:
        if not self._lines_left:
            raise ftplib.error_proto("a reply without end")
        self._lines_left -= 1
        return super().getline()


class _PlainFtp(_Bounded):
    pass


class _SecureFtp(_Bounded, ftplib.FTP_TLS):
    pass


def store(
    location: Location, content: bytes, tally: Tally, tls: TlsClient | None, timeout_s: float
) -> None:
    """Send a file there; raise `TransferError`. With `tls`, by FTPS."""
    with _session(location, tls, timeout_s, _REFUSALS) as ftp:
        ftp.voidcmd("TYPE I")
        with ftp.transfercmd(f"STOR {location.ftp_path}") as data:
            try:
                for start in range(0, len(content), BLOCK_BYTES):
                    block = memoryview(content)[start : start + BLOCK_BYTES]
                    data.sendall(block)
                    tally.take(block)
                _end_tls(data)
            except (ConnectionError, gevent.ssl.SSLError):
                # The server takes no more. Why, it says on the control connection.
                data.close()
                ftp.voidresp()
                raise
        ftp.voidresp()


def retrieve(location: Location, tally: Tally, tls: TlsClient | None, timeout_s: float) -> None:
    """Fetch a file from there; raise `TransferError`. With `tls`, by FTPS."""
    with _session(location, tls, timeout_s, {**_REFUSALS, "550": NOT_FOUND}) as ftp:
        ftp.voidcmd("TYPE I")
        with ftp.transfercmd(f"RETR {location.ftp_path}") as data:
            while block := data.recv(BLOCK_BYTES):
                tally.take(block)
            _end_tls(data)
        # Whether that was all of it or the line has dropped, only this tells.
        ftp.voidresp()


@contextmanager
def _session(
    location: Location, tls: TlsClient | None, timeout_s: float, refusals: dict[str, str]
) -> Iterator[ftplib.FTP]:
    """Log in, hand out the session, and leave; whatever goes wrong is a `TransferError`."""
    ftp = _PlainFtp(timeout=timeout_s) if tls is None else _secure_ftp(tls, timeout_s)
    try:
        ftp.connect(location.host, location.port)
        if isinstance(ftp, _SecureFtp):
            ftp.auth()
        _log_in(ftp, location)
        if isinstance(ftp, _SecureFtp):
            ftp.prot_p()
        yield ftp
        _log_out(ftp)
    except (ftplib.error_perm, ftplib.error_temp) as refusal:
        code = str(refusal)[:3]
        raise TransferError(refusals.get(code, f"FTP {code}")) from None
    except EOFError:
        raise TransferError(CONNECTION_LOST) from None
    except OSError as error:
        raise of_error(error) from None
    except (ftplib.Error, ValueError):
        # What a server sends as a reply may be no text, or numbers that are no port.
        raise TransferError(FTP_PROTOCOL_ERROR) from None
    finally:
        ftp.close()


def _secure_ftp(tls: TlsClient, timeout_s: float) -> _SecureFtp:
    context: Any = tls
    return _SecureFtp(context=context, timeout=timeout_s)


def _log_in(ftp: ftplib.FTP, location: Location) -> None:
    try:
        # Not the method of FTP_TLS, which asks for TLS by itself.
        ftplib.FTP.login(ftp, location.user, location.password)
    except ftplib.error_perm:
        raise TransferError(LOGIN_REFUSED) from None


def _log_out(ftp: ftplib.FTP) -> None:
    """Leave in good order; the file has arrived, whatever comes of it."""
    if ftp.sock is not None:
        ftp.sock.settimeout(_GOOD_BYE_S)
    with suppress(*ftplib.all_errors, ValueError):
        ftp.quit()


def _end_tls(data: Any) -> None:
    """Say good-bye where TLS is spoken; not every server answers, and that is no failure."""
    if isinstance(data, gevent.ssl.SSLSocket):
        data.settimeout(_GOOD_BYE_S)
        with suppress(OSError):
            data.unwrap()
