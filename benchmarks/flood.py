"""A client faster than the generator, to see what the embedded central system can answer at most.

picows on uvloop, heartbeats in a closed loop, answers not even read. Run as a process of its
own; prints one line of JSON.
"""

import argparse
import asyncio
import json

import picows
import uvloop

from benchmarks.process import cpu_seconds, raise_file_limit

_HEARTBEAT = b'[2,"flood","Heartbeat",{}]'


class _Station(picows.WSListener):
    answers = 0

    def on_ws_connected(self, transport: picows.WSTransport) -> None:
        transport.send(picows.WSMsgType.TEXT, _HEARTBEAT)

    def on_ws_frame(self, transport: picows.WSTransport, _frame: picows.WSFrame) -> None:
        _Station.answers += 1
        transport.send(picows.WSMsgType.TEXT, _HEARTBEAT)


async def _flood(url: str, stations: int, seconds: float, peer: int) -> dict:
    for number in range(stations):
        await picows.ws_connect(
            _Station,
            f"{url}/FLOOD{number:06d}",
            extra_headers={"Sec-WebSocket-Protocol": "ocpp1.6"},
        )
    await asyncio.sleep(1.0)
    answers, cpu_s = _Station.answers, cpu_seconds(peer)
    await asyncio.sleep(seconds)
    cpu_s = cpu_seconds(peer) - cpu_s
    return {
        "calls_per_cpu_second": (_Station.answers - answers) / cpu_s,
        "cpu_share_of_peer": cpu_s / seconds,
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--stations", type=int, required=True)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--peer", type=int, required=True, help="process id of the central system")
    arguments = parser.parse_args()
    raise_file_limit()
    flood = _flood(arguments.url, arguments.stations, arguments.seconds, arguments.peer)
    print(json.dumps(uvloop.run(flood)), flush=True)


if __name__ == "__main__":
    main()
