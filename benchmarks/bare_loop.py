"""The baseline: gevent + websocket-client + orjson, a reader and a waiting greenlet for each
connection, no validation, no statistics, no state.

Run as a process of its own; prints one line of JSON.
"""

import argparse
import itertools
import json
import time

from gevent import monkey

monkey.patch_all()

import gevent  # noqa: E402
import orjson  # noqa: E402
import websocket  # noqa: E402
from gevent.event import AsyncResult  # noqa: E402

from benchmarks.process import memory_bytes, raise_file_limit  # noqa: E402

_BOOT = {"chargePointVendor": "ocpp_load", "chargePointModel": "AC-22"}


class Station:
    """One connection: calls wait for their answer, a reader hands it to them."""

    def __init__(self, url: str, number: int) -> None:
        self.connection = websocket.create_connection(
            f"{url}/BARE{number:06d}",
            subprotocols=["ocpp1.6"],
            suppress_origin=True,
            enable_multithread=False,
        )
        self.pending: dict[str, AsyncResult] = {}
        self.ids = itertools.count()
        self.reader = gevent.spawn(self.read)

    def read(self) -> None:
        while True:
            message = orjson.loads(self.connection.recv())
            self.pending.pop(message[1]).set(message[2])

    def call(self, action: str, payload: dict) -> dict:
        message_id = str(next(self.ids))
        answer = self.pending[message_id] = AsyncResult()
        self.connection.send(orjson.dumps([2, message_id, action, payload]).decode())
        return answer.get()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--stations", type=int, required=True)
    parser.add_argument("--warm-up", type=float, default=2.0)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--idle", action="store_true")
    arguments = parser.parse_args()
    raise_file_limit()

    calls = 0
    booted = 0

    def live(number: int) -> None:
        nonlocal calls, booted
        station = Station(arguments.url, number)
        station.call("BootNotification", _BOOT)
        booted += 1
        while arguments.idle:
            gevent.sleep(3600)
        while True:
            station.call("Heartbeat", {})
            calls += 1

    before = memory_bytes()
    for number in range(arguments.stations):
        gevent.spawn(live, number)
        if number % 50 == 0:
            gevent.sleep(0.02)
    while booted < arguments.stations:
        gevent.sleep(0.05)
    gevent.sleep(arguments.warm_up)
    memory_per_station = (memory_bytes() - before) / arguments.stations
    calls_before, cpu_before = calls, time.process_time()
    gevent.sleep(arguments.seconds)
    cpu_s = time.process_time() - cpu_before
    result = {
        "calls_per_cpu_second": (calls - calls_before) / cpu_s,
        "memory_per_station_bytes": memory_per_station,
    }
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
