"""TCP, then TLS: the socket under a WebSocket, opened by gevent and measured step by step."""

import _socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import gevent
from gevent import socket, ssl
from gevent.lock import Semaphore

from ocpp_load.transport.outcome import (
    CONNECT_TIMED_OUT,
    NAME_RESOLUTION_FAILED,
    TLS_TIMED_OUT,
    ConnectError,
    of_os_error,
)

_ADDRESSES_KEPT_S = 30.0
_FAILURE_KEPT_S = 1.0

Report = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class TlsOptions:
    """What the peer's certificate is held against."""

    ca_file: Path | None = None
    insecure: bool = False


class Dialer:
    """Opens connections to one host and port; shared by all stations of a process.

    A name is resolved again after half a minute, or a second after a failure, by one station
    for all. The TLS context is made once: loading the trust store takes some 30 ms of CPU.
    """

    def __init__(self, host: str, port: int, timeout_s: float, tls: TlsOptions | None) -> None:
        self.host = host
        self.port = port
        self.timeout_s = timeout_s
        self._context = None if tls is None else _tls_context(tls)
        self._addresses: list[tuple[int, Any]] = []
        self._resolve_at = 0.0
        self._resolving = Semaphore()

    def dial(self, report: Report) -> Any:
        """Return a connected, non-blocking socket; raise `ConnectError`.

        `report` is told the seconds of "tcp connect" and "tls handshake".
        """
        addresses = self._resolve()
        started_at = monotonic()
        connected = self._connect(addresses)
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

    def _resolve(self) -> list[tuple[int, Any]]:
        with self._resolving:  # whoever waits here finds the answer, or the failure
            if monotonic() >= self._resolve_at:
                self._addresses = self._look_up()
                kept_s = _ADDRESSES_KEPT_S if self._addresses else _FAILURE_KEPT_S
                self._resolve_at = monotonic() + kept_s
            if not self._addresses:
                raise ConnectError(NAME_RESOLUTION_FAILED)
            return self._addresses

    def _look_up(self) -> list[tuple[int, Any]]:
        try:
            with gevent.Timeout(self.timeout_s, TimeoutError()):
                found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):  # the latter for a label that is no label of DNS
            return []
        return [(family, address) for family, _, _, _, address in found]

    def _connect(self, addresses: list[tuple[int, Any]]) -> Any:
        outcome = ""
        for family, address in addresses:
            try:
                candidate = socket.socket(family, socket.SOCK_STREAM)
            except OSError as error:
                outcome = of_os_error(error)
                continue
            try:
                candidate.settimeout(self.timeout_s)
                candidate.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                candidate.connect(address)
            except OSError as error:
                candidate.close()
                is_late = isinstance(error, TimeoutError)
                outcome = CONNECT_TIMED_OUT if is_late else of_os_error(error)
            except BaseException:
                candidate.close()
                raise
            else:
                if outcome:  # nobody else needs to try first what failed before this one
                    self._addresses = sorted(addresses, key=lambda known: known[1] != address)
                return candidate
        self._resolve_at = min(self._resolve_at, monotonic() + _FAILURE_KEPT_S)
        raise ConnectError(outcome)

    def _secure(self, context: Any, connected: Any) -> Any:
        secured = None
        try:
            secured = context.wrap_socket(
                connected, server_hostname=self.host, do_handshake_on_connect=False
            )
            secured.settimeout(self.timeout_s)
            secured.do_handshake()
            secured.setblocking(False)
        except OSError as error:
            (secured or connected).close()
            is_late = isinstance(error, TimeoutError)
            raise ConnectError(TLS_TIMED_OUT if is_late else of_os_error(error)) from None
        except BaseException:
            (secured or connected).close()
            raise
        return secured


def _tls_context(tls: TlsOptions) -> Any:
    # Not `create_default_context`: unless all is monkey-patched, its sockets block.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if tls.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif tls.ca_file is not None:
        context.load_verify_locations(tls.ca_file)
    else:
        context.load_default_certs()
    return context
