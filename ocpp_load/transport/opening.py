"""The steps on the way to a connection, by gevent: name, TCP, TLS.

Functions of their arguments, which keep nothing. Whatever ends one of them, a greenlet that is
killed too, no socket is left.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gevent
from gevent import socket, ssl

Address = tuple[int, Any]
"""A family and what a socket of it connects to."""


@dataclass(frozen=True, slots=True)
class TlsOptions:
    """What the peer's certificate is held against."""

    ca_file: Path | None = None
    insecure: bool = False


def tls_context(tls: TlsOptions) -> Any:
    """Return a context for client sockets; to load the trust store takes some 30 ms of CPU."""
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


def look_up(host: str, port: int, timeout_s: float) -> list[Address]:
    """Return the addresses of a name; raise `socket.gaierror`."""
    try:
        with gevent.Timeout(timeout_s, TimeoutError()):
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # the latter for a label that is no label of DNS
        raise socket.gaierror(str(error)) from None
    return [(family, address) for family, _, _, _, address in found]


def connect_to(address: Address, timeout_s: float) -> Any:
    """Return a connected socket whose operations take `timeout_s` at most; raise `OSError`."""
    family, target = address
    candidate = socket.socket(family, socket.SOCK_STREAM)
    try:
        candidate.settimeout(timeout_s)
        candidate.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        candidate.connect(target)
    except BaseException:
        candidate.close()
        raise
    return candidate


def secure(context: Any, connected: Any, host: str) -> Any:
    """Shake hands over a connected socket, which then belongs to the one that is returned.

    Raise `OSError`, with the socket closed.
    """
    secured = None
    try:
        secured = context.wrap_socket(
            connected, server_hostname=host, do_handshake_on_connect=False
        )
        secured.do_handshake()
    except BaseException:
        (secured or connected).close()
        raise
    return secured
