"""Heartbeats at the interval that BootNotification.conf set (OCPP 1.6 section 4.6)."""

from ocpp_load.charge_point.activities.clock import follow_clock
from ocpp_load.charge_point.activity import (
    Answer,
    CallFailure,
    Condition,
    Pause,
    Request,
    Steps,
    Until,
)
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16 import core
from ocpp_load.messages.v16.actions import Action

_HEARTBEATS = "heartbeats"


def start_heartbeats(station: ChargePoint) -> None:
    """Send heartbeats from now on; from the start of an interval, if they ran already."""
    stop_heartbeats(station)
    station.spawn(_HEARTBEATS, _send_heartbeats(station))


def stop_heartbeats(station: ChargePoint) -> None:
    """Send no heartbeats until they are started again."""
    station.end(_HEARTBEATS)


def send_heartbeat(station: ChargePoint) -> Steps[None]:
    """Send one Heartbeat and take over the central system's time."""
    answer: Answer = yield Request(Action.HEARTBEAT, core.heartbeat())
    if not isinstance(answer, CallFailure):
        follow_clock(station, answer["currentTime"])


def _send_heartbeats(station: ChargePoint) -> Steps[None]:
    state = station.station
    beat_at = station.now
    while (interval_s := state.configuration.seconds("HeartbeatInterval")) > 0:
        due_at = beat_at + interval_s
        beat_at = max(due_at, station.now)  # the last answer may have taken longer than that
        yield Pause(beat_at - station.now)
        # Section 4.6: may be skipped where another PDU was sent within the interval.
        while state.type.heartbeat_only_when_idle and station.last_sent_at > beat_at - interval_s:
            beat_at = station.last_sent_at + interval_s
            yield Pause(beat_at - station.now)
        if not station.connected:
            yield Until(Condition.CONNECTED)
            # In the old pace, else a fleet that comes back at once would beat in step from then on.
            beat_at += (station.now - beat_at) // interval_s * interval_s
            continue
        if due_at < beat_at and not state.type.heartbeat_only_when_idle:
            station.intended_at = due_at
        yield from send_heartbeat(station)
