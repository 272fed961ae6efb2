"""One connection of the bare loop, and what its processes have in common."""

import argparse
import itertools
import json
import time
from collections.abc import Callable

from gevent import monkey

monkey.patch_all()

import gevent  # noqa: E402
import orjson  # noqa: E402
import websocket  # noqa: E402
from gevent.event import AsyncResult, Event  # noqa: E402

from benchmarks.process import memory_bytes, raise_file_limit  # noqa: E402

BOOT = {"chargePointVendor": "ocpp_load", "chargePointModel": "AC-22"}

_AT_ONCE = 50
_BETWEEN_S = 0.02


class Station:
    """One connection: calls wait for their answer, a reader hands it to them."""

    def __init__(self, url: str, number: int, tls_context: object = None) -> None:
        self.connection = websocket.create_connection(
            f"{url}/BARE{number:06d}",
            subprotocols=["ocpp1.6"],
            suppress_origin=True,
            enable_multithread=False,
            sslopt=None if tls_context is None else {"context": tls_context},
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


def parser() -> argparse.ArgumentParser:
    """Return the options that every process of the bare loop has."""
    options = argparse.ArgumentParser()
    options.add_argument("url")
    options.add_argument("--stations", type=int, required=True)
    options.add_argument("--warm-up", type=float, default=2.0)
    options.add_argument("--seconds", type=float, default=8.0)
    return options


def start(stations: int, live: Callable[[int], None]) -> None:
    """Have each station live in a greenlet of its own, by its number, a few at a time."""
    raise_file_limit()
    for number in range(stations):
        gevent.spawn(live, number)
        if number % _AT_ONCE == 0:
            gevent.sleep(_BETWEEN_S)


class Tally:
    """How many stations have booted, and what they have done since: calls, or answers."""

    def __init__(self) -> None:
        self.booted = 0
        self.all_booted = Event()
        self.done = 0


def measure(arguments: argparse.Namespace, tally: Tally, live: Callable[[int], None]) -> None:
    """Have all stations live, and tell what is done per CPU-second and what a station takes."""
    before = memory_bytes()
    start(arguments.stations, live)
    while tally.booted < arguments.stations:
        gevent.sleep(0.05)
    tally.all_booted.set()
    gevent.sleep(arguments.warm_up)
    memory_per_station = (memory_bytes() - before) / arguments.stations
    done_before, cpu_before = tally.done, time.process_time()
    gevent.sleep(arguments.seconds)
    tell(
        calls_per_cpu_second=(tally.done - done_before) / (time.process_time() - cpu_before),
        memory_per_station_bytes=memory_per_station,
    )


def tell(**figures: float) -> None:
    """Print the figures of this process."""
    print(json.dumps(figures), flush=True)
