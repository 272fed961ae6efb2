"""Sockets that listen: which port they got, and what to tell a user where they could not.

Names, numbers and texts; the servers themselves are elsewhere.
"""

import asyncio
import errno
import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from ocpp_load.errors import OptionError

BACKLOG = 65_535
"""All stations of a fleet may come back in the same second, and all of their scenarios order a
command: as many wait as the kernel lets, which cuts this down to `net.core.somaxconn`. Beyond it
connections hang for a second or are reset."""


def listening_port(server: asyncio.Server) -> int:
    """Return the port of a server's first socket."""
    port: int = server.sockets[0].getsockname()[1]
    return port


def url_host(host: str) -> str:
    """Return `host` as a client on this machine writes it into a URL."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host or "127.0.0.1"
    if address.is_unspecified:
        return "127.0.0.1" if address.version == 4 else "[::1]"
    return host if address.version == 4 else f"[{host}]"


@contextmanager
def option_at_fault(host: str, port: int, port_option: str = "--port") -> Iterator[None]:
    """Turn the failure to listen into an `OptionError` that names host or port."""
    try:
        yield
    except socket.gaierror as error:
        raise OptionError("--host", f"{host!r} is no address of this machine: {error}") from error
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise OptionError("--host", f"{host!r} is no address of this machine") from error
        raise OptionError(
            port_option, f"cannot listen on {host}, port {port}: {error.strerror or error}"
        ) from error
