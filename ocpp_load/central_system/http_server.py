"""HTTP/1.1 for the control interface: h11 on asyncio streams.

From bytes to a request and from a JSON value to bytes. What is asked and answered is not known
here, and no HTTP is parsed by hand.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import h11
import orjson

from ocpp_load.central_system.listening import BACKLOG

_READ_BYTES = 64 * 1024
_MAX_BODY_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request with its whole body; `origin` is set where a web page sent it."""

    method: str
    target: str
    body: bytes = b""
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A JSON value and its status."""

    content: Any
    status: HTTPStatus = HTTPStatus.OK


Handler = Callable[[HttpRequest], Awaitable[HttpResponse]]


class HttpServer:
    """Serves one handler on one address; closes what is open when it is closed."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._conversations: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def listen(self, host: str, port: int) -> asyncio.Server:
        """Listen, and return what tells on which port."""
        self._server = await asyncio.start_server(self._accept, host, port, backlog=BACKLOG)
        return self._server

    async def close(self) -> None:
        """Listen no more and drop the clients that are connected."""
        if self._server is not None:
            self._server.close()
        for conversation in self._conversations:
            conversation.cancel()
        await asyncio.gather(*self._conversations, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        conversation = asyncio.create_task(self._converse(reader, writer))
        self._conversations.add(conversation)
        conversation.add_done_callback(self._conversations.discard)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _Conversation(reader, writer).answer_all(self._handler)
        except (ConnectionError, asyncio.CancelledError):
            pass  # the client or the central system is gone; there is nobody to tell
        finally:
            writer.close()


class _BodyTooBigError(Exception):
    pass


class _Conversation:
    """One connection of a client, which may hold several requests."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.SERVER)

    async def answer_all(self, handler: Handler) -> None:
        while True:
            try:
                request = await self._read_request()
            except h11.RemoteProtocolError as error:
                await self._refuse(HTTPStatus(error.error_status_hint), str(error))
                return
            except _BodyTooBigError:
                await self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too big")
                return
            if request is None:
                return
            response = await handler(request)
            await self._send(response, with_content=request.method != "HEAD")
            if self._http.our_state is h11.MUST_CLOSE:
                return
            self._http.start_next_cycle()

    async def _read_request(self) -> HttpRequest | None:
        head: h11.Request | None = None
        body = bytearray()
        while True:
            event = await self._next_event()
            if isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > _MAX_BODY_BYTES:
                    raise _BodyTooBigError
            elif isinstance(event, h11.EndOfMessage) and head is not None:
                origin = dict(head.headers).get(b"origin")
                return HttpRequest(
                    head.method.decode(),
                    head.target.decode(),
                    bytes(body),
                    None if origin is None else origin.decode("latin-1"),
                )
            else:
                return None

    async def _next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        while True:
            event = self._http.next_event()
            if event is not h11.NEED_DATA:
                return event
            if self._http.they_are_waiting_for_100_continue:
                self._write(h11.InformationalResponse(status_code=100, headers=[]))
            self._http.receive_data(await self._reader.read(_READ_BYTES))

    async def _refuse(self, status: HTTPStatus, problem: str) -> None:
        if self._http.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            await self._send(HttpResponse({"problem": problem}, status), is_last=True)

    async def _send(
        self, response: HttpResponse, *, with_content: bool = True, is_last: bool = False
    ) -> None:
        content = orjson.dumps(response.content)
        self._write(
            h11.Response(
                status_code=response.status.value,
                reason=response.status.phrase.encode(),
                headers=[
                    ("Content-Type", "application/json"),
                    ("Content-Length", str(len(content))),
                    *([("Connection", "close")] if is_last else []),
                ],
            )
        )
        if with_content:
            self._write(h11.Data(data=content))
        self._write(h11.EndOfMessage())
        await self._writer.drain()

    def _write(self, event: h11.Event) -> None:
        self._writer.write(self._http.send(event) or b"")
