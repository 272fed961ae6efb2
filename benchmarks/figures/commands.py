"""Commands answered per CPU-second: a mix of ten, against a bare loop that answers `{}`.

The embedded central system fires as many as it can be told to; what counts is CPU time, so it need
not be more than a station can answer.
"""

from benchmarks.row import Limit, Row
from benchmarks.stand import HERE, Stand
from ocpp_load.central_system.process import EmbeddedCentralSystem

_STATIONS = 1000
_PER_SECOND = 10_000


def commands(stand: Stand) -> list[Row]:
    """Return a row; none of the ten has a station make a Call, as the bare loop makes none."""
    firing = ["--heartbeat-interval", "86400", "--commands-per-second", str(_PER_SECOND)]
    firing += ["--command-mix", str(HERE / "ten_commands.yaml")]
    with EmbeddedCentralSystem(firing) as central_system:
        url = central_system.url
        speed, bare = stand.in_turn(
            lambda: stand.full(_STATIONS, "idle", url=url, BENCH_MEASURE="commands"),
            lambda: stand.bare("commands", _STATIONS, url=url),
        )
    return [
        Row(
            "commands answered per CPU-second, a mix of ten",
            _STATIONS,
            *("full stack", speed),
            *("bare loop that answers {}", bare),
            limit=Limit(wanted=0.7, beyond=1.2),
        )
    ]
