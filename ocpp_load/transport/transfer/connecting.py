"""The sockets of transfers: one connection to whatever host the location names."""

from typing import Any

from gevent import socket

from ocpp_load.transport.opening import TlsOptions, connect_to, look_up, secure, tls_context


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

    def __init__(self, tls: TlsOptions) -> None:
        self._context = tls_context(tls)

    def wrap_socket(self, connected: Any, server_hostname: str) -> Any:
        """Return the secured socket; raise `OSError`, with the socket closed."""
        return secure(self._context, connected, server_hostname)
