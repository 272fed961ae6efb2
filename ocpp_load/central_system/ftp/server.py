"""The FTP server in a thread of its own, since the main thread belongs to the event loop."""

import logging
import threading
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from pyftpdlib.ioloop import IOLoop
from pyftpdlib.servers import FTPServer

from ocpp_load.central_system.ftp.handlers import handler_for
from ocpp_load.central_system.ftp.options import FtpOptions
from ocpp_load.central_system.ftp.root import (
    FIRMWARE_FILE,
    StoredFile,
    furnished,
    stored_files,
)
from ocpp_load.central_system.listening import option_at_fault, url_host

# All stations of a fleet may be told to upload in the same second.
_BACKLOG = 1024
_POLL_S = 0.05

_LOG = logging.getLogger("pyftpdlib")


class FtpServer:
    """A context manager: listens while it is entered.

    Raises `OptionError` on entering where it cannot serve as it was told. With a certificate,
    which must have been found to be in order, it speaks FTPS only.
    """

    def __init__(
        self, host: str, options: FtpOptions, tls_cert: Path | None, tls_key: Path | None
    ) -> None:
        self._host = host
        self._options = options
        self._tls_cert = tls_cert
        self._tls_key = tls_key
        self._stack = ExitStack()
        self._stopping = threading.Event()
        self._root = Path()
        self._port = options.port

    @property
    def url(self) -> str:
        """Return the root as a location with user and password, for GetDiagnostics."""
        options = self._options
        scheme = "ftp" if self._tls_cert is None else "ftps"
        login = f"{quote(options.user, safe='')}:{quote(options.password, safe='')}"
        return f"{scheme}://{login}@{url_host(self._host)}:{self._port}/"

    def firmware(self) -> bytes:
        """Return the image that lies there for stations to install; may block."""
        return (self._root / FIRMWARE_FILE).read_bytes()

    def files(self) -> list[StoredFile]:
        """Return what lies in the root."""
        return stored_files(self._root)

    def __enter__(self) -> Self:
        _let_speak_of_faults_only()
        with ExitStack() as stack:
            self._root = stack.enter_context(furnished(self._options.root))
            handler = handler_for(self._options, self._root, self._tls_cert, self._tls_key)
            with option_at_fault(self._host, self._options.port, "--ftp-port"):
                address = (self._host, self._options.port)
                server = FTPServer(address, handler, ioloop=IOLoop(), backlog=_BACKLOG)
            server.max_cons = 0  # no limit
            self._port = server.address[1]
            thread = threading.Thread(target=self._serve, args=(server,), name="ftp", daemon=True)
            thread.start()
            stack.callback(thread.join)
            stack.callback(self._stopping.set)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def _serve(self, server: FTPServer) -> None:
        try:
            while not self._stopping.is_set():
                server.ioloop.loop(timeout=_POLL_S, blocking=False)
        finally:
            server.close_all()


def _let_speak_of_faults_only() -> None:
    """Keep pyftpdlib from telling everything, as it does where logging is not set up."""
    if not _LOG.handlers:
        _LOG.addHandler(logging.StreamHandler())
    _LOG.setLevel(logging.ERROR)
