"""UnlockConnector (OCPP 1.6 section 5.18 with errata 3.87)."""

from ocpp_load.handlers.command import Command
from ocpp_load.handlers.effects import NotifyStatus, StopRemotely
from ocpp_load.handlers.registry import handles
from ocpp_load.handlers.reply import Reply
from ocpp_load.messages.v16.actions import Action, FeatureProfile
from ocpp_load.messages.v16.enums import Reason, UnlockStatus
from ocpp_load.model import Lock, Station

_STATUS = {
    Lock.UNLOCKS: UnlockStatus.UNLOCKED,
    Lock.FAILS: UnlockStatus.UNLOCK_FAILED,
    Lock.NONE: UnlockStatus.NOT_SUPPORTED,
}


@handles(
    Action.UNLOCK_CONNECTOR,
    profile=FeatureProfile.CORE,
    switched_off={"status": UnlockStatus.NOT_SUPPORTED},
)
def on_unlock_connector(station: Station, command: Command) -> Reply:
    """Try to unlock; whether that works is the lock's own affair, which the scenario decides.

    A transaction is finished, whatever the lock does. A cable that the station holds is taken out
    once it is unlocked, which frees the connector; otherwise the status of the connector is no
    lock's business: one that is Unavailable or Reserved stays so. A station without a lock, or a
    connector that it does not have, answers NotSupported and does nothing.
    """
    connector_id = command.payload["connectorId"]
    lock = station.type.surroundings.lock
    if lock is Lock.NONE or not station.has_connector(connector_id):
        return Reply({"status": UnlockStatus.NOT_SUPPORTED})
    connector = station.connectors[connector_id]
    effects: list[StopRemotely | NotifyStatus] = []
    if connector.transaction is not None:
        effects.append(StopRemotely(connector_id, Reason.UNLOCK_COMMAND))
    elif connector.cable_held and lock is Lock.UNLOCKS:
        connector.cable_held_for = None
        if station.release(connector):
            effects.append(NotifyStatus((connector_id,)))
    return Reply({"status": _STATUS[lock]}, effects)
