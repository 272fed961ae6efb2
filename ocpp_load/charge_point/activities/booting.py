"""BootNotification until the central system accepts (OCPP 1.6 section 4.2)."""

from ocpp_load.charge_point.activities.clock import follow_clock
from ocpp_load.charge_point.activities.clock_aligned import start_clock_aligned_values
from ocpp_load.charge_point.activities.heartbeats import start_heartbeats, stop_heartbeats
from ocpp_load.charge_point.activities.security_events import report_security_event
from ocpp_load.charge_point.activities.status import forget_status_changes, tell_all_statuses
from ocpp_load.charge_point.activity import (
    CallFailure,
    Condition,
    FailureKind,
    Join,
    Pause,
    Steps,
    Until,
    call,
)
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.charge_point.flows import Milestone
from ocpp_load.messages.v16 import core
from ocpp_load.messages.v16.actions import Action
from ocpp_load.messages.v16.security_enums import SecurityEvent
from ocpp_load.model import Registration

BOOTING = "boot"
"""The name of the activity, and the key that ends the wait before its next attempt."""

_REPORTING = "report after boot"
_BOOTS_AGAIN = "boot after every reconnect"


def boot(station: ChargePoint) -> Steps[None]:
    """Send BootNotification until it is accepted, then report every connector's status.

    Pending and Rejected are asked again after the interval that came with them, an
    unanswered one after an interval of our own, and one that was lost with its connection as soon
    as there is another. What was stored before the boot leaves first after it. Whoever asks
    while the station boots already waits for that.
    """
    yield Join(station.running(BOOTING) or station.spawn(BOOTING, _boot(station)))


def _boot(station: ChargePoint) -> Steps[None]:
    state = station.station
    stop_heartbeats(station)
    station.await_registration()  # section 4.2: no other request until this is completed
    while True:
        answer = yield from call(
            Action.BOOT_NOTIFICATION,
            core.boot_notification(
                vendor=state.type.vendor,
                model=state.type.model,
                serial_number=state.type.serial_number,
                firmware_version=state.firmware.version,
            ),
        )
        if isinstance(answer, CallFailure):
            station.passed(Milestone.BOOT_ANSWERED, answer)
            if answer.kind is FailureKind.CONNECTION_LOST:
                yield Until(Condition.CONNECTED)
            else:
                yield Pause(station.behaviour.boot_retry_s, or_woken_by=BOOTING)
            continue
        station.passed(Milestone.BOOT_ANSWERED)
        was_registered = station.registered
        state.registration = Registration(answer["status"])
        if station.registered:
            break
        if was_registered:
            station.observer.registered(False)
        # Section 4.2: an interval of 0 leaves the wait to the charge point.
        interval_s = answer["interval"]
        yield Pause(
            interval_s if interval_s > 0 else station.behaviour.boot_retry_s, or_woken_by=BOOTING
        )
    state.was_accepted = True
    if not was_registered:
        station.observer.registered(True)
    follow_clock(station, answer["currentTime"])
    if answer["interval"] > 0:
        state.configuration["HeartbeatInterval"] = str(answer["interval"])
    start_heartbeats(station)
    start_clock_aligned_values(station)
    forget_status_changes(station)
    station.registration_granted()
    if state.type.quirks.boots_on_reconnect and not station.is_running(_BOOTS_AGAIN):
        station.spawn(_BOOTS_AGAIN, _boot_after_every_reconnect(station))
    yield Join(station.spawn(_REPORTING, _report(station)))


def end_boot_report(station: ChargePoint) -> None:
    """Break off what follows an accepted boot: the station restarts, and will boot again."""
    station.end(_REPORTING)


def _boot_after_every_reconnect(station: ChargePoint) -> Steps[None]:
    """Take every new connection for a restart, against OCPP-J 1.6 section 5.4: a quirk."""
    while True:
        yield Until(Condition.DISCONNECTED)
        station.await_registration()
        yield Until(Condition.CONNECTED)
        yield from boot(station)


def _report(station: ChargePoint) -> Steps[None]:
    # Errata 3.22: connector 0 and all connectors, with their current status.
    yield from tell_all_statuses(station)
    report_security_event(station, SecurityEvent.STARTUP_OF_THE_DEVICE)
