"""Clock-aligned MeterValues (OCPP 1.6 sections 9.1.5 and 9.1.15, errata 3.13 section 3.14.2).

Every ClockAlignedDataInterval seconds since midnight UTC the measurands of
MeterValuesAlignedData are sent for each connector, whether it is in use or not. There are none
for connector 0: the simulated station has a meter at each connector and no main meter.
They bear the aligned time, at which the registers were read. What falls into a time without
a connection, or without registration, is not sent later.
"""

from ocpp_load.charge_point.activities.metering import report_sample, sample
from ocpp_load.charge_point.activity import Pause, Steps
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.messages.v16.enums import ReadingContext

_ALIGNED = "clock-aligned meter values"
_DAY_S = 86_400


def start_clock_aligned_values(station: ChargePoint) -> None:
    """Send them from the next aligned time on, at the interval that is configured now."""
    station.end(_ALIGNED)
    station.spawn(_ALIGNED, _send_clock_aligned_values(station))


def last_aligned_time(epoch_s: float, interval_s: int) -> float:
    """Return the last time, at or before `epoch_s`, that is aligned: midnight always is."""
    midnight = epoch_s // _DAY_S * _DAY_S
    return midnight + (epoch_s - midnight) // interval_s * interval_s


def next_aligned_time(epoch_s: float, interval_s: int) -> float:
    """Return the first aligned time after `epoch_s`; the last interval of a day may be shorter."""
    midnight = epoch_s // _DAY_S * _DAY_S
    return min(last_aligned_time(epoch_s, interval_s) + interval_s, midnight + _DAY_S)


def _send_clock_aligned_values(station: ChargePoint) -> Steps[None]:
    interval_s = station.station.configuration.integer("ClockAlignedDataInterval")
    if not interval_s:
        return
    while True:
        due = next_aligned_time(station.epoch_s(), interval_s)
        yield Pause(due - station.epoch_s())
        now = station.epoch_s()
        if now >= due:  # the central system may have set the clock back meanwhile
            yield from _send_all(station, station.timestamp(last_aligned_time(now, interval_s)))


def _send_all(station: ChargePoint, timestamp: str) -> Steps[None]:
    """Read every meter at once, then send what they showed."""
    samples = [
        (
            connector,
            sample(station, connector, ReadingContext.SAMPLE_CLOCK, "MeterValuesAlignedData"),
        )
        for connector in station.station.connectors[1:]
    ]
    for connector, values in samples:
        if values and station.connected and station.registered:
            yield from report_sample(connector, values, timestamp)
