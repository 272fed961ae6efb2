"""Heartbeats, the next as soon as the last is answered; with `--idle` none after the boot."""

import gevent

from benchmarks.bare.station import BOOT, Station, parser, per_cpu_second, start, tell
from benchmarks.process import memory_bytes


def main() -> None:
    options = parser()
    options.add_argument("--idle", action="store_true")
    arguments = options.parse_args()
    calls = booted = 0

    def live(number: int) -> None:
        nonlocal calls, booted
        station = Station(arguments.url, number)
        station.call("BootNotification", BOOT)
        booted += 1
        while arguments.idle:
            gevent.sleep(3600)
        while True:
            station.call("Heartbeat", {})
            calls += 1

    before = memory_bytes()
    start(arguments.stations, live)
    while booted < arguments.stations:
        gevent.sleep(0.05)
    gevent.sleep(arguments.warm_up)
    memory_per_station = (memory_bytes() - before) / arguments.stations
    tell(
        calls_per_cpu_second=per_cpu_second(lambda: calls, arguments.seconds),
        memory_per_station_bytes=memory_per_station,
    )


if __name__ == "__main__":
    main()
