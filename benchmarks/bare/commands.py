"""Commands of the central system, each answered by `{}`."""

import gevent
import orjson

from benchmarks.bare.station import BOOT, Station, parser, per_cpu_second, start, tell


class AnsweringStation(Station):
    """A connection whose reader answers what is no answer."""

    answered = 0

    def read(self) -> None:
        while True:
            message = orjson.loads(self.connection.recv())
            if message[0] == 2:
                self.connection.send(orjson.dumps([3, message[1], {}]).decode())
                AnsweringStation.answered += 1
            else:
                self.pending.pop(message[1]).set(message[2])


def main() -> None:
    arguments = parser().parse_args()
    booted = 0

    def live(number: int) -> None:
        nonlocal booted
        station = AnsweringStation(arguments.url, number)
        station.call("BootNotification", BOOT)
        booted += 1

    start(arguments.stations, live)
    while booted < arguments.stations:
        gevent.sleep(0.05)
    gevent.sleep(arguments.warm_up)
    speed = per_cpu_second(lambda: AnsweringStation.answered, arguments.seconds)
    tell(calls_per_cpu_second=speed)


if __name__ == "__main__":
    main()
