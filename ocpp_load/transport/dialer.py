"""TCP, then TLS: the socket under a WebSocket, opened by gevent and measured step by step."""

import _socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import gevent
from gevent import socket, ssl

from ocpp_load.transport.outcome import (
    CONNECT_TIMED_OUT,
    TLS_TIMED_OUT,
    ConnectError,
    of_os_error,
)

_ADDRESSES_KEPT_S = 30.0

Report = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class TlsOptions:
    """What the peer's certificate is held against."""

    ca_file: Path | None = None
    insecure: bool = False


class Dialer:
    """Opens connections to one host and port; shared by all stations of a process.

    A name is resolved again after half a minute, or after a failure. The TLS context is
    made once: loading the trust store takes some 30 ms of CPU.
    """

    def __init__(self, host: str, port: int, timeout_s: float, tls: TlsOptions | None) -> None:
        self.host = host
        self.port = port
        self.timeout_s = timeout_s
        self._context = None if tls is None else _tls_context(tls)
        self._addresses: list[tuple[int, Any]] = []
        self._resolved_at = 0.0

    def dial(self, report: Report) -> Any:
        """Return a connected, non-blocking socket; raise `ConnectError`.

        `report` is told the seconds of "tcp connect" and "tls handshake".
        """
        started_at = monotonic()
        connected = self._connect()
        report("tcp connect", monotonic() - started_at)
        if self._context is None:
            # The C socket itself: gevent's wrapper would add two watchers and a Python call.
            family, kind, protocol = connected.family, connected.type, connected.proto
            plain = _socket.socket(family, kind, protocol, connected.detach())
            plain.setblocking(False)
            return plain
        started_at = monotonic()
        secured = self._secure(self._context, connected)
        report("tls handshake", monotonic() - started_at)
        return secured

    def _connect(self) -> Any:
        failure: OSError | None = None
        try:
            addresses = self._resolve()
        except OSError as error:
            raise ConnectError(of_os_error(error)) from None
        for family, address in addresses:
            try:
                candidate = socket.socket(family, socket.SOCK_STREAM)
            except OSError as error:
                raise ConnectError(of_os_error(error)) from None
            try:
                candidate.settimeout(self.timeout_s)
                candidate.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                candidate.connect(address)
            except OSError as error:
                candidate.close()
                failure = error
            except BaseException:
                candidate.close()
                raise
            else:
                return candidate
        self._addresses = []
        raise ConnectError(CONNECT_TIMED_OUT if failure is None else of_os_error(failure))

    def _resolve(self) -> list[tuple[int, Any]]:
        now = monotonic()
        if not self._addresses or now - self._resolved_at > _ADDRESSES_KEPT_S:
            with gevent.Timeout(self.timeout_s, socket.gaierror("timed out")):
                found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
            self._addresses = [(family, address) for family, _, _, _, address in found]
            self._resolved_at = now
        return self._addresses

    def _secure(self, context: Any, connected: Any) -> Any:
        secured = None
        try:
            secured = context.wrap_socket(
                connected, server_hostname=self.host, do_handshake_on_connect=False
            )
            secured.settimeout(self.timeout_s)
            secured.do_handshake()
            secured.setblocking(False)
        except TimeoutError:
            (secured or connected).close()
            raise ConnectError(TLS_TIMED_OUT) from None
        except OSError as error:
            (secured or connected).close()
            raise ConnectError(of_os_error(error)) from None
        except BaseException:
            (secured or connected).close()
            raise
        return secured


def _tls_context(tls: TlsOptions) -> Any:
    context = ssl.create_default_context(cafile=tls.ca_file)
    if tls.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
