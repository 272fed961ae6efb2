"""What is written by hand where there is no load generator: asyncio, websockets and the ocpp package.

Stations connect, boot and report three statuses; then each sends the next heartbeat as soon as the
last is answered. The packages are used as their documentation shows, with what they do unless told
otherwise. No statistics, no handlers, no state. Prints one line of JSON.
"""

import argparse
import asyncio
import json
import logging
import time
from datetime import UTC, datetime

import websockets
from ocpp.v16 import ChargePoint, call

from benchmarks.process import memory_bytes, raise_file_limit

_CONNECTORS = 3  # the station itself, which is connector 0, among them
_AT_ONCE = 50
_BETWEEN_S = 0.02


class Fleet:
    """So many stations, and what they have done."""

    def __init__(self, url: str, stations: int) -> None:
        self._url = url
        self._stations = stations
        self._booted = 0
        self._all_booted = asyncio.Event()
        self._may_call = asyncio.Event()
        self.calls = 0

    async def boot(self) -> None:
        """Have all stations connect, a few at a time, and wait for the last to have booted."""
        self._living = []
        for number in range(self._stations):
            self._living.append(asyncio.create_task(self._live(number)))
            if number % _AT_ONCE == 0:
                await asyncio.sleep(_BETWEEN_S)
        await self._all_booted.wait()

    async def call(self, seconds: float) -> None:
        """Have all stations call for so long."""
        self._may_call.set()
        await asyncio.sleep(seconds)

    async def _live(self, number: int) -> None:
        url = f"{self._url}/HAND{number:06d}"
        async with websockets.connect(url, subprotocols=["ocpp1.6"]) as connection:
            station = ChargePoint(f"HAND{number:06d}", connection)
            serving = asyncio.create_task(station.start())
            await station.call(
                call.BootNotification(charge_point_model="AC-22", charge_point_vendor="ocpp_load")
            )
            for connector_id in range(_CONNECTORS):
                await station.call(
                    call.StatusNotification(
                        connector_id=connector_id,
                        error_code="NoError",
                        status="Available",
                        timestamp=datetime.now(UTC).isoformat(),
                    )
                )
            self._booted += 1
            if self._booted == self._stations:
                self._all_booted.set()
            await self._may_call.wait()
            while not serving.done():
                await station.call(call.Heartbeat())
                self.calls += 1


async def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("url")
    options.add_argument("--stations", type=int, required=True)
    options.add_argument("--warm-up", type=float, default=2.0)
    options.add_argument("--seconds", type=float, default=8.0)
    arguments = options.parse_args()
    logging.getLogger("ocpp").setLevel(logging.ERROR)
    raise_file_limit()
    fleet = Fleet(arguments.url, arguments.stations)
    memory_before, cpu_before = memory_bytes(), time.process_time()
    await fleet.boot()
    boots_per_cpu_second = arguments.stations / (time.process_time() - cpu_before)
    memory_per_station = (memory_bytes() - memory_before) / arguments.stations
    await fleet.call(arguments.warm_up)
    calls_before, cpu_before = fleet.calls, time.process_time()
    await fleet.call(arguments.seconds)
    figures = {
        "boots_per_cpu_second": boots_per_cpu_second,
        "memory_per_station_bytes": memory_per_station,
        "calls_per_cpu_second": (fleet.calls - calls_before) / (time.process_time() - cpu_before),
    }
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
