"""The sockets of transfers: one connection to whatever host the location names."""

import ssl
from dataclasses import replace
from typing import Any

from gevent import socket

from ocpp_load.transport.opening import connect_to, look_up, shake_hands
from ocpp_load.transport.trust import TlsContexts, TlsOptions


def create_connection(
    address: tuple[str, int], timeout_s: float, source_address: None = None
) -> Any:
    """Return a connected socket whose operations take `timeout_s` at most.

    Raise `OSError`, or `ValueError` for what is no port. To be called as gevent's own function
    is, which leaves its socket to the garbage collector when the greenlet is killed.
    """
    del source_address
    host, port = address
    if not 0 < port < 65536:  # a resolver would take it modulo 65536
        raise ValueError(port)
    failure: OSError = socket.gaierror()
    for found in look_up(host, port, timeout_s):
        try:
            return connect_to(found, timeout_s)
        except OSError as error:
            failure = error
    raise failure


class TlsClient:
    """Shakes hands as a client; as much of an `SSLContext` as a transfer needs."""

    protocol = ssl.PROTOCOL_TLS_CLIENT
    """What ftplib asks for from Python 3.12 on."""

    def __init__(self, tls: TlsOptions) -> None:
        # The name is that of the central system, and files may lie anywhere.
        self._contexts = TlsContexts(replace(tls, server_name=None))

    def wrap_socket(self, connected: Any, server_hostname: str) -> Any:
        """Return the secured socket; raise `OSError`, with the socket closed."""
        return shake_hands(self._contexts.wrap(connected, server_hostname))
