"""The course of a fault: when it begins, how long it lasts, when it comes again.

What the station itself can do is done here: it breaks its connection off, and its clock goes
wrong. The rest is the link's, which is told by effects when a fault begins and ends. A fault
belongs to the network and the hardware: its times are those of the clock, whatever the time scale.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace
from math import inf

from ocpp_load.charge_point.activities.charging import look_at_limits
from ocpp_load.charge_point.activities.clock import CLOCK
from ocpp_load.charge_point.activities.connection import NO_CLOSE_FRAME
from ocpp_load.charge_point.activity import Condition, Pause, Steps, Until
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.charge_point.effects import CLOSED_BY_FAULT, BeginFault, EndFault, HoldStill
from ocpp_load.model.misbehaviour import FaultKind, StationFault

_LEAST_PAUSE_S = 0.01
"""Between two times that a fault comes; without one a station would be busy with nothing else."""

_Course = Callable[[ChargePoint, StationFault], Steps[None]]


def have_faults(station: ChargePoint, faults: Iterable[StationFault]) -> None:
    """Have these faults for the rest of the run; those that wait for an event begin with it."""
    for fault in faults:
        station.spawn(f"awaiting {_activity_name(fault.name)}", _have(station, fault))


def begin_fault(station: ChargePoint, name: str) -> None:
    """Let the fault of that name take its course from now on.

    Nothing happens at a station that has no such fault, or has it already.
    """
    station.wake(_key(name, begins=True))


def end_fault(station: ChargePoint, name: str) -> None:
    """End the fault of that name, if the station has it; it comes again with `begin_fault` only."""
    station.wake(_key(name, begins=False))


def _key(name: str, *, begins: bool) -> Hashable:
    return "fault", name, begins


def _activity_name(name: str) -> str:
    return f"fault {name}"


def _have(station: ChargePoint, fault: StationFault) -> Steps[None]:
    begins = not fault.by_event
    while True:
        if not begins:
            yield Pause(inf, or_woken_by=_key(fault.name, begins=True))
        begins = False
        course = station.spawn(_activity_name(fault.name), _take_course(station, fault))
        yield Pause(inf, or_woken_by=_key(fault.name, begins=False))
        station.end(course.name)


def _take_course(station: ChargePoint, fault: StationFault) -> Steps[None]:
    is_moment = fault.kind is FaultKind.CLOSE_WITHOUT_HANDSHAKE
    first = fault.after or (fault.every if is_moment else None)
    if first is not None:
        yield Pause(first.draw(station.random))
    while True:
        if is_moment or fault.kind is FaultKind.HALF_OPEN:
            yield Until(Condition.CONNECTED)
        began_at = station.now
        station.effects.append(BeginFault(fault))
        _tell(station, f"{_activity_name(fault.name)} begins")
        try:
            yield from _COURSES.get(fault.kind, _last)(station, fault)
        finally:
            station.effects.append(EndFault(fault))
            _tell(station, f"{_activity_name(fault.name)} is over")
        if fault.every is None:
            break
        lasted_s = station.now - began_at
        yield Pause(max(_LEAST_PAUSE_S, fault.every.draw(station.random) - lasted_s))
    end_fault(station, fault.name)


def _tell(station: ChargePoint, what: str) -> None:
    """Tell whoever looks on at this one station."""
    if (tell := station.behaviour.tell_step) is not None:
        tell(what)


def _duration_s(station: ChargePoint, fault: StationFault) -> float:
    return inf if fault.lasts is None else fault.lasts.draw(station.random)


def _last(station: ChargePoint, fault: StationFault) -> Steps[None]:
    yield Pause(_duration_s(station, fault))


def _break_off(station: ChargePoint, fault: StationFault) -> Steps[None]:
    station.close_connection(
        NO_CLOSE_FRAME, CLOSED_BY_FAULT + fault.kind, deliberate=True, resets=fault.resets
    )
    yield Until(Condition.DISCONNECTED)


def _flap(station: ChargePoint, fault: StationFault) -> Steps[None]:
    until = station.now + _duration_s(station, fault)
    stays = fault.stays
    while stays is not None and station.now < until:
        yield Until(Condition.CONNECTED)
        yield Pause(max(0.0, min(stays.draw(station.random), until - station.now)))
        if station.connected and station.now < until:
            yield from _break_off(station, fault)


def _hold_still(station: ChargePoint, fault: StationFault) -> Steps[None]:
    station.effects.append(HoldStill(_duration_s(station, fault), _activity_name(fault.name)))
    yield Pause(0.0)  # nothing is due to a station that holds still: this ends when it moves again
    if fault.lasts is None:
        yield Until(Condition.DISCONNECTED)


def _have_the_wrong_time(station: ChargePoint, fault: StationFault) -> Steps[None]:
    follows_clock = station.station.type.quirks.follows_clock
    _set_clock_off(station, fault.off_by_s, follows_clock=False)
    try:
        yield from _last(station, fault)
    finally:
        _set_clock_off(station, -fault.off_by_s, follows_clock=follows_clock)


def _set_clock_off(station: ChargePoint, by_s: float, *, follows_clock: bool) -> None:
    type_ = station.station.type
    quirks = replace(type_.quirks, follows_clock=follows_clock)
    station.station.type = replace(type_, quirks=quirks)
    station.set_clock(station.epoch_s() + by_s)
    station.wake(CLOCK)
    look_at_limits(station)


_COURSES: Mapping[FaultKind, _Course] = {
    FaultKind.CLOSE_WITHOUT_HANDSHAKE: _break_off,
    FaultKind.FLAPPING: _flap,
    FaultKind.HALF_OPEN: _hold_still,
    FaultKind.CLOCK_OFF: _have_the_wrong_time,
}
