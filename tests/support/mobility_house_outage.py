"""The `ocpp` package's central system, which is away for a while in the middle of the sessions.

It goes in the worst moment: a StartTransaction has been taken in, and its answer is lost with all
connections. It does not know a repetition from a new transaction: the package leaves that to its
users, and many leave it out.
"""

import asyncio
import json
import socket
import sys
from functools import partial

import websockets
from ocpp.routing import on
from ocpp.v16.enums import Action
from support.mobility_house import CentralSystem, compressed, errors, seen, sent, serve_station

GOES_AT_START = 4
AWAY_S = 2.0

started: list[dict] = []
goes = asyncio.Event()


class CentralSystemThatGoes(CentralSystem):
    """One connection of a station."""

    @on(Action.start_transaction)
    async def on_start_transaction(self, connector_id, timestamp, **fields):
        answer = super().on_start_transaction()
        start = {"identity": self.id, "connectorId": connector_id, "timestamp": timestamp}
        started.append({**start, "transactionId": answer.transaction_id})
        if len(started) == GOES_AT_START:
            goes.set()
            await self._connection.wait_closed()
        return answer


def _keep(port: int) -> socket.socket:
    kept = socket.socket()
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    kept.bind(("127.0.0.1", port))
    return kept


async def serve() -> None:
    handler = partial(serve_station, CentralSystemThatGoes)
    listen = partial(websockets.serve, handler, "127.0.0.1", subprotocols=["ocpp1.6"])
    async with listen(port=0) as server:
        port = server.sockets[0].getsockname()[1]
        print(port, flush=True)
        await goes.wait()
        for connection in server.connections:
            connection.transport.abort()
    with _keep(port):
        await asyncio.sleep(AWAY_S)
    async with listen(port=port):
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    report = {"seen": seen, "errors": errors, "sent": sent, "compressed": compressed == {True}}
    outage = {"started": started, "lost": started[GOES_AT_START - 1]}
    print(json.dumps(report | outage), flush=True)


if __name__ == "__main__":
    asyncio.run(serve())
