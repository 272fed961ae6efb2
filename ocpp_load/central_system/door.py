"""The sockets that stations connect to: open, held so that connections wait, or shut.

A port that is shut stays ours: were it free, a station that tries it again and again would one
day be given it as its own end of the connection, and be connected to itself.
"""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from enum import StrEnum

from ocpp_load.central_system.listening import BACKLOG, listening_port


class DoorState(StrEnum):
    """Whether stations come in."""

    OPEN = "open"
    HELD = "held"
    """The kernel accepts connections, and nobody takes them over."""
    SHUT = "shut"
    """The kernel refuses connections."""


class Door:
    """Listens by `serve`, which takes `host` and `port`, or `sock`, as asyncio's servers do."""

    def __init__(self, serve: Callable[..., Awaitable[asyncio.Server]]) -> None:
        self._serve = serve
        self._state = DoorState.SHUT
        self._servers: list[asyncio.Server] = []
        self._kept: list[socket.socket] = []

    async def open(self, host: str, port: int) -> int:
        """Listen for the first time; return the port."""
        self._servers = [await self._serve(host=host, port=port)]
        self._state = DoorState.OPEN
        return listening_port(self._servers[0])

    async def turn(self, state: DoorState) -> None:
        """Let stations come in, wait, or be refused; connections that are open stay open."""
        if state is self._state:
            return
        if state is DoorState.OPEN:
            kept, self._kept = self._kept, []
            self._servers = [await self._serve(sock=one) for one in kept]
        elif self._state is DoorState.OPEN:
            self._keep_sockets()
        if state is DoorState.SHUT:
            self._kept = [_unheard(one) for one in self._kept]
        elif state is DoorState.HELD:
            for one in self._kept:
                one.listen(BACKLOG)
        self._state = state

    def close(self) -> None:
        """Listen no more."""
        for server in self._servers:
            server.close()
        for one in self._kept:
            one.close()
        self._servers, self._kept = [], []

    def _keep_sockets(self) -> None:
        for server in self._servers:
            for one in server.sockets:
                # The duplicate goes on listening when the server closes its own.
                self._kept.append(socket.socket(fileno=os.dup(one.fileno())))
            server.close()
        self._servers = []


def _unheard(listening: socket.socket) -> socket.socket:
    """Return a socket that has the same address and does not listen."""
    address, family = listening.getsockname(), listening.family
    listening.close()
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.setblocking(False)
    if family is socket.AF_INET6:
        bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    bound.bind(address)
    return bound
