"""SendLocalList and GetLocalListVersion (OCPP 1.6 sections 5.10 and 5.15, keys 9.2).

A list that LocalAuthListEnabled switches off is kept, but the station answers as one that has
none: -1 and NotSupported.
"""

from ocpp_load.handlers.command import Command
from ocpp_load.handlers.registry import handles
from ocpp_load.handlers.reply import Reply
from ocpp_load.messages.v16.actions import Action, FeatureProfile
from ocpp_load.messages.v16.authorization_data import read_authorization_data
from ocpp_load.messages.v16.enums import UpdateStatus, UpdateType
from ocpp_load.model import Station
from ocpp_load.ocppj import Payload

_ENABLED = "LocalAuthListEnabled"
_NO_LIST: Payload = {"listVersion": -1}
_NOT_SUPPORTED: Payload = {"status": UpdateStatus.NOT_SUPPORTED}


@handles(
    Action.GET_LOCAL_LIST_VERSION,
    profile=FeatureProfile.LOCAL_AUTH_LIST_MANAGEMENT,
    switched_off=_NO_LIST,
)
def on_get_local_list_version(station: Station, _command: Command) -> Reply:
    """Tell the version: 0 for an empty list, -1 where there is none in force."""
    if not station.configuration.boolean(_ENABLED):
        return Reply(_NO_LIST)
    return Reply({"listVersion": station.local_list.version})


@handles(
    Action.SEND_LOCAL_LIST,
    profile=FeatureProfile.LOCAL_AUTH_LIST_MANAGEMENT,
    switched_off=_NOT_SUPPORTED,
)
def on_send_local_list(station: Station, command: Command) -> Reply:
    """Update the list, all of it or nothing; what it holds now leaves the cache (3.5.3).

    More entries than SendLocalListMaxLength, or than LocalAuthListMaxLength in the end: Failed.
    """
    configuration = station.configuration
    if not configuration.boolean(_ENABLED):
        return Reply(_NOT_SUPPORTED)
    entries = command.payload.get("localAuthorizationList", ())
    if len(entries) > configuration.integer("SendLocalListMaxLength"):
        return Reply({"status": UpdateStatus.FAILED})
    data = [read_authorization_data(entry) for entry in entries]
    status = station.local_list.update(
        UpdateType(command.payload["updateType"]),
        command.payload["listVersion"],
        data,
        max_length=configuration.integer("LocalAuthListMaxLength"),
    )
    if status is UpdateStatus.ACCEPTED and station.authorization_cache:
        for entry in data:
            if entry.id_tag_info is not None:
                station.authorization_cache.remove(entry.id_tag)
    return Reply({"status": status})
