"""Staying connected, and ending it (OCPP-J 1.6 chapters 3 and 5, errata 3.4 and 3.11).

The connection is kept up from `connect` until `disconnect` or the end of the run: what is
lost is opened again, after a back-off. A mere reconnect sends no BootNotification (5.4).
"""

from math import inf

from ocpp_load.charge_point.activities.securing import note_connected, note_failure
from ocpp_load.charge_point.activities.status import take_back_statuses
from ocpp_load.charge_point.activity import (
    Condition,
    ConnectFailure,
    Connecting,
    Join,
    Pause,
    Steps,
    Until,
)
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.charge_point.effects import GOOD_BYE

KEEPER = "connection"
"""The activity that keeps the connection up."""
OUTAGE = "network outage"
"""The activity of an outage: as long as it runs, no connection comes about."""
_PINGS = "websocket pings"

HALF_OPEN = "no pong"
NO_CLOSE_FRAME = 1006
"""In place of a close code: the connection ends without a close frame (RFC 6455 section 7.4.1)."""


def connect(station: ChargePoint) -> Steps[None]:
    """Connect, however many attempts it takes, and stay connected from then on.

    A station that restarts or is dark does so by itself, once it can.
    """
    if not station.is_running(KEEPER) and not station.station.restarting:
        station.spawn(KEEPER, _keep_connected(station))
    yield Until(Condition.CONNECTED)


def disconnect(station: ChargePoint, code: int = 1000) -> Steps[None]:
    """Close the connection with a WebSocket close code, and stay away."""
    station.end(KEEPER)
    station.end(_PINGS)
    if station.connected:
        station.close_connection(code, GOOD_BYE, deliberate=True)
        yield Until(Condition.DISCONNECTED)
    take_back_statuses(station)


def restart_pings(station: ChargePoint) -> None:
    """Send pings at WebSocketPingInterval, counted from now, where there is a connection."""
    station.end(_PINGS)
    if station.connected:
        station.spawn(_PINGS, _send_pings(station))


def _keep_connected(station: ChargePoint) -> Steps[None]:
    if (outage := station.running(OUTAGE)) is not None:
        yield Join(outage)
    back_off = station.behaviour.back_off
    failures = 0
    while True:
        failure: ConnectFailure | None = None
        if not station.connected:
            failure = yield Connecting()
        if failure is None:
            failures = 0
            note_connected(station)
            restart_pings(station)
            yield Until(Condition.DISCONNECTED)
            station.end(_PINGS)
            take_back_statuses(station)
            yield Pause(back_off.wait_s(0, station.random))
            failures = 1  # the next wait is the second one
        else:
            note_failure(station, failure)
            yield Pause(back_off.wait_s(failures, station.random, failure.retry_after_s))
            failures += 1


def _send_pings(station: ChargePoint) -> Steps[None]:
    # OCPP-J 1.6 chapter 7: 0 disables client-side pings.
    pinged_at = -inf
    while (interval_s := station.station.configuration.seconds("WebSocketPingInterval")) > 0:
        yield Pause(interval_s)
        # Errata 3.11: pings are there to detect a half-open connection. Any frame is life.
        if station.last_received_at < pinged_at:
            station.close_connection(1001, HALF_OPEN, deliberate=False)
            return
        pinged_at = station.now
        station.ping()
