"""The `ocpp` package's central system, which sends its station every command that there is.

Its own API sends them and awaits the answers, so it validates requests and responses by its
own schemas. Nothing here waits for a time: the next command follows when the last message has
come that the one before was to cause. Run as a process with the URL of a file server and the
content of the firmware that is to be fetched there; what it prints is told by `mobility_house`.
"""

import asyncio
import json
import sys
from dataclasses import asdict, dataclass, field
from typing import Any

from ocpp.routing import on
from ocpp.v16 import call_result
from ocpp.v16.enums import Action, GenericStatus
from support.commands import in_short
from support.mobility_house import CentralSystem, errors, serve
from support.mobility_house_repertoire import EVERY_COMMAND, Files

LONGEST_S = 60.0
"""A station that does not do what it should is waited for no longer."""


@dataclass
class Conversation:
    """What a station is sent, and what it says in return, over all of its connections."""

    connections: list[CentralSystem] = field(default_factory=list)
    heard: asyncio.Queue[tuple[str, dict[str, Any]]] = field(default_factory=asyncio.Queue)
    beginning: list[str] = field(default_factory=list)
    exchanges: list[dict[str, Any]] = field(default_factory=list)

    async def begin(self, until: str) -> None:
        """Listen to a station that boots until it has said this."""
        await self._hear(until, self.beginning)

    async def send(self, request: Any, until: str | None = None) -> dict[str, Any]:
        """Send a command; return the answer, once the station has said all that follows.

        Returns the first message that was not heard before in `EXCHANGE["followed"]` order.
        """
        exchange = {"command": type(request).__name__, "answer": None, "followed": []}
        self.exchanges.append(exchange)
        answer = await self.connections[-1].call(request, suppress=False)
        exchange["answer"] = _on_json(asdict(answer))
        if until is not None:
            await self._hear(until, exchange["followed"])
        return exchange["answer"]

    async def _hear(self, until: str, so_far: list[str]) -> None:
        while not so_far or so_far[-1] != until:
            so_far.append(in_short(*await self.heard.get()))
