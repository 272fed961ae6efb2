"""A port of its own for a page that is asked for by programs."""

import logging
import socket
from collections.abc import Callable
from typing import Any

from gevent.pywsgi import WSGIServer
from gevent.socket import socket as GeventSocket  # noqa: N812 - a class, whatever its name

from ocpp_load.errors import OptionError

_LOGGER = logging.getLogger(__name__)


def listen(page: Callable[..., Any], host: str, port: int) -> WSGIServer:
    """Serve a WSGI application until the process ends; raise `OptionError` where that cannot be."""
    listener = GeventSocket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        # The connections of a process that has just ended are in nobody's way.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        problem = (
            f"cannot listen at {host} port {port}: {error.strerror or error}; name another port"
        )
        raise OptionError("--metrics-port", problem) from None
    server = WSGIServer(listener, page, log=None, error_log=_LOGGER)
    server.start()
    return server
