"""An outage of a station's network: its connection breaks off, and none comes about meanwhile.

The station itself goes on: it charges, stores its messages, and takes a restart as it comes.
"""

from math import inf

from ocpp_load.charge_point.activities.connection import (
    KEEPER,
    NO_CLOSE_FRAME,
    OUTAGE,
    connect,
    disconnect,
)
from ocpp_load.charge_point.activity import Join, Pause, Steps
from ocpp_load.charge_point.charge_point import ChargePoint

_RESTORED = "network restored"


def suffer_outage(
    station: ChargePoint, seconds: float = inf, code: int = NO_CLOSE_FRAME
) -> Steps[None]:
    """Be offline for a time, or until `restore_network`; an outage in an outage changes nothing.

    A station that was to be connected connects again at once, whatever its back-off. With a close
    `code` it says good-bye.
    """
    if station.is_running(OUTAGE):
        return
    was_kept = station.is_running(KEEPER)
    yield Join(station.spawn(OUTAGE, _outage(station, seconds, code)))
    if was_kept and not station.is_running(KEEPER):
        station.spawn("reconnect", connect(station))


def restore_network(station: ChargePoint) -> None:
    """End the outage of a station, if there is one."""
    station.wake(_RESTORED)


def _outage(station: ChargePoint, seconds: float, code: int) -> Steps[None]:
    end = station.now + seconds
    yield from disconnect(station, code)
    yield Pause(max(0.0, end - station.now), or_woken_by=_RESTORED)
