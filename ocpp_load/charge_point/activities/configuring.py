"""What a new value of a configuration key changes at once (OCPP 1.6 section 5.3).

Timers that run are started anew. Every other key is looked up where it matters, so that a new
value counts from the next time on.
"""

from collections.abc import Callable, Mapping

from ocpp_load.charge_point.activities.clock_aligned import start_clock_aligned_values
from ocpp_load.charge_point.activities.connection import restart_pings
from ocpp_load.charge_point.activities.heartbeats import start_heartbeats
from ocpp_load.charge_point.activities.metering import restart_sampling
from ocpp_load.charge_point.activity import Steps
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.handlers.effects import ApplyConfiguration


def apply_configuration(station: ChargePoint, effect: ApplyConfiguration) -> Steps[None]:
    """Start the timers anew that the key of the effect sets."""
    restart = _TIMERS.get(effect.key)
    if restart is not None:
        restart(station)
    yield from ()


def _restart_heartbeats(station: ChargePoint) -> None:
    if station.registered:  # section 4.2: otherwise they begin with the acceptance
        start_heartbeats(station)


_TIMERS: Mapping[str, Callable[[ChargePoint], None]] = {
    "ClockAlignedDataInterval": start_clock_aligned_values,
    "HeartbeatInterval": _restart_heartbeats,
    "MeterValueSampleInterval": restart_sampling,
    "WebSocketPingInterval": restart_pings,
}
