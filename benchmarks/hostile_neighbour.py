"""What the stations of a process feel of one among them that is flooded by its central system.

A heartbeat a second each: first among themselves, then with the flooded one beside them. The
embedded central system answers them; `hostile_peer` floods the other. Run as a process of its
own; prints one line of JSON.
"""

import argparse
import json
import subprocess
import sys
import time
from typing import Any
from urllib.parse import urlsplit

import gevent

from benchmarks.process import raise_file_limit
from ocpp_load.charge_point import Behaviour, ChargePoint, Pause, Steps
from ocpp_load.charge_point.activities import boot, connect, send_heartbeat
from ocpp_load.charge_point.consequences import CONSEQUENCES
from ocpp_load.handlers.v16 import make_registry
from ocpp_load.metrics.latency import LatencyHistogram
from ocpp_load.model import Station, StationType
from ocpp_load.runtime import Pump
from ocpp_load.transport import Dialer, Endpoint, Link, TlsOptions, TransferPolicy, Transfers
from ocpp_load.validation import PayloadValidator, SchemaStore

_TYPE = StationType(vendor="ocpp_load", model="AC-22", connectors=1, power_w=22_000.0)
_SETTLING_S = 2.0


class _Observer:
    """Takes the time of the calls of the stations that share it, and counts their commands."""

    def __init__(self) -> None:
        self.round_trips = LatencyHistogram()
        self.commands = 0

    def call_answered(self, _action: str, round_trip_s: float, *_: Any) -> None:
        self.round_trips.record(round_trip_s)

    def command_answered(self, *_: Any) -> None:
        self.commands += 1

    def __getattr__(self, _name: str) -> Any:
        return lambda *_: None  # whatever else it is told


class _Fleet:
    """Stations of this process."""

    def __init__(self) -> None:
        validator = PayloadValidator(SchemaStore())
        self._behaviour = Behaviour(validator, make_registry(validator), consequences=CONSEQUENCES)
        policy = TransferPolicy.of([], ["ftp"])
        self._transfers = Transfers(policy, 10.0, TlsOptions(insecure=True))
        self._started = 0

    def start(self, url: str, observer: _Observer) -> None:
        """Start one station that connects to `url`."""
        self._started += 1
        number = self._started
        at = urlsplit(url)
        endpoint = Endpoint(url, Dialer(at.hostname or "", at.port or 80, 10.0, None))
        station = Station(_TYPE, number, f"NEAR{number:06d}", "TAG")
        charge_point = ChargePoint(
            station,
            self._behaviour,
            observer,
            seed=str(number),
            now=time.monotonic(),
            epoch_s=time.time(),
        )
        link = Link(endpoint, observer)
        pump = Pump(charge_point, link, observer, lambda _: iter(()), self._transfers)
        gevent.spawn(pump.run, _heartbeats)


def _heartbeats(station: ChargePoint) -> Steps[None]:
    yield from connect(station)
    yield from boot(station)
    yield Pause(station.random.random())
    while True:
        yield from send_heartbeat(station)
        yield Pause(1.0)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--stations", type=int, required=True)
    parser.add_argument("--seconds", type=float, default=8.0)
    arguments = parser.parse_args()
    raise_file_limit()
    fleet, neighbours, flooded = _Fleet(), _Observer(), _Observer()
    for _ in range(arguments.stations):
        fleet.start(arguments.url, neighbours)
        gevent.sleep(0.002)
    alone = _measured(neighbours, arguments.seconds)
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.hostile_peer"], stdout=subprocess.PIPE, text=True
    ) as peer:
        assert peer.stdout is not None
        fleet.start(f"ws://127.0.0.1:{int(peer.stdout.readline())}", flooded)
        beside = _measured(neighbours, arguments.seconds)
        commands = flooded.commands
        peer.kill()
    result = {
        "p95_ms_alone": alone.percentile_ms(95),
        "p95_ms_beside_a_flood": beside.percentile_ms(95),
        "p99_ms_beside_a_flood": beside.percentile_ms(99),
        "commands_of_the_flood": commands,
    }
    print(json.dumps(result), flush=True)


def _measured(observer: _Observer, seconds: float) -> LatencyHistogram:
    gevent.sleep(_SETTLING_S)
    observer.round_trips = LatencyHistogram()
    gevent.sleep(seconds)
    return observer.round_trips


if __name__ == "__main__":
    main()
