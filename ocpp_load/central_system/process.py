"""The embedded central system as a child process of whoever needs one.

Standard library only, and plain use of it: the parent may have been monkey-patched by gevent,
and must not load an event loop that it does not run.
"""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from ocpp_load.errors import OcppLoadError

_READY_TIMEOUT_S = 30.0
_STOP_TIMEOUT_S = 10.0


class CentralSystemStartError(OcppLoadError):
    """The child ended, or did nothing, before it listened; its own words are on stderr."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(f"the embedded central system did not start (exit code {exit_code})")
        self.exit_code = exit_code


class EmbeddedCentralSystem:
    """A context manager: the child listens while it is entered and is gone afterwards.

    `arguments` are options of `ocpp-load csms`. Ports are free ones unless they are given
    there, and stay the same when it is started again.
    """

    def __init__(
        self, arguments: Sequence[str] = (), *, ready_timeout_s: float = _READY_TIMEOUT_S
    ) -> None:
        self._arguments = tuple(arguments)
        self._ready_timeout_s = ready_timeout_s
        self._process: subprocess.Popen[str] | None = None
        self._same_ports: tuple[str, ...] = ()
        self._kept: list[socket.socket] = []
        self.url = ""
        self.control_url: str | None = None
        self.ftp_url: str | None = None

    @property
    def pid(self) -> int:
        """Return the process id of the child. Raises `RuntimeError` where there is none."""
        if self._process is None:
            raise RuntimeError("the embedded central system is not running")
        return self._process.pid

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the child and wait until it listens; nothing where it runs already.

        Raises `CentralSystemStartError`.
        """
        if self._process is not None:
            return
        self._process = process = subprocess.Popen(
            [
                *(sys.executable, "-m", "ocpp_load.central_system"),
                *("--port", "0", "--exit-with-parent", str(os.getpid())),
                *self._arguments,
                *self._same_ports,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            # Ctrl-C is the campaign's, which ends its sessions against a central system that runs.
            start_new_session=True,
        )
        try:
            ready = self._read_ready_line(process)
        except BaseException:
            self._end(process, process.kill)
            raise
        finally:
            self._let_go_of_ports()
        if not ready:
            raise CentralSystemStartError(self._end(process, process.kill))
        self._take_addresses(ready)

    def stop(self) -> None:
        """End the child in good order, by force if that takes too long, and reap it."""
        if self._process is not None:
            self._end(self._process, self._process.terminate)
        self._let_go_of_ports()

    def kill(self) -> None:
        """End the child without warning, as an outage would, and reap it.

        Until it is started again or stopped, its ports are kept for it: stations that try to
        reconnect may otherwise be given one of them as their own end of a connection.
        """
        if self._process is not None:
            self._end(self._process, self._process.kill)
            self._keep_ports()

    def _read_ready_line(self, process: subprocess.Popen[str]) -> str:
        assert process.stdout is not None  # noqa: S101
        # Killed for its silence, the child closes the pipe, and the line comes back empty.
        guard = threading.Timer(self._ready_timeout_s, process.kill)
        guard.start()
        try:
            return process.stdout.readline()
        finally:
            guard.cancel()

    def _take_addresses(self, ready: str) -> None:
        addresses = json.loads(ready)
        self.url = addresses["url"]
        self.control_url = addresses["control"]
        self.ftp_url = addresses["ftp"]
        self._same_ports = ("--port", str(urlsplit(self.url).port))
        if self.control_url is not None:
            self._same_ports += ("--control-port", str(urlsplit(self.control_url).port))
        if self.ftp_url is not None:
            self._same_ports += ("--ftp-port", str(urlsplit(self.ftp_url).port))

    def _keep_ports(self) -> None:
        for url in (self.url, self.control_url, self.ftp_url):
            if not url:
                continue
            parts = urlsplit(url)
            family = socket.AF_INET6 if ":" in (parts.hostname or "") else socket.AF_INET
            unheard = socket.socket(family, socket.SOCK_STREAM)
            unheard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._kept.append(unheard)
            # Somebody else was quicker; the child will tell when it cannot listen.
            with suppress(OSError):
                unheard.bind((parts.hostname, parts.port))

    def _let_go_of_ports(self) -> None:
        for unheard in self._kept:
            unheard.close()
        self._kept.clear()

    def _end(self, process: subprocess.Popen[str], ask: Callable[[], None]) -> int:
        self._process = None
        try:
            ask()
            return process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()
        finally:
            if process.stdout is not None:
                process.stdout.close()
