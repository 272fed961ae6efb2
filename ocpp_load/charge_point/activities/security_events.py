"""Security events: kept in the station's log, and told where they matter.

Security whitepaper edition 3, A04 and chapter 8.
"""

from ocpp_load.charge_point.activity import NEVER_SENT, CallFailure, Pause, Steps, call
from ocpp_load.charge_point.charge_point import ChargePoint
from ocpp_load.handlers.effects import ReportSecurityEvent
from ocpp_load.messages.v16 import security
from ocpp_load.messages.v16.actions import Action, FeatureProfile
from ocpp_load.messages.v16.security_enums import SecurityEvent
from ocpp_load.ocppj import Payload

_LONGEST_TECH_INFO = 255
_RETRY_S = 10.0

# Not critical by the table of chapter 8, but a requirement would have them triggered or sent:
# A00.FR.309, 315 and 318; A02.FR.07; L01.FR.02 and 03.
_TRIGGERED = frozenset(
    {
        SecurityEvent.INVALID_CENTRAL_SYSTEM_CERTIFICATE,
        SecurityEvent.INVALID_CHARGE_POINT_CERTIFICATE,
        SecurityEvent.INVALID_FIRMWARE_SIGNATURE,
        SecurityEvent.INVALID_FIRMWARE_SIGNING_CERTIFICATE,
        SecurityEvent.INVALID_TLS_CIPHER_SUITE,
        SecurityEvent.INVALID_TLS_VERSION,
    }
)
# Part of ordinary life, with or without a command of the extension: a central system without it
# would answer each with a CallError.
_ORDINARY = frozenset(
    {
        SecurityEvent.FIRMWARE_UPDATED,
        SecurityEvent.RESET_OR_REBOOT,
        SecurityEvent.SETTING_SYSTEM_TIME,
        SecurityEvent.STARTUP_OF_THE_DEVICE,
    }
)
_TOLD: frozenset[str] = _TRIGGERED | {event for event in SecurityEvent if event.is_critical}


def report_security_event(station: ChargePoint, type_: str, tech_info: str | None = None) -> None:
    """Keep an event in the security log; tell the central system of a critical one.

    Those of ordinary life are told where the scenario has it so (`security_events`).
    `type_` is a `SecurityEvent`, or a vendor's own, which only the log gets. `tech_info` is cut
    to the 255 characters that it may have. A station without the extension does nothing.
    """
    type_of_station = station.station.type
    if not type_of_station.has(FeatureProfile.SECURITY, Action.SECURITY_EVENT_NOTIFICATION):
        return
    if tech_info is not None:
        tech_info = tech_info[:_LONGEST_TECH_INFO]
    station.station.security_log.add(station.epoch_s(), type_, tech_info)
    if type_ in _TOLD and (type_of_station.security_events or type_ not in _ORDINARY):
        notification = security.security_event_notification(
            type_=type_, timestamp=station.timestamp(), tech_info=tech_info
        )
        station.spawn(Action.SECURITY_EVENT_NOTIFICATION, _deliver(station, notification))


def report_effect(station: ChargePoint, effect: ReportSecurityEvent) -> Steps[None]:
    """Report the event of a handler's effect."""
    report_security_event(station, effect.type, effect.tech_info)
    yield from ()


def _deliver(station: ChargePoint, notification: Payload) -> Steps[None]:
    # A04.FR.02: delivery is guaranteed. What a standing connection took has arrived, whatever
    # the answer; what a lost one took, or a restart forgot, is sent once more.
    answer = yield from call(Action.SECURITY_EVENT_NOTIFICATION, notification)
    while answer is NEVER_SENT or (isinstance(answer, CallFailure) and not station.connected):
        yield Pause(_RETRY_S)
        answer = yield from call(Action.SECURITY_EVENT_NOTIFICATION, notification)
