"""ChangeAvailability (OCPP 1.6 section 5.2)."""

from ocpp_load.handlers.command import Command
from ocpp_load.handlers.effects import NotifyStatus
from ocpp_load.handlers.registry import handles
from ocpp_load.handlers.reply import Reply
from ocpp_load.messages.v16.actions import Action, FeatureProfile
from ocpp_load.messages.v16.enums import (
    AvailabilityStatus,
    AvailabilityType,
    ChargePointStatus,
)
from ocpp_load.model import Connector, Station


@handles(Action.CHANGE_AVAILABILITY, profile=FeatureProfile.CORE)
def on_change_availability(station: Station, command: Command) -> Reply:
    """Change it now, or after the transaction that runs; connector 0 means all, each by itself.

    Scheduled is the answer where it has to wait for one connector at least. What has changed
    at once is reported, what was so already is not.
    """
    connector_id = command.payload["connectorId"]
    operative = command.payload["type"] == AvailabilityType.OPERATIVE
    if not 0 <= connector_id < len(station.connectors):
        return Reply({"status": AvailabilityStatus.REJECTED})
    concerned = station.connectors if connector_id == 0 else [station.connectors[connector_id]]
    changed = tuple(
        connector.id for connector in concerned if _change(station, connector, operative)
    )
    scheduled = any(connector.operative_next is not None for connector in concerned)
    status = AvailabilityStatus.SCHEDULED if scheduled else AvailabilityStatus.ACCEPTED
    return Reply({"status": status}, [NotifyStatus(changed)] if changed else [])


def _change(station: Station, connector: Connector, operative: bool) -> bool:
    """Return whether the connector has another status now."""
    if (
        connector.transaction is not None
        or connector.status_but_for_faults is ChargePointStatus.PREPARING
    ):
        # Whoever has begun to use it is let finish.
        connector.operative_next = None if operative == connector.operative else operative
        return False
    connector.operative, connector.operative_next = operative, None
    if operative and connector.is_in_use:
        return False  # the cable of the last driver is still in
    return station.release(connector)
