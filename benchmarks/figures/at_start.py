"""Memory of a generator that has read its scenario and is about to make its first station."""

import sys

from benchmarks.row import Limit, Row
from benchmarks.stand import Stand, measured

_MB = 1_000_000
_LOCUST_ALONE = """\
import json
import locust.main
from benchmarks.process import memory_bytes
print(json.dumps({"bytes": memory_bytes()}))
"""


def at_start(stand: Stand) -> list[Row]:
    """Return its resident memory in MB (10^6 bytes), against that of a process with Locust only."""
    full = stand.full(10, "heartbeat", BENCH_WARM_UP="0", BENCH_SECONDS="0.1")
    locust = measured([sys.executable, "-c", _LOCUST_ALONE], {})
    return [
        Row(
            "resident memory before the first station, MB",
            0,
            *("full stack", [full["memory_before_first_station_bytes"] / _MB]),
            *("Locust alone", [locust["bytes"] / _MB]),
            limit=Limit(wanted=90, beyond=70, at_most=True, is_absolute=True),
        )
    ]
