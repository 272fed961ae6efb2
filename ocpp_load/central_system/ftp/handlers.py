"""How the FTP server treats its clients: pyftpdlib's handlers, and the faults on top of them."""

import os
from pathlib import Path
from typing import Any

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.exceptions import AuthenticationFailed
from pyftpdlib.handlers import DTPHandler, FTPHandler, TLS_DTPHandler, TLS_FTPHandler

from ocpp_load.central_system.ftp.options import FtpFault, FtpOptions

# List, change into, read, write and make directories; nothing is deleted or renamed.
_PERMISSIONS = "elrwm"


class _NobodyAuthorizer(DummyAuthorizer):  # type: ignore[misc]
    def validate_authentication(self, *_: Any) -> None:
        raise AuthenticationFailed("Authentication failed.")


class _TakesNoFiles:
    def ftp_STOR(self: Any, *_: Any) -> None:  # noqa: N802 - pyftpdlib finds it by this name
        self.respond("552 Requested file action aborted: exceeded storage allocation.")


class _AnswersNoTransfer:
    timeout = 0  # nor does it ever hang up by itself

    def ftp_STOR(self: Any, *_: Any) -> None:  # noqa: N802
        """Say nothing."""

    def ftp_RETR(self: Any, *_: Any) -> None:  # noqa: N802
        """Say nothing."""


class _CutInTheMiddle:
    """A data connection that is cut after half a file, or half of the first piece that came."""

    def recv(self: Any, size: int) -> bytes:
        received: bytes = super().recv(size)  # type: ignore[misc]
        if received:
            self.file_obj.write(received[: len(received) // 2])
            self.cut()
        return b""

    def send(self: Any, data: bytes) -> int:
        if self.file_obj is None:  # a list of files
            return int(super().send(data))  # type: ignore[misc]
        half = max(1, os.fstat(self.file_obj.fileno()).st_size // 2)
        sent = int(super().send(data[: half - self.tot_bytes_sent]))  # type: ignore[misc]
        if self.tot_bytes_sent >= half:
            self.cut()
        return sent

    def cut(self: Any) -> None:
        # Where TLS is spoken this leaves out its good-bye, as a line that drops does.
        self._error = self.cmd_channel._error = True  # noqa: SLF001
        self.cmd_channel.close()


class _PlainCut(_CutInTheMiddle, DTPHandler):  # type: ignore[misc]
    pass


class _SecureCut(_CutInTheMiddle, TLS_DTPHandler):  # type: ignore[misc]
    pass


def handler_for(
    options: FtpOptions, root: Path, tls_cert: Path | None, tls_key: Path | None
) -> type[FTPHandler]:
    """Return the class that pyftpdlib makes an instance of for each client.

    With a certificate, both connections must be encrypted (AUTH TLS, PROT P).
    """
    is_faulty = options.fault is FtpFault.WRONG_PASSWORD
    authorizer = _NobodyAuthorizer() if is_faulty else DummyAuthorizer()
    authorizer.add_user(options.user, options.password, str(root), perm=_PERMISSIONS)
    attributes: dict[str, Any] = {
        "authorizer": authorizer,
        "banner": "ocpp_load",
        # A test tool has no use for slowing down who guesses passwords.
        "auth_failed_timeout": 0,
    }
    if tls_cert is not None:
        attributes |= {
            "certfile": str(tls_cert),
            "keyfile": str(tls_key or tls_cert),
            "tls_control_required": True,
            "tls_data_required": True,
        }
    if options.fault is FtpFault.DROP:
        # With sendfile, no data would come by that could be cut.
        attributes["use_sendfile"] = False
        attributes["dtp_handler"] = _PlainCut if tls_cert is None else _SecureCut
    base = FTPHandler if tls_cert is None else TLS_FTPHandler
    faults = {FtpFault.DISK_FULL: (_TakesNoFiles,), FtpFault.HANG: (_AnswersNoTransfer,)}
    return type("Handler", (*faults.get(options.fault, ()), base), attributes)
