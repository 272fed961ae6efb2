"""ExtendedTriggerMessage (security whitepaper edition 3, sections 5.5, 6.16 and 6.17)."""

from ocpp_load.handlers.command import Command
from ocpp_load.handlers.effects import RequestCertificate, SendRequested
from ocpp_load.handlers.registry import handles
from ocpp_load.handlers.reply import Reply
from ocpp_load.handlers.v16.remote_trigger import MOST_REQUESTED, trigger_status
from ocpp_load.messages.v16.actions import Action, FeatureProfile
from ocpp_load.messages.v16.enums import TriggerMessageStatus
from ocpp_load.messages.v16.security_enums import ExtendedMessageTrigger
from ocpp_load.model import Station

_KNOWN: frozenset[str] = frozenset(ExtendedMessageTrigger)
_OF_THE_EXTENSION: dict[str, Action] = {
    ExtendedMessageTrigger.LOG_STATUS_NOTIFICATION: Action.LOG_STATUS_NOTIFICATION,
    ExtendedMessageTrigger.FIRMWARE_STATUS_NOTIFICATION: Action.SIGNED_FIRMWARE_STATUS_NOTIFICATION,
    ExtendedMessageTrigger.SIGN_CHARGE_POINT_CERTIFICATE: Action.SIGN_CERTIFICATE,
}


@handles(
    Action.EXTENDED_TRIGGER_MESSAGE,
    profile=FeatureProfile.SECURITY,
    switched_off={"status": TriggerMessageStatus.NOT_IMPLEMENTED},
)
def on_extended_trigger_message(station: Station, command: Command) -> Reply:
    """Send the message after the answer; a connectorId that does not matter is ignored.

    `SendRequested` names the action that is sent: for FirmwareStatusNotification that is
    SignedFirmwareStatusNotification.
    """
    wanted = command.payload["requestedMessage"]
    connector_id = command.payload.get("connectorId")
    if wanted not in _KNOWN:
        return Reply({"status": TriggerMessageStatus.NOT_IMPLEMENTED})
    action = _OF_THE_EXTENSION.get(wanted)
    if action is None:
        status = _status_of_the_book(station, wanted, connector_id)
    else:
        status = _status_of_the_extension(station, action)
    if status is not TriggerMessageStatus.ACCEPTED:
        return Reply({"status": status})
    if action is Action.SIGN_CERTIFICATE:
        return Reply({"status": status}, [RequestCertificate()])
    return Reply({"status": status}, [SendRequested(action or wanted, connector_id)])


def _status_of_the_book(
    station: Station, message: str, connector_id: int | None
) -> TriggerMessageStatus:
    status = trigger_status(station, message, connector_id)
    # Section 5.5: connectorId > 0; TriggerMessage knows 0 for StatusNotification.
    concerns_connector_0 = message == Action.STATUS_NOTIFICATION and connector_id == 0
    return TriggerMessageStatus.REJECTED if concerns_connector_0 else status


def _status_of_the_extension(station: Station, action: Action) -> TriggerMessageStatus:
    if not station.type.has(FeatureProfile.SECURITY, action):
        return TriggerMessageStatus.NOT_IMPLEMENTED
    if station.requested >= MOST_REQUESTED:
        return TriggerMessageStatus.REJECTED
    # The prerequisite of A02: without CpoName there is no request for a certificate.
    if action is Action.SIGN_CERTIFICATE and not station.configuration["CpoName"]:
        return TriggerMessageStatus.REJECTED
    return TriggerMessageStatus.ACCEPTED
