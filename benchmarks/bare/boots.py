"""Stations that connect, boot and report three statuses: the CPU time until the last has done so.

With `--ca` over TLS, by one context for all.
"""

import time

import gevent
from gevent import ssl

from benchmarks.bare.station import BOOT, Station, parser, start, tell

_STATUS = {
    "errorCode": "NoError",
    "status": "Available",
    "timestamp": "2026-01-01T00:00:00.000Z",
}
_CONNECTORS = 3  # the station itself, which is connector 0, among them


def main() -> None:
    options = parser()
    options.add_argument("--ca", help="PEM file of the authority to trust")
    arguments = options.parse_args()
    booted = 0
    cpu_before_s = time.process_time()
    context = None
    if arguments.ca is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(arguments.ca)

    def live(number: int) -> None:
        nonlocal booted
        station = Station(arguments.url, number, context)
        station.call("BootNotification", BOOT)
        for connector in range(_CONNECTORS):
            station.call("StatusNotification", {"connectorId": connector, **_STATUS})
        booted += 1

    start(arguments.stations, live)
    while booted < arguments.stations:
        gevent.sleep(0.01)
    tell(boots_per_cpu_second=booted / (time.process_time() - cpu_before_s))


if __name__ == "__main__":
    main()
