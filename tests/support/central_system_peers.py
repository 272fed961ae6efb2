"""Peers of a live central system: stations that do as they are told, and a control client.

Whatever waits here waits for the other side; a guard ends a test that would wait for ever.
"""

import asyncio
import http.client
import json
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

import orjson
import uvloop
from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from ocpp_load.central_system.control import ControlInterface, FileStore
from ocpp_load.central_system.http_server import HttpServer
from ocpp_load.central_system.listening import listening_port
from ocpp_load.central_system.options import CentralSystemOptions
from ocpp_load.central_system.server import CentralSystem
from ocpp_load.ocppj import CallResult, OutgoingCall

GUARD_S = 30
BOOT = {"chargePointVendor": "ocpp_load", "chargePointModel": "AC-22"}


def run(scene: Awaitable[None]) -> None:
    """Play a scene on the loop that the central system runs on."""

    async def guarded() -> None:
        try:
            async with asyncio.timeout(GUARD_S):
                await scene
        finally:
            await FakeStation.disconnect_all()

    uvloop.run(guarded())


def central_system(*, clock: Callable[[], float] | None = None, **options: Any) -> CentralSystem:
    """Return a central system for a free port, to be entered."""
    made = CentralSystemOptions(**{"port": 0, **options})
    return CentralSystem(made) if clock is None else CentralSystem(made, clock=clock)


class FakeStation(WSListener):
    """A station's end of a connection."""

    _connected: ClassVar[list["FakeStation"]] = []

    def __init__(self) -> None:
        self.received: asyncio.Queue[list[Any]] = asyncio.Queue()
        self.pongs: asyncio.Queue[bytes] = asyncio.Queue()
        self.subprotocol: str | None = None
        self._closed: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._answers_close = True
        self._calls = 0

    @classmethod
    async def connect(
        cls,
        url: str,
        identity: str = "CP1",
        *,
        subprotocols: str | None = "ocpp1.6",
        answers_close: bool = True,
        headers: dict[str, str] | None = None,
        **options: Any,
    ) -> "FakeStation":
        headers = dict(headers or {})
        if subprotocols is not None:
            headers["Sec-WebSocket-Protocol"] = subprotocols
        _, station = await ws_connect(
            cls, f"{url}/{quote(identity, safe='')}", extra_headers=headers, **options
        )
        assert isinstance(station, FakeStation)
        station._answers_close = answers_close
        cls._connected.append(station)
        return station

    @classmethod
    async def disconnect_all(cls) -> None:
        """Leave no socket behind, whatever the scene left open."""
        for station in cls._connected:
            station.transport.disconnect(graceful=False)
            await station.transport.wait_disconnected()
        cls._connected.clear()

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
        self.subprotocol = transport.response.headers.get("Sec-WebSocket-Protocol")

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is WSMsgType.TEXT:
            self.received.put_nowait(orjson.loads(frame.get_payload_as_bytes()))
        elif frame.msg_type is WSMsgType.PONG:
            self.pongs.put_nowait(frame.get_payload_as_bytes())
        elif frame.msg_type is WSMsgType.CLOSE:
            self._closed.set_result(int(frame.get_close_code()))
            if self._answers_close:
                transport.send_close(WSCloseCode.OK)
                transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        if not self._closed.done():
            self._closed.set_result(int(WSCloseCode.ABNORMAL_CLOSURE))

    def send(self, message: Any) -> None:
        """Send one text message: bytes as they are, anything else as JSON."""
        text = message if isinstance(message, bytes) else orjson.dumps(message)
        self.transport.send(WSMsgType.TEXT, text)

    def send_frame(self, kind: WSMsgType, payload: bytes, *, is_last: bool = True) -> None:
        self.transport.send(kind, payload, is_last)

    async def call(self, action: str, payload: dict[str, Any]) -> list[Any]:
        """Send a Call and return the next message, which is its answer."""
        self._calls += 1
        message_id = f"call-{self._calls}"
        self.send([2, message_id, action, payload])
        answer = await self.received.get()
        assert answer[1] == message_id
        return answer

    async def result_of(self, action: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Send a Call and return the payload of its CallResult."""
        answer = await self.call(action, payload)
        assert answer[0] == 3, answer
        return answer[2]

    async def error_of(self, action: str, payload: dict[str, Any]) -> str:
        """Send a Call and return the code of its CallError."""
        answer = await self.call(action, payload)
        assert answer[0] == 4, answer
        return answer[2]

    async def close(self) -> int:
        """Close from this side; return the close code that comes back."""
        self.transport.send_close(WSCloseCode.OK)
        return await self.close_code()

    async def close_code(self) -> int:
        """Wait for the close frame of the other side; 1006 where the socket just went."""
        return await asyncio.shield(self._closed)


class RecordingConnection:
    """A connection that keeps what it is told; answers nothing by itself."""

    def __init__(self) -> None:
        self.calls: list[OutgoingCall] = []
        self.gave_way = False

    def send_call(self, call: OutgoingCall) -> None:
        self.calls.append(call)

    def give_way(self) -> None:
        self.gave_way = True

    def answer_to_last(self, payload: dict[str, Any]) -> CallResult:
        return CallResult(self.calls[-1].message_id, payload)


@asynccontextmanager
async def control_of(csms: CentralSystem, file_store: FileStore | None = None):
    """Serve the control interface of `csms`; gives a coroutine function (method, path, body)."""
    server = HttpServer(ControlInterface(csms, file_store).handle)
    port = listening_port(await server.listen("127.0.0.1", 0))

    async def ask(method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        url = f"http://127.0.0.1:{port}{path}"
        return await asyncio.to_thread(ask_control, method, url, body, **headers)

    try:
        yield ask
    finally:
        await server.close()


def ask_control(method: str, url: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    """Send one request; return status and JSON content of the response."""
    parts = urlsplit(url)
    content = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=GUARD_S)
    try:
        connection.request(method, url.removeprefix(f"http://{parts.netloc}"), content, headers)
        response = connection.getresponse()
        text = response.read()
        return response.status, json.loads(text) if text else None
    finally:
        connection.close()
