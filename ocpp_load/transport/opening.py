"""The steps on the way to a connection, by gevent: name, TCP, TLS.

Functions of their arguments, which keep nothing. Whatever ends one of them, a greenlet that is
killed too, no socket is left.
"""

import _socket
import errno
import os
from typing import Any

import gevent
from gevent import socket

from ocpp_load.transport.source import bind_to

Address = tuple[int, Any]
"""A family and what a socket of it connects to."""

PlainSocket = _socket.socket

_UNDER_WAY = frozenset({errno.EINPROGRESS, errno.EALREADY, errno.EWOULDBLOCK})
_CONNECTED = frozenset({0, errno.EISCONN})
_WRITABLE = 2


def look_up(host: str, port: int, timeout_s: float) -> list[Address]:
    """Return the addresses of a name; raise `socket.gaierror`."""
    try:
        with gevent.Timeout(timeout_s, TimeoutError()):
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # the latter for a label that is no label of DNS
        raise socket.gaierror(str(error)) from None
    return [(family, address) for family, _, _, _, address in found]


def connect_to(address: Address, timeout_s: float, source: str | None = None) -> Any:
    """Return a connected socket whose operations take `timeout_s` at most; raise `OSError`.

    It comes from the address `source` of this machine, which must be of the same family.
    """
    family, target = address
    candidate = socket.socket(family, socket.SOCK_STREAM)
    try:
        candidate.settimeout(timeout_s)
        candidate.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if source is not None:
            bind_to(candidate, source)
        candidate.connect(target)
    except BaseException:
        candidate.close()
        raise
    return candidate


def connect_plainly(address: Address, timeout_s: float, source: str | None = None) -> socket.socket:
    """Return the same as a socket of C, without gevent's wrapper, which does not block.

    For half of the CPU: the wrapper brings two watchers, a timer, and a turn of the hub.
    """
    family, target = address
    candidate = PlainSocket(family, socket.SOCK_STREAM)
    try:
        candidate.setblocking(False)
        candidate.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if source is not None:
            bind_to(candidate, source)
        problem = candidate.connect_ex(target)
        if problem in _UNDER_WAY:
            # A peer on the same machine has answered within the call, which does not tell.
            problem = candidate.connect_ex(target)
            if problem in _UNDER_WAY:
                _await_end(candidate, timeout_s)
                problem = candidate.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    except BaseException:
        candidate.close()
        raise
    if problem not in _CONNECTED:
        candidate.close()
        raise OSError(problem, os.strerror(problem))
    return candidate


def _await_end(candidate: PlainSocket, timeout_s: float) -> None:
    hub = gevent.get_hub()
    watcher = hub.loop.io(candidate.fileno(), _WRITABLE)
    try:
        with gevent.Timeout(timeout_s, TimeoutError()):
            hub.wait(watcher)
    finally:
        watcher.close()


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
