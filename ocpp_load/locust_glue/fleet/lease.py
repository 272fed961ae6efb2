"""What a place in the fleet is to a station: it may be lost, and then the station is over."""

import gevent

from ocpp_load.campaign.fleet import Terms

TERMS = Terms()
"""Leases end when the master takes a worker for dead: after a quarter of a minute."""

MESSAGE = "ocpp_load_fleet"
"""What messages about the fleet are called, in both directions."""


class PlaceLost(gevent.GreenletExit):  # type: ignore[misc]
    """Raised in the greenlet of a station whose place may be somebody else's in a moment."""
