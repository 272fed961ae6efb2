"""MeterValues of three measurands every second, as the full stack sends them: to the byte."""

from time import monotonic

import gevent

from benchmarks.bare.station import BOOT, Station, parser, per_cpu_second, start, tell
from benchmarks.process import memory_bytes

_INTERVAL_S = 1.0
_METER_VALUES = {
    "connectorId": 1,
    "meterValue": [
        {
            "timestamp": "2026-11-23T01:53:32.120Z",
            "sampledValue": [
                {"value": value, "context": "Sample.Periodic", "measurand": measurand, **of}
                for value, measurand, of in (
                    ("184", "Energy.Active.Import.Register", {"unit": "Wh"}),
                    ("22000.0", "Power.Active.Import", {"unit": "W"}),
                    ("31.88", "Current.Import", {"phase": "L1", "unit": "A"}),
                    ("31.88", "Current.Import", {"phase": "L2", "unit": "A"}),
                    ("31.88", "Current.Import", {"phase": "L3", "unit": "A"}),
                )
            ],
        }
    ],
    "transactionId": 1000,
}


def main() -> None:
    arguments = parser().parse_args()
    calls = booted = 0

    def live(number: int) -> None:
        nonlocal calls, booted
        station = Station(arguments.url, number)
        station.call("BootNotification", BOOT)
        booted += 1
        due = monotonic()
        while True:
            due += _INTERVAL_S
            gevent.sleep(max(0.0, due - monotonic()))
            station.call("MeterValues", _METER_VALUES)
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
