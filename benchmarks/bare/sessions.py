"""MeterValues of three measurands every second, as the full stack sends them: to the byte."""

from time import monotonic

import gevent

from benchmarks.bare.station import BOOT, Station, Tally, measure, parser

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
    tally = Tally()

    def live(number: int) -> None:
        station = Station(arguments.url, number)
        station.call("BootNotification", BOOT)
        tally.booted += 1
        due = monotonic()
        while True:
            due += _INTERVAL_S
            gevent.sleep(max(0.0, due - monotonic()))
            station.call("MeterValues", _METER_VALUES)
            tally.done += 1

    measure(arguments, tally, live)


if __name__ == "__main__":
    main()
