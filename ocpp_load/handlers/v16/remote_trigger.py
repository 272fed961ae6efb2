"""TriggerMessage (OCPP 1.6 section 5.17 with errata 3.35, 3.40 and 3.46)."""

from ocpp_load.handlers.command import Command
from ocpp_load.handlers.effects import SendRequested
from ocpp_load.handlers.registry import handles
from ocpp_load.handlers.reply import Reply
from ocpp_load.messages.v16.actions import Action, FeatureProfile
from ocpp_load.messages.v16.enums import MessageTrigger, TriggerMessageStatus
from ocpp_load.model import Registration, Station

_KNOWN = frozenset(MessageTrigger)
# It is up to the station (5.17): what a silent central system goes on asking for must not pile up.
MOST_REQUESTED = 20
_CONCERNS_CONNECTORS = frozenset({MessageTrigger.METER_VALUES, MessageTrigger.STATUS_NOTIFICATION})
_OF_FIRMWARE_MANAGEMENT = frozenset(
    {
        MessageTrigger.DIAGNOSTICS_STATUS_NOTIFICATION,
        MessageTrigger.FIRMWARE_STATUS_NOTIFICATION,
    }
)


@handles(
    Action.TRIGGER_MESSAGE,
    profile=FeatureProfile.REMOTE_TRIGGER,
    switched_off={"status": TriggerMessageStatus.NOT_IMPLEMENTED},
)
def on_trigger_message(station: Station, command: Command) -> Reply:
    """Send the message after the answer; a connectorId that does not matter is ignored."""
    message = command.payload["requestedMessage"]
    connector_id = command.payload.get("connectorId")
    status = trigger_status(station, message, connector_id)
    if status is not TriggerMessageStatus.ACCEPTED:
        return Reply({"status": status})
    return Reply({"status": status}, [SendRequested(message, connector_id)])


def trigger_status(
    station: Station, message: str, connector_id: int | None
) -> TriggerMessageStatus:
    """Return what comes of a request for a message of the book."""
    if message not in _KNOWN or (
        message in _OF_FIRMWARE_MANAGEMENT
        and not station.type.has(FeatureProfile.FIRMWARE_MANAGEMENT, message)
    ):
        return TriggerMessageStatus.NOT_IMPLEMENTED
    if message == MessageTrigger.BOOT_NOTIFICATION:
        # Errata 3.35: once accepted, it would only confuse.
        if station.registration is Registration.ACCEPTED:
            return TriggerMessageStatus.REJECTED
    elif station.requested >= MOST_REQUESTED:
        return TriggerMessageStatus.REJECTED
    elif message in _CONCERNS_CONNECTORS and connector_id is not None:
        # 0 is the station itself, which has a status, and a meter only where it has a main meter.
        has_it = message == MessageTrigger.STATUS_NOTIFICATION or station.type.electrical.main_meter
        lowest = 0 if has_it else 1
        if not lowest <= connector_id < len(station.connectors):
            return TriggerMessageStatus.REJECTED
    return TriggerMessageStatus.ACCEPTED
