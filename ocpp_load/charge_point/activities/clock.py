"""The station's clock follows the central system's (OCPP 1.6 sections 4.2 and 4.6)."""

from ocpp_load.charge_point.activities.charging import look_at_limits
from ocpp_load.charge_point.activities.security_events import report_security_event
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16.security_enums import SecurityEvent
from ocpp_load.ocppj import parse_timestamp

CLOCK = "clock"
"""Wakes whoever waits for a time of the wall clock: that is another one now."""

_EARLIEST_S, _LATEST_S = -62e9, 253e9  # well within the years 1 to 9999


def follow_clock(station: ChargePoint, current_time: str) -> None:
    """Take over the time of an answer; that the clock was off is a security event."""
    if not station.station.type.quirks.follows_clock:
        return
    try:
        epoch_s = parse_timestamp(current_time)
    except (ValueError, OverflowError):
        return  # a leap second, the year 0: valid by RFC 3339, beyond this clock
    if not _EARLIEST_S <= epoch_s <= _LATEST_S:
        return  # nothing could be told of the time soon before or after it
    # The answer may be as old as its round trip: following that would turn time back.
    age_s = station.now - station.last_sent_at
    if abs(epoch_s - station.epoch_s()) >= 1.0 + age_s:
        station.set_clock(epoch_s)
        station.wake(CLOCK)
        look_at_limits(station)
        report_security_event(station, SecurityEvent.SETTING_SYSTEM_TIME)
