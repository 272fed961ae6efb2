"""What a new value of a configuration key changes at once (OCPP 1.6 section 5.3).

Timers that run are started anew, and so is the connection where credentials are new. Every other
key is looked up where it matters, so that a new value counts from the next time on.
"""

from collections.abc import Callable, Mapping

from ocpp_load.charge_point.activities.clock_aligned import start_clock_aligned_values
from ocpp_load.charge_point.activities.connection import restart_pings
from ocpp_load.charge_point.activities.heartbeats import start_heartbeats
from ocpp_load.charge_point.activities.sampling import restart_sampling
from ocpp_load.charge_point.activities.securing import use_new_password, use_raised_profile
from ocpp_load.charge_point.activities.status import apply_minimum_duration
from ocpp_load.charge_point.activity import Steps
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.handlers.effects import ApplyConfiguration


def apply_configuration(station: ChargePoint, effect: ApplyConfiguration) -> Steps[None]:
    """Act on the new value of the effect's key: start timers anew, or the connection."""
    act = _AT_ONCE.get(effect.key)
    if act is not None:
        act(station)
    yield from ()


def _restart_heartbeats(station: ChargePoint) -> None:
    if station.registered:  # section 4.2: otherwise they begin with the acceptance
        start_heartbeats(station)


_AT_ONCE: Mapping[str, Callable[[ChargePoint], None]] = {
    "AuthorizationKey": use_new_password,
    "ClockAlignedDataInterval": start_clock_aligned_values,
    "HeartbeatInterval": _restart_heartbeats,
    "MeterValueSampleInterval": restart_sampling,
    "MinimumStatusDuration": apply_minimum_duration,
    "SecurityProfile": use_raised_profile,
    "WebSocketPingInterval": restart_pings,
}
