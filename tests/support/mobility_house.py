"""A central system that nobody here wrote: the `ocpp` package on `websockets`.

It validates every message by itself. Run as a process: prints its port, serves until a line
comes in on stdin, then prints what it saw as one line of JSON.
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import websockets
from ocpp.routing import on
from ocpp.v16 import ChargePoint, call_result
from ocpp.v16.enums import Action, AuthorizationStatus, RegistrationStatus

seen: Counter[str] = Counter()
errors: list[str] = []
sent: dict[str, list[dict]] = {}
compressed: set[bool] = set()
transaction_ids = iter(range(1, 1_000_000))


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class CentralSystem(ChargePoint):
    """The package's view of one of our stations."""

    heartbeat_interval_s = 2

    async def route_message(self, raw_msg):
        message = json.loads(raw_msg)
        if message[0] == 2:
            seen[message[2]] += 1
            sent.setdefault(self.id, []).append({"action": message[2], "payload": message[3]})
        await super().route_message(raw_msg)

    async def _send(self, message):
        kind, *rest = json.loads(message)
        if kind == 4:
            errors.append(f"{rest[1]}: {rest[2]}")
        await super()._send(message)

    @on(Action.boot_notification)
    def on_boot_notification(self, **_):
        return call_result.BootNotification(
            now(), self.heartbeat_interval_s, RegistrationStatus.accepted
        )

    @on(Action.heartbeat)
    def on_heartbeat(self):
        return call_result.Heartbeat(now())

    @on(Action.authorize)
    def on_authorize(self, **_):
        return call_result.Authorize({"status": AuthorizationStatus.accepted})

    @on(Action.start_transaction)
    def on_start_transaction(self, **_):
        accepted = {"status": AuthorizationStatus.accepted}
        return call_result.StartTransaction(next(transaction_ids), accepted)

    @on(Action.stop_transaction)
    def on_stop_transaction(self, **_):
        return call_result.StopTransaction()

    @on(Action.meter_values)
    def on_meter_values(self, **_):
        return call_result.MeterValues()

    @on(Action.status_notification)
    def on_status_notification(self, **_):
        return call_result.StatusNotification()


async def serve_station(kind: type[CentralSystem], connection) -> None:
    compressed.add(bool(connection.protocol.extensions))
    station = kind(connection.request.path.rpartition("/")[2], connection)
    try:
        await station.start()
    except websockets.ConnectionClosed:
        pass
    except Exception as error:  # noqa: BLE001 - whatever it is, the test is to see it
        errors.append(repr(error))


async def serve(
    kind: type[CentralSystem], talk: Callable[[], Awaitable[dict[str, Any]]] | None = None
) -> None:
    """Serve stations until a line comes in; what a `talk` with them returns is reported too.

    Its end is told by a line of its own.
    """
    talked: dict[str, Any] = {}
    handler = partial(serve_station, kind)
    async with websockets.serve(handler, "127.0.0.1", 0, subprotocols=["ocpp1.6"]) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        if talk is not None:
            talked = await talk()
            print("talked", flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    report = {"seen": seen, "errors": errors, "sent": sent, "compressed": compressed == {True}}
    print(json.dumps(report | talked), flush=True)


if __name__ == "__main__":
    asyncio.run(serve(CentralSystem))
