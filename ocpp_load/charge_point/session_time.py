"""How long something of a charging session takes, on the station's clock.

A scenario's `time_scale` has drivers and cars live faster than the clock; the protocol does not.
"""

from random import Random

from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.model import Duration

_FOR_NOTHING = Random(0)


def session_time(station: ChargePoint, duration: Duration) -> float:
    """Draw what a driver or a car takes for something, and return it in seconds of the clock."""
    # Random numbers of its own take 2.5 KiB: a station that never draws has none.
    rng = station.random if duration.varies else _FOR_NOTHING
    return duration.draw(rng) / station.station.type.time_scale
