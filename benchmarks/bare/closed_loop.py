"""Heartbeats, the next as soon as the last is answered; with `--idle` none after the boot."""

import gevent

from benchmarks.bare.station import BOOT, Station, Tally, measure, parser


def main() -> None:
    options = parser()
    options.add_argument("--idle", action="store_true")
    arguments = options.parse_args()
    tally = Tally()

    def live(number: int) -> None:
        station = Station(arguments.url, number)
        station.call("BootNotification", BOOT)
        tally.booted += 1
        while arguments.idle:
            gevent.sleep(3600)
        # Those that are there would leave no time for others to come.
        tally.all_booted.wait()
        while True:
            station.call("Heartbeat", {})
            tally.done += 1

    measure(arguments, tally, live)


if __name__ == "__main__":
    main()
