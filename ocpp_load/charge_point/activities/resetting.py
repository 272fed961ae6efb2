"""Reset (OCPP 1.6 section 5.14 with errata 3.36 and 3.82): the station restarts.

What is kept in non-volatile memory stays: configuration, availability, charging profiles,
local list, cache, certificates. The rest is as after a cold start. People are not restarted:
what a driver was about to do goes on when the station is back.
"""

from ocpp_load.charge_point.activities.booting import BOOTING, boot, end_boot_report
from ocpp_load.charge_point.activities.connection import NO_CLOSE_FRAME, connect, disconnect
from ocpp_load.charge_point.activities.firmware_status import give_up_update
from ocpp_load.charge_point.activities.heartbeats import stop_heartbeats
from ocpp_load.charge_point.activities.security_events import report_security_event
from ocpp_load.charge_point.activities.status import notify_status
from ocpp_load.charge_point.activities.transactions import cut_transactions, stop_transaction
from ocpp_load.charge_point.activities.uploading import give_up_upload
from ocpp_load.charge_point.activity import Join, Pause, Steps
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.charge_point.flows import NO_FLOW, Flow, Milestone
from ocpp_load.messages.v16.enums import ChargePointErrorCode, Reason
from ocpp_load.messages.v16.security_enums import SecurityEvent
from ocpp_load.model import Registration

_GOING_AWAY = 1001


def restart(
    station: ChargePoint,
    *,
    hard: bool,
    keeps_update: bool = False,
    reason: Reason | None = None,
    dark_s: float | None = None,
    flow: Flow = NO_FLOW,
) -> Steps[bool]:
    """Restart the station; return whether it has, once it is accepted or no attempt is left.

    An upload or an update of firmware that runs is given up; `keeps_update` is for an update's own
    restart. Soft: every transaction is stopped, and its StopTransaction answered, before. Hard: at once;
    StopTransaction follows after the next accepted boot. Transactions end for `reason`, if not for
    a Reset. With `dark_s` it is the power that fails, for so long: nothing says good-bye. The
    `flow` is that of a Reset, which is completed when the station is accepted again.
    """
    state = station.station
    state.restarting = True
    try:
        reason = reason or (Reason.HARD_RESET if hard else Reason.SOFT_RESET)
        if not hard and station.registered:  # else nothing of it could be told (section 4.2)
            yield from _stop_all(station, reason)
        if dark_s is None and not (yield from _succeeds(station)):
            yield from notify_status(
                station, state.connectors[0], error_code=ChargePointErrorCode.RESET_FAILURE
            )
            flow.ended(ChargePointErrorCode.RESET_FAILURE)
            return False
        flow.await_milestone(Milestone.ACCEPTED)
        station.await_registration()  # StopTransaction is for after the next accepted boot
        cut = cut_transactions(station, reason)  # what a soft reset could not stop is cut too
        _forget(station)
        if not keeps_update:
            give_up_update(station)
        for transaction in cut:
            station.wake(transaction)
        yield from disconnect(station, _GOING_AWAY if dark_s is None else NO_CLOSE_FRAME)
        yield Pause(_takes_s(station) if dark_s is None else dark_s)
    finally:
        state.restarting = False
    yield from connect(station)
    station.wake(BOOTING)  # it waits for its next attempt where the restart came in between
    yield from boot(station)
    report_security_event(station, SecurityEvent.RESET_OR_REBOOT)
    return True


def reboot(station: ChargePoint) -> Steps[None]:
    """Let the station restart by itself; its transactions are stopped before, as Reboot."""
    if not station.station.restarting:
        yield from restart(station, hard=False, reason=Reason.REBOOT)


def lose_power(station: ChargePoint, seconds: float) -> Steps[None]:
    """Let the power fail for a time; StopTransaction follows after the next accepted boot."""
    if not station.station.restarting:
        yield from restart(station, hard=True, reason=Reason.POWER_LOSS, dark_s=seconds)


def _stop_all(station: ChargePoint, reason: Reason) -> Steps[None]:
    stopping = [
        station.spawn("stop for a reset", stop_transaction(station, connector, reason))
        for connector in station.station.connectors
    ]
    for activity in stopping:
        yield Join(activity)


def _succeeds(station: ChargePoint) -> Steps[bool]:
    """Try to restart as often as ResetRetries (section 9.1.22) allows; return whether it works."""
    failures = station.station.type.surroundings.reset_failures
    attempts = 1 + station.station.configuration.integer("ResetRetries")
    for _ in range(min(failures, attempts)):
        yield Pause(_takes_s(station))
    return failures < attempts


def _takes_s(station: ChargePoint) -> float:
    return station.station.type.surroundings.reset_takes.draw(station.random)


def _forget(station: ChargePoint) -> None:
    """Lose what is not kept over a restart."""
    stop_heartbeats(station)
    if station.registered:
        station.observer.registered(False)
    station.station.registration = Registration.NONE
    station.await_registration()
    end_boot_report(station)
    station.end_asked_for()
    station.drop_unsent_calls()
    station.station.lose_power()
    give_up_upload(station)  # what is told of it is held back until the next accepted boot
