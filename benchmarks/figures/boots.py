"""Stations connected and booted per CPU-second: upgrade, BootNotification, three statuses.

From the start of the test to the last of them, with all that is made for a station.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.row import Limit, Row
from benchmarks.stand import HERE, Stand
from ocpp_load.central_system.process import EmbeddedCentralSystem

_SCENARIO = HERE / "boots.yaml"
_FIGURE = "boots_per_cpu_second"
_STATIONS = 3000
_TLS_STATIONS = 1500
_SPAWN_RATE = 1000
_LIMIT = Limit(wanted=0.7, beyond=1.3)
_TLS_LIMIT = Limit(wanted=0.7, beyond=1.0)


def boots(stand: Stand) -> list[Row]:
    """Return a row for plain connections, and one for TLS with a context for all."""
    with TemporaryDirectory(prefix="ocpp-load-") as authority:
        # Its certificate, and the authority to trust, are made there.
        options = ["--heartbeat-interval", "86400", "--tls-issue", authority]
        with EmbeddedCentralSystem(options) as secured:
            ca = str(Path(authority) / "ca.pem")
            return [
                _boots(stand, "", _STATIONS, _LIMIT),
                _boots(stand, " over TLS", _TLS_STATIONS, _TLS_LIMIT, secured.url, ca),
            ]


def _boots(
    stand: Stand,
    how: str,
    stations: int,
    limit: Limit,
    url: str | None = None,
    ca: str | None = None,
) -> Row:
    trust = () if ca is None else ("--tls-ca", ca)
    bare_trust = () if ca is None else ("--ca", ca)
    speed, bare = stand.in_turn(
        lambda: stand.full(
            stations, _SCENARIO, *trust, url=url, spawn_rate=_SPAWN_RATE, BENCH_MEASURE="boots"
        ),
        lambda: stand.bare("boots", stations, *bare_trust, url=url),
        _FIGURE,
    )
    return Row(
        f"stations connected and booted per CPU-second{how}",
        stations,
        *("full stack", speed),
        *("bare loop", bare),
        limit=limit,
    )
