"""How long something of a charging session takes, on the station's clock.

A scenario's `time_scale` has drivers and cars live faster than the clock; the protocol does not.
"""

from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.model import Duration


def session_time(station: ChargePoint, duration: Duration) -> float:
    """Draw what a driver or a car takes for something, and return it in seconds of the clock."""
    return duration.draw(station.random) / station.station.type.time_scale
