"""Servers that take and give files: the real FTP server, and a web server with a directory."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from support.link_harness import FAR_S

from ocpp_load.central_system.ftp.options import FtpFault, FtpOptions
from ocpp_load.central_system.ftp.server import FtpServer
from ocpp_load.settings import TRANSFER_SCHEMES
from ocpp_load.transport import TlsOptions, TransferError, TransferPolicy, Transfers


def transfers(kind: type[Transfers] = Transfers, **options: Any) -> Transfers:
    """Return transfers to and from loopback; `options` replace those of `Transfers`."""
    arguments = {
        "policy": TransferPolicy.of([], TRANSFER_SCHEMES),
        "timeout_s": FAR_S,
        "tls": TlsOptions(insecure=True),
        **options,
    }
    return kind(**arguments)


def upload(location: str, content: bytes = b"a log", **options: Any) -> str | None:
    """Upload as `log.tar.gz`; return why that failed."""
    try:
        transfers(**options).upload(location, "log.tar.gz", content)
    except TransferError as error:
        return error.reason
    return None


def download(location: str, **options: Any) -> str | None:
    """Download and return why that failed."""
    try:
        transfers(**options).download(location)
    except TransferError as error:
        return error.reason
    return None


@contextmanager
def ftp_server(
    root: Path, fault: FtpFault = FtpFault.NONE, certificate: Path | None = None, **options: Any
) -> Iterator[FtpServer]:
    """Serve `root` on a free port; with a certificate by FTPS."""
    ftp_options = FtpOptions(root=root, fault=fault, **options)
    with FtpServer("127.0.0.1", ftp_options, certificate, None) as server:
        yield server


class WebServer:
    """A context manager: answers GET and PUT from `files`, and remembers what it was asked."""

    def __init__(self, files: dict[str, bytes] | None = None, tls: Any = None) -> None:
        self.files = files or {}
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._scheme = "http" if tls is None else "https"
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}
        )

    @property
    def url(self) -> str:
        """Return the address of its root."""
        return f"{self._scheme}://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "WebServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(web_server) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._remember()
                content = web_server.files.get(self.path)
                self._answer(404 if content is None else 200, content or b"")

            def do_PUT(self) -> None:
                self._remember()
                web_server.files[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
                self._answer(201, b"")

            def log_message(self, *_: object) -> None:
                """Say nothing."""

            def _remember(self) -> None:
                web_server.requests.append((self.command, self.path, dict(self.headers)))

            def _answer(self, status: int, content: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        return Handler
