"""RemoteStartTransaction and RemoteStopTransaction (OCPP 1.6 sections 5.11 and 5.12)."""

from ocpp_load.handlers.command import Command
from ocpp_load.handlers.effects import StartRemotely, StopRemotely
from ocpp_load.handlers.registry import handles
from ocpp_load.handlers.reply import Reply
from ocpp_load.messages.v16.actions import Action, FeatureProfile
from ocpp_load.messages.v16.enums import ChargePointStatus, Reason, RemoteStartStopStatus
from ocpp_load.model import Connector, Station
from ocpp_load.model.authorization.knowledge import could_use
from ocpp_load.model.charging.rules import remote_start_profile_problem

_ACCEPTED = {"status": RemoteStartStopStatus.ACCEPTED}
_REJECTED = {"status": RemoteStartStopStatus.REJECTED}


@handles(Action.REMOTE_START_TRANSACTION, profile=FeatureProfile.CORE, while_pending=False)
def on_remote_start_transaction(station: Station, command: Command) -> Reply:
    """Accept where there is a connector for this idTag, and start after the answer.

    Without a connectorId one at which a car waits is preferred. Without Smart Charging a
    charging profile is ignored (5.11); with it, it must be a TxProfile without a transactionId
    (errata 3.41).
    """
    payload = command.payload
    id_tag = payload["idTag"]
    profile = payload.get("chargingProfile")
    if not station.type.has(FeatureProfile.SMART_CHARGING, Action.SET_CHARGING_PROFILE):
        profile = None
    if profile is not None and remote_start_profile_problem(station, profile) is not None:
        return Reply(_REJECTED)
    connector = _choose(station, command)
    if connector is None or station.restarting or station.leaving:
        return Reply(_REJECTED)
    connector.claimed_by = id_tag
    return Reply(_ACCEPTED, [StartRemotely(connector.id, id_tag, profile)])


@handles(Action.REMOTE_STOP_TRANSACTION, profile=FeatureProfile.CORE, while_pending=False)
def on_remote_stop_transaction(station: Station, command: Command) -> Reply:
    """Stop the transaction of that id, if it runs."""
    transaction_id = command.payload["transactionId"]
    for connector in station.connectors:
        transaction = connector.transaction
        if transaction is not None and transaction.has_id and transaction.id == transaction_id:
            return Reply(_ACCEPTED, [StopRemotely(connector.id, Reason.REMOTE)])
    return Reply(_REJECTED)


def _choose(station: Station, command: Command) -> Connector | None:
    connector_id = command.payload.get("connectorId")
    if connector_id is None:
        candidates = sorted(station.connectors[1:], key=lambda connector: not connector.plugged_in)
    else:
        candidates = (
            [station.connectors[connector_id]] if station.has_connector(connector_id) else []
        )
    return next((one for one in candidates if _is_free_for(station, one, command)), None)


def _is_free_for(station: Station, connector: Connector, command: Command) -> bool:
    if connector.claimed_by is not None or connector.transaction is not None:
        return False
    if station.connectors[0].status is not ChargePointStatus.AVAILABLE:
        return False  # the station itself is Unavailable or Faulted
    if connector.status is ChargePointStatus.PREPARING:
        if not connector.plugged_in:
            return False  # somebody has begun who has yet to plug in
    elif connector.status not in (ChargePointStatus.AVAILABLE, ChargePointStatus.RESERVED):
        return False
    return could_use(station, connector, command.payload["idTag"], command.epoch_s)
