"""A conversation of the `ocpp` package's central system with one station.

Its own API sends the commands and awaits the answers, so it validates requests and responses by
its own schemas. Nothing waits for a time: the next command follows when the last message has
come that the one before is to cause.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from ocpp.routing import on
from ocpp.v16 import call_result
from ocpp.v16.enums import Action, GenericStatus
from support.commands import in_short
from support.mobility_house import CentralSystem, errors, serve

LONGEST_S = 60.0
"""A station that does not do what it should is waited for no longer."""


@dataclass
class Conversation:
    """What a station is sent, and what it says, over all of its connections.

    Its messages are told in short, each in the exchange that was open when it came.
    """

    connections: list[CentralSystem] = field(default_factory=list)
    heard: asyncio.Queue[tuple[str, dict[str, Any]]] = field(default_factory=asyncio.Queue)
    last_heard: dict[str, Any] = field(default_factory=dict)
    exchanges: list[dict[str, Any]] = field(default_factory=list)

    async def listen(self, until: str) -> None:
        """Send nothing, and wait until the station has said this."""
        exchange = self._open(None)
        await self._hear(until, exchange["followed"])

    async def send(self, request: Any, until: str | None = None) -> dict[str, Any]:
        """Send a command; return its answer when the station has said what comes last."""
        exchange = self._open(type(request).__name__)
        answer = asdict(await self.connections[-1].call(request, suppress=False))
        exchange["answer"] = {name: value for name, value in answer.items() if value is not None}
        if until is not None:
            await self._hear(until, exchange["followed"])
        return exchange["answer"]

    async def talk(self, about: Callable[["Conversation"], Awaitable[None]]) -> dict[str, Any]:
        """Have this conversation to its end; return what was said."""
        try:
            async with asyncio.timeout(LONGEST_S):
                await about(self)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test is to see it
            errors.append(f"{self.exchanges[-1]}: {error!r}")
        # The package has numbers that come with a fraction as Decimal.
        return json.loads(json.dumps({"exchanges": self.exchanges}, default=float))

    def _open(self, command: str | None) -> dict[str, Any]:
        self.exchanges.append({"command": command, "answer": {}, "followed": []})
        return self.exchanges[-1]

    async def _hear(self, until: str, followed: list[str]) -> None:
        while not followed or followed[-1] != until:
            action, self.last_heard = await self.heard.get()
            followed.append(in_short(action, self.last_heard))


conversation = Conversation()


class TalkingCentralSystem(CentralSystem):
    """One connection of the station in the conversation."""

    heartbeat_interval_s = 3600  # none comes in between

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        conversation.connections.append(self)

    async def route_message(self, raw_msg):
        await super().route_message(raw_msg)
        kind, _, *rest = json.loads(raw_msg)
        if kind == 2:
            conversation.heard.put_nowait(tuple(rest))  # only now, that it is answered

    @on(Action.diagnostics_status_notification)
    def on_diagnostics_status_notification(self, **_):
        return call_result.DiagnosticsStatusNotification()

    @on(Action.firmware_status_notification)
    def on_firmware_status_notification(self, **_):
        return call_result.FirmwareStatusNotification()

    @on(Action.log_status_notification)
    def on_log_status_notification(self, **_):
        return call_result.LogStatusNotification()

    @on(Action.security_event_notification)
    def on_security_event_notification(self, **_):
        return call_result.SecurityEventNotification()

    @on(Action.sign_certificate)
    def on_sign_certificate(self, **_):
        return call_result.SignCertificate(GenericStatus.accepted)

    @on(Action.signed_firmware_status_notification)
    def on_signed_firmware_status_notification(self, **_):
        return call_result.SignedFirmwareStatusNotification()


async def serve_and_talk(about: Callable[[Conversation], Awaitable[None]]) -> None:
    """Serve one station and have this conversation with it; see `serve` for what is printed."""
    await serve(TalkingCentralSystem, lambda: conversation.talk(about))
