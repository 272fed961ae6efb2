"""Commands of the central system, each answered by `{}`."""

import orjson

from benchmarks.bare.station import BOOT, Station, Tally, measure, parser


def main() -> None:
    arguments = parser().parse_args()
    tally = Tally()

    class AnsweringStation(Station):
        """A connection whose reader answers what is no answer."""

        def read(self) -> None:
            while True:
                message = orjson.loads(self.connection.recv())
                if message[0] == 2:
                    self.connection.send(orjson.dumps([3, message[1], {}]).decode())
                    tally.done += 1
                else:
                    self.pending.pop(message[1]).set(message[2])

    def live(number: int) -> None:
        station = AnsweringStation(arguments.url, number)
        station.call("BootNotification", BOOT)
        tally.booted += 1

    measure(arguments, tally, live)


if __name__ == "__main__":
    main()
