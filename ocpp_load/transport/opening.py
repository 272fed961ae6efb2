"""The steps on the way to a connection, by gevent: name, TCP, TLS.

Functions of their arguments, which keep nothing. Whatever ends one of them, a greenlet that is
killed too, no socket is left.
"""

from typing import Any

import gevent
from gevent import socket

Address = tuple[int, Any]
"""A family and what a socket of it connects to."""


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


def shake_hands(secured: Any) -> Any:
    """Return a TLS socket once both sides are secured; raise `OSError`, with the socket closed."""
    try:
        # As a whole: a peer that sends a byte now and then is not waited for longer.
        with gevent.Timeout(secured.gettimeout(), TimeoutError()):
            secured.do_handshake()
    except BaseException:
        secured.close()
        raise
    return secured
